internal import CSodium

/// The digest of what an export holds: names its content whatever its compression. The work is
/// libsodium's.
struct SHA256 {
    private var state = crypto_hash_sha256_state()

    init() { _ = unsafe crypto_hash_sha256_init(&state) }

    /// The bytes of plain numbers as they lie in memory; every platform of ours is little-endian.
    mutating func update<Number: BitwiseCopyable>(_ numbers: [Number]) {
        unsafe numbers.withUnsafeBytes { unsafe add($0) }
    }

    mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { unsafe add(UnsafeRawBufferPointer($0)) }
    }

    /// The digest in hexadecimal.
    consuming func finish() -> String {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        _ = unsafe crypto_hash_sha256_final(&state, &digest)
        let digits = Array("0123456789abcdef")
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        _ = unsafe crypto_hash_sha256_update(
            &state, start.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
    }
}
