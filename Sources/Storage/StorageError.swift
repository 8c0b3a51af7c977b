internal import Glibc

/// Why something on disk failed: which file, which operation, the reason and what to do.
public struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was being done.
    public enum Operation: String, Equatable, Sendable, CaseIterable {
        case create, open, read, write, sync, rename, truncate, list, remove, lock
        case compress
    }

    public var operation: Operation
    public var path: String
    /// The system's error number; 0 where the reason is in ``reason`` alone.
    public var code: Int32
    /// The reason, as a part of a sentence.
    public var reason: String

    init(_ operation: Operation, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
        reason = unsafe String(cString: strerror(code))
    }

    init(_ operation: Operation, _ path: String, reason: String) {
        self.operation = operation
        self.path = path
        code = 0
        self.reason = reason
    }

    /// True where there is no room left: what is on disk is kept.
    public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }

    public var description: String {
        "cannot \(operation.rawValue) \(path): \(reason)\(remedy.map { "; \($0)" } ?? "")"
    }

    private var remedy: String? {
        switch code {
        case ENOSPC, EDQUOT: "free some space on this disk, what was written is kept"
        case EACCES, EPERM: "check the permissions of the file and its directory"
        case EROFS: "the file system is read-only, choose another directory"
        case ENOENT: "check that the path exists"
        case EEXIST: "choose another name or move the existing file away"
        case ENOTDIR: "a part of the path is not a directory"
        case EIO: "the disk reports a fault, check it and record to another one"
        case EMFILE, ENFILE: "too many files are open, raise the limit (ulimit -n)"
        case EWOULDBLOCK: "another process is writing it, wait until that has finished"
        case 0: operation == .read ? "name a recording that reins wrote" : nil
        default: nil
        }
    }
}
