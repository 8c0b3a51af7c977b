internal import Glibc
internal import MCAP

/// Every system call of this module, each of which can be told to fail.
///
/// Not `Sendable`: it belongs to whoever owns the files that it opened.
public final class Disk {
    /// Which call fails, for tests: the world as it is when a disk is full or dies.
    struct Fault {
        /// The n-th matching call, counted from 1, and all after it when it ``lasts``.
        var nth: Int
        var code: Int32
        /// nil: calls of every kind.
        var operation: StorageError.Operation?
        var lasts = true
    }

    private let fault: Fault?
    /// Calls that the fault was compared with.
    private(set) var calls = 0

    /// Is told of every call that changed something, after it.
    private let watch: ((DiskCall) -> Void)?

    public init() {
        fault = nil
        watch = nil
    }

    init(_ fault: Fault) {
        self.fault = fault
        watch = nil
    }

    init(watch: @escaping (DiskCall) -> Void) {
        fault = nil
        self.watch = watch
    }

    /// Counts a call and throws where it was told to.
    private func enter(
        _ operation: StorageError.Operation, _ path: String
    ) throws(StorageError) {
        guard let fault else { return }
        if let only = fault.operation, only != operation { return }
        calls += 1
        if calls == fault.nth || fault.lasts && calls > fault.nth {
            throw StorageError(operation, path, code: fault.code)
        }
    }

    /// Repeats a call that a signal interrupted, and throws where it failed.
    private func check(
        _ operation: StorageError.Operation, _ path: String, _ call: () -> Int
    ) throws(StorageError) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            if errno != EINTR { throw StorageError(operation, path, code: errno) }
        }
    }

    // MARK: Open files

    /// Makes a new file; refuses where one of that name exists.
    func create(_ path: String) throws(StorageError) -> OpenFile {
        try enter(.create, path)
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
        let raw = try check(.create, path) { unsafe Int(Glibc.open(path, flags, 0o644)) }
        watch?(.create(path))
        return OpenFile(descriptor: Int32(raw), path: path, disk: self)
    }

    /// Opens a file that exists.
    func open(_ path: String, writable: Bool = false) throws(StorageError) -> OpenFile {
        let raw = try descriptor(opening: path, writable: writable)
        return OpenFile(descriptor: raw, path: path, disk: self)
    }

    /// The same, for an owner that closes the descriptor itself.
    func descriptor(opening path: String, writable: Bool = false) throws(StorageError) -> Int32 {
        try enter(.open, path)
        let flags = (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC
        return Int32(try check(.open, path) { unsafe Int(Glibc.open(path, flags)) })
    }

    /// Writes all of `bytes` at the file's position. Half of them are written before a fault.
    func write(
        _ file: Int32, _ path: String, _ bytes: UnsafeRawBufferPointer
    ) throws(StorageError) {
        var count = bytes.count
        var failure: StorageError?
        let start = watch == nil ? 0 : Int(lseek(file, 0, SEEK_CUR))
        do throws(StorageError) {
            try enter(.write, path)
        } catch {
            failure = error
            count /= 2
        }
        var done = 0
        while done < count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done..<count])
            done += try check(.write, path) {
                unsafe Glibc.write(file, rest.baseAddress, rest.count)
            }
        }
        if let failure { throw failure }
        unsafe watch?(.write(path, offset: start, bytes: [UInt8](bytes)))
    }

    /// Up to `count` bytes from `offset` on; fewer only at the end of the file.
    func read(
        _ file: Int32, _ path: String, at offset: Int, count: Int
    ) throws(StorageError) -> [UInt8] {
        var failure: StorageError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, done in
            do throws(StorageError) {
                let raw = UnsafeMutableRawBufferPointer(room)
                done = try unsafe read(file, path, at: offset, into: raw)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    private func read(
        _ file: Int32, _ path: String, at offset: Int, into room: UnsafeMutableRawBufferPointer
    ) throws(StorageError) -> Int {
        try enter(.read, path)
        var done = 0
        while done < room.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[done...])
            let count = try check(.read, path) {
                unsafe pread(file, rest.baseAddress, rest.count, off_t(offset + done))
            }
            if count == 0 { break }
            done += count
        }
        return done
    }

    func sync(_ file: Int32, _ path: String) throws(StorageError) {
        try enter(.sync, path)
        _ = try check(.sync, path) { Int(fdatasync(file)) }
        watch?(.sync(path))
    }

    func truncate(_ file: Int32, _ path: String, to size: Int) throws(StorageError) {
        try enter(.truncate, path)
        _ = try check(.truncate, path) { Int(ftruncate(file, off_t(size))) }
        _ = try check(.truncate, path) { Int(lseek(file, off_t(size), SEEK_SET)) }
        watch?(.truncate(path, size: size))
    }

    func size(_ file: Int32, _ path: String) throws(StorageError) -> Int {
        var status = stat()
        _ = try check(.read, path) { unsafe Int(fstat(file, &status)) }
        return Int(status.st_size)
    }

    /// Takes the lock that says "somebody writes this"; throws where another has it.
    func lock(_ file: Int32, _ path: String) throws(StorageError) {
        try enter(.lock, path)
        _ = try check(.lock, path) { Int(flock(file, LOCK_EX | LOCK_NB)) }
    }

    func close(_ file: Int32) { _ = Glibc.close(file) }

    // MARK: Directories

    func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Gives a file its new name. Refuses where that is taken: nothing recorded is overwritten.
    func rename(_ path: String, to newPath: String) throws(StorageError) {
        try enter(.rename, path)
        if exists(newPath) { throw StorageError(.rename, newPath, code: EEXIST) }
        _ = try check(.rename, path) { unsafe Int(Glibc.rename(path, newPath)) }
        watch?(.rename(path, to: newPath))
    }

    /// Puts a file in the place of another one, in one step: whoever looks finds one of the two.
    func replace(_ path: String, by newPath: String) throws(StorageError) {
        try enter(.rename, newPath)
        _ = try check(.rename, newPath) { unsafe Int(Glibc.rename(newPath, path)) }
        watch?(.rename(newPath, to: path))
    }

    /// Bytes that can still be written where `path` lies.
    func freeBytes(_ path: String) throws(StorageError) -> UInt64 {
        try enter(.read, path)
        var status = statvfs()
        _ = try check(.read, path) { unsafe Int(statvfs(path, &status)) }
        return UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
            .partialValue
    }

    /// Gives a file another name as well; a symbolic one where the disk is another.
    func link(_ path: String, to newPath: String) throws(StorageError) {
        try enter(.create, newPath)
        if unsafe Glibc.link(path, newPath) == 0 { return }
        guard errno == EXDEV || errno == EPERM || errno == EMLINK || errno == ENOTSUP else {
            throw StorageError(.create, newPath, code: errno)
        }
        guard let whole = unsafe realpath(path, nil) else {
            throw StorageError(.open, path, code: errno)
        }
        defer { unsafe free(whole) }
        _ = try check(.create, newPath) { unsafe Int(symlink(whole, newPath)) }
    }

    /// Removes a directory and the files in it.
    func removeDirectory(_ path: String) throws(StorageError) {
        for name in try names(in: path, endingIn: "") where name != "." && name != ".." {
            try remove(path + "/" + name)
        }
        try enter(.remove, path)
        _ = try check(.remove, path) { unsafe Int(rmdir(path)) }
    }

    func remove(_ path: String) throws(StorageError) {
        try enter(.remove, path)
        _ = try check(.remove, path) { unsafe Int(unlink(path)) }
        watch?(.remove(path))
    }

    /// Makes the names in a directory durable: a rename survives a power cut only after it.
    func syncDirectory(_ path: String) throws(StorageError) {
        try enter(.sync, path)
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let raw = try check(.sync, path) { unsafe Int(Glibc.open(path, flags)) }
        defer { close(Int32(raw)) }
        _ = try check(.sync, path) { Int(fsync(Int32(raw))) }
        watch?(.syncDirectory(path))
    }

    /// The names in a directory that end in `suffix`, sorted.
    func names(in path: String, endingIn suffix: String) throws(StorageError) -> [String] {
        try enter(.list, path)
        guard let directory = unsafe opendir(path) else {
            throw StorageError(.list, path, code: errno)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name.hasSuffix(suffix) { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a directory and the ones above it, where they are missing.
    func makeDirectory(_ path: String) throws(StorageError) {
        try enter(.create, path)
        if exists(path) || path.isEmpty { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectory(String(path[..<slash]))
        }
        _ = try check(.create, path) {
            let result = unsafe mkdir(path, 0o755)
            return result != 0 && errno == EEXIST ? 0 : Int(result)
        }
        watch?(.makeDirectory(path))
    }
}
