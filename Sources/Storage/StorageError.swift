internal import Glibc
internal import MCAP

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
    /// What to do, as a part of a sentence; nil where the reason says it, or nobody knows.
    public var remedy: String?

    init(_ operation: Operation, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
        reason = unsafe String(cString: strerror(code))
        remedy = StorageError.remedy(for: code)
    }

    init(_ operation: Operation, _ path: String, reason: String, remedy: String? = nil) {
        self.operation = operation
        self.path = path
        code = 0
        self.reason = reason
        self.remedy = remedy
    }

    /// A file that cannot be read as a container, or not at all.
    init(reading path: String, _ error: MCAPError) {
        switch error.problem {
        case .unreadable(let reason): self.init(.read, path, reason: reason)
        case .notMCAP:
            self.init(.read, path, reason: "\(error)", remedy: "name a recording that reins wrote")
        case .endsEarly, .length, .tooLarge, .checksum, .malformed, .compression:
            self.init(
                .read, path, reason: "\(error)", remedy: "`reins repair` saves what is sound in it")
        }
    }

    /// True where there is no room left: what is on disk is kept.
    public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }

    public var description: String { "cannot \(operation.rawValue) \(path): \(cause)" }

    /// The reason and the remedy.
    var cause: String { reason + (remedy.map { "; \($0)" } ?? "") }

    private static func remedy(for code: Int32) -> String? {
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
        case EISDIR: "it is a directory, name a file in it"
        case ELOOP: "it is a symbolic link, put the file itself there"
        case ENAMETOOLONG: "choose a shorter name"
        default: nil
        }
    }
}
