internal import Glibc

/// A file that an export writes, and every system call of this module.
///
/// It is closed when its owner lets it go; only ``finish()`` makes it durable and tells of errors.
struct ExportFile: ~Copyable, Sendable {
    let path: String
    private let descriptor: Int32
    /// Bytes appended so far.
    private(set) var size = 0

    /// Makes a new file; refuses where one of that name exists.
    init(creating path: String) throws(ExportError) {
        self.path = path
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
        descriptor = Int32(
            try ExportFile.check("create", path) { unsafe Int(open(path, flags, 0o644)) })
    }

    /// Makes a new file and takes its name away: it lasts as long as its owner.
    static func nameless(at path: String) throws(ExportError) -> ExportFile {
        let file = try ExportFile(creating: path)
        _ = try check("remove", path) { unsafe Int(unlink(path)) }
        return file
    }

    deinit { _ = close(descriptor) }

    /// `count` bytes of what was written, from `offset` on.
    func read(at offset: Int, count: Int) throws(ExportError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let part = try ExportFile.check("read", path) {
                unsafe bytes.withUnsafeMutableBytes { room in
                    let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[done...])
                    return unsafe pread(
                        descriptor, rest.baseAddress, rest.count, off_t(offset + done))
                }
            }
            if part == 0 { throw .file(operation: "read", path: path, code: EIO) }
            done += part
        }
        return bytes
    }

    /// Appends all of `values`, as they lie in memory.
    mutating func append<Value: BitwiseCopyable>(_ values: Span<Value>) throws(ExportError) {
        try unsafe values.withUnsafeBytes { raw throws(ExportError) in
            let at = size
            size += raw.count
            try unsafe write(raw, at: at)
        }
    }

    /// Appends all of `bytes`.
    mutating func append(_ bytes: [UInt8]) throws(ExportError) { try append(bytes.span) }

    /// Puts `bytes` over what was written at `offset` before.
    func replace(at offset: Int, with bytes: [UInt8]) throws(ExportError) {
        try unsafe bytes.span.withUnsafeBytes { raw throws(ExportError) in
            try unsafe write(raw, at: offset)
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(ExportError) {
        var done = 0
        while done < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
            done += try ExportFile.check("write", path) {
                unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            }
        }
    }

    /// Waits until everything is on the disk, and closes the file.
    consuming func finish() throws(ExportError) {
        _ = try ExportFile.check("sync", path) { Int(fdatasync(descriptor)) }
    }

    // MARK: Names

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Makes a directory and the ones above it, where they are missing.
    static func makeDirectory(_ path: String) throws(ExportError) {
        if path.isEmpty || exists(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectory(String(path[..<slash]))
        }
        _ = try check("create", path) {
            let result = unsafe mkdir(path, 0o755)
            return result != 0 && errno == EEXIST ? 0 : Int(result)
        }
    }

    /// Gives a finished file or directory its name, durably. Refuses where that is taken.
    static func rename(_ path: String, to newPath: String) throws(ExportError) {
        if exists(newPath) { throw .file(operation: "rename", path: newPath, code: EEXIST) }
        _ = try check("rename", path) { unsafe Int(Glibc.rename(path, newPath)) }
        let slash = newPath.lastIndex(of: "/")
        let parent = slash.map { String(newPath[...$0]) } ?? "."
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let raw = Int32(try check("sync", parent) { unsafe Int(open(parent, flags)) })
        defer { _ = close(raw) }
        _ = try check("sync", parent) { Int(fsync(raw)) }
    }

    /// Repeats a call that a signal interrupted, and throws where it failed.
    private static func check(
        _ operation: String, _ path: String, _ call: () -> Int
    ) throws(ExportError) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            if errno != EINTR { throw .file(operation: operation, path: path, code: errno) }
        }
    }
}
