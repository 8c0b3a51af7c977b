import Glibc

/// Reading and writing the files of a key store: small, whole, and refused where others could have
/// changed them or read a secret.
enum KeyFile {
    /// Why the last system call failed, in words.
    static func reason(_ code: Int32 = errno) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }

    static func octal(_ mode: mode_t) -> String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func status(_ path: String) throws(LinkError) -> stat {
        var info = stat()
        guard unsafe lstat(path, &info) == 0 else {
            throw .file(path: path, doing: "reading", why: reason())
        }
        return info
    }

    /// The directory is there, ours, and nobody else may read, list or change it.
    static func checkDirectory(_ path: String) throws(LinkError) {
        let info = try status(path)
        guard info.st_mode & S_IFMT == S_IFDIR else {
            throw .file(path: path, doing: "opening", why: "it is not a directory")
        }
        guard info.st_uid == geteuid() else {
            throw .file(path: path, doing: "opening", why: "it belongs to another user")
        }
        guard info.st_mode & 0o077 == 0 else {
            throw .exposed(
                path: path, mode: octal(info.st_mode), remedy: "chmod 700 \(path)")
        }
    }

    static func exists(_ path: String) -> Bool {
        var info = stat()
        return unsafe lstat(path, &info) == 0
    }

    /// Makes the directory and what is missing above it; its own mode is 0700.
    static func makeDirectory(_ path: String) throws(LinkError) {
        if exists(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            let parent = String(path[..<slash])
            if !exists(parent) { try makeDirectory(parent) }
        }
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .file(path: path, doing: "making the directory", why: reason())
        }
    }

    /// Text of a file, of at most ``Certificate/longest`` bytes.
    static func read(_ path: String, secret: Bool) throws(LinkError) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .file(path: path, doing: "reading", why: reason()) }
        defer { close(descriptor) }
        var info = stat()
        guard unsafe fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            throw .file(path: path, doing: "reading", why: "it is not a file")
        }
        if secret {
            guard info.st_uid == geteuid() else {
                throw .file(path: path, doing: "reading", why: "it belongs to another user")
            }
            guard info.st_mode & 0o077 == 0 else {
                throw .exposed(path: path, mode: octal(info.st_mode), remedy: "chmod 600 \(path)")
            }
        }
        var bytes = [UInt8](repeating: 0, count: Certificate.longest &+ 1)
        var filled = 0
        while filled < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count &- filled)
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .file(path: path, doing: "reading", why: reason()) }
            if got == 0 { break }
            filled &+= got
        }
        guard filled <= Certificate.longest else {
            throw .badKey(path: path, why: "it is longer than \(Certificate.longest) bytes")
        }
        return String(decoding: bytes.prefix(filled), as: UTF8.self)
    }

    /// Writes beside the file, syncs, and renames into place: a crash leaves the old file or the
    /// new one. The mode holds from the first byte on.
    static func write(_ text: String, to path: String, mode: mode_t) throws(LinkError) {
        let temporary = "\(path).\(getpid()).new"
        _ = unsafe unlink(temporary)
        let descriptor = unsafe open(
            temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw .file(path: path, doing: "writing", why: reason()) }
        var failure: String? = fill(descriptor, with: Array(text.utf8), mode: mode)
        if close(descriptor) != 0 && failure == nil { failure = reason() }
        if failure == nil, unsafe rename(temporary, path) != 0 { failure = reason() }
        if let failure {
            _ = unsafe unlink(temporary)
            throw .file(path: path, doing: "writing", why: failure)
        }
        try syncDirectory(of: path)
    }

    private static func fill(_ descriptor: Int32, with bytes: [UInt8], mode: mode_t) -> String? {
        guard fchmod(descriptor, mode) == 0 else { return reason() }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: written), buffer.count &- written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return reason() }
            written &+= count
        }
        return fsync(descriptor) == 0 ? nil : reason()
    }

    static func remove(_ path: String) throws(LinkError) {
        guard unsafe unlink(path) == 0 else {
            throw .file(path: path, doing: "removing", why: reason())
        }
        try syncDirectory(of: path)
    }

    private static func syncDirectory(of path: String) throws(LinkError) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .file(path: directory, doing: "syncing", why: reason())
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw .file(path: directory, doing: "syncing", why: reason())
        }
    }

    /// Names in a directory, sorted, at most `limit`.
    static func names(in directory: String, limit: Int) throws(LinkError) -> [String] {
        guard let stream = unsafe opendir(directory) else {
            throw .file(path: directory, doing: "listing", why: reason())
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while names.count < limit, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
