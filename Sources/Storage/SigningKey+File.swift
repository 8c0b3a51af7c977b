internal import Glibc

extension SigningKey {
    /// The name of a station's key in its directory of keys.
    public static let fileName = "station.sign_key"

    /// The station's key; nil where it has none.
    ///
    /// Throws where the file is there and is no key, or where others could read it.
    public static func stored(in directory: String) throws(StorageError) -> SigningKey? {
        let path = directory + "/" + fileName
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if file < 0 {
            if errno == ENOENT { return nil }
            throw StorageError(.open, path, code: errno)
        }
        defer { _ = close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else {
            throw StorageError(.read, path, code: errno)
        }
        guard status.st_mode & 0o077 == 0 else {
            throw StorageError(
                .read, path, reason: "others could read this key",
                remedy: "make it yours alone: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe Glibc.read(file, &bytes, bytes.count)
        guard count > 0,
            let key = SigningKey(text: String(decoding: bytes[..<count], as: UTF8.self))
        else {
            throw StorageError(
                .read, path,
                reason: "it holds no signing key",
                remedy: "move it away and make one: reins keys sign")
        }
        return key
    }

    /// Makes the station's key. Never overwrites one.
    public static func create(in directory: String) throws(StorageError) -> SigningKey {
        let path = directory + "/" + fileName
        let key = SigningKey()
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            if errno != EEXIST { throw StorageError(.create, path, code: errno) }
            throw StorageError(
                .create, path, reason: "this station signs its recordings with it already",
                remedy: "move it away, and keep it, to make another one")
        }
        defer { _ = close(file) }
        let text = Array(key.text.utf8)
        let written = unsafe Glibc.write(file, text, text.count)
        guard written == text.count, fsync(file) == 0 else {
            // A disk that is full takes a part, and that is no error to the system.
            let code = written >= 0 && written < text.count ? ENOSPC : errno
            _ = unsafe unlink(path)
            throw StorageError(.write, path, code: code)
        }
        return key
    }

    /// The public key as `reins verify` prints it: 64 hexadecimal digits.
    public var publicText: String { Hex.text(publicKey) }
}
