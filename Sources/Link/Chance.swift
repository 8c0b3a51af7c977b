import CSodium

/// Random bytes of the operating system, through libsodium.
public enum Chance {
    /// libsodium chooses its implementations once; any thread may ask.
    static let isReady = sodium_init() >= 0

    public static func bytes(_ count: Int) -> [UInt8] {
        _ = isReady
        var bytes = [UInt8](repeating: 0, count: max(0, count))
        unsafe bytes.withUnsafeMutableBytes { buffer in
            if let base = buffer.baseAddress { unsafe randombytes_buf(base, buffer.count) }
        }
        return bytes
    }

    /// Never 0: what a cell draws for its session and lease epoch.
    public static func number() -> UInt64 {
        let value = bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return value == 0 ? 1 : value
    }
}
