internal import Glibc

/// Small text files of the user's.
enum TextFile {
    static let longest = 1 << 20

    /// The whole text; nil where it cannot be read, is too long or is no UTF-8.
    static func read(_ path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while bytes.count <= longest {
            let count = unsafe Glibc.read(file, &buffer, buffer.count)
            guard count >= 0 else { return nil }
            if count == 0 {
                let text = String(validating: bytes, as: UTF8.self)
                if text == nil { errno = EILSEQ }
                return text
            }
            bytes.append(contentsOf: buffer[..<count])
        }
        errno = EFBIG
        return nil
    }

    /// Why the last system call failed, in words.
    static func reason() -> String {
        switch errno {
        case EILSEQ: "it holds bytes that are no text (UTF-8)"
        case EFBIG: "it is larger than the \(longest >> 20) MiB that a text may have"
        default: unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown reason"
        }
    }
}

enum Folder {
    /// Makes a folder and those above it, where they are missing.
    /// - Returns: false where nothing can be put there afterwards; `errno` says why.
    static func make(_ path: String) -> Bool {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made == "/" ? part : "/" + part
            guard unsafe mkdir(made, 0o755) == 0 || errno == EEXIST else { return false }
        }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            errno = ENOTDIR
            return false
        }
        return unsafe access(path, W_OK | X_OK) == 0
    }
}

enum Environment {
    /// nil where it is not set, or empty.
    static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }
}
