internal import CSodium
internal import MCAP

/// BLAKE2b-256 over bytes that come in pieces.
@safe final class ContentHash {
    static let size = 32
    /// Bytes of a file that are read at once.
    private static let piece = 1 << 20

    private let state: UnsafeMutableRawPointer

    /// - Parameter key: at most 64 bytes; none where it is empty.
    init(key: [UInt8] = []) {
        _ = sodium_init()
        unsafe state = UnsafeMutableRawPointer.allocate(
            byteCount: crypto_generichash_statebytes(), alignment: 64)
        _ = unsafe crypto_generichash_init(opaque, key, key.count, ContentHash.size)
    }

    deinit { unsafe state.deallocate() }

    private var opaque: OpaquePointer { unsafe OpaquePointer(state) }

    func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { source in
            _ = unsafe crypto_generichash_update(
                opaque, source.baseAddress, UInt64(source.count))
        }
    }

    /// Takes a range of a file, a piece at a time: it may be as large as the file.
    func update(_ range: Range<Int>, of input: any MCAPInput) throws(MCAPError) {
        var at = range.lowerBound
        while at < range.upperBound {
            let count = min(ContentHash.piece, range.upperBound - at)
            let bytes = try input.read(at: at, count: count)
            update(bytes.span)
            at += count
        }
    }

    /// The hash. Ask once.
    func value() -> [UInt8] {
        var value = [UInt8](repeating: 0, count: ContentHash.size)
        _ = unsafe crypto_generichash_final(opaque, &value, value.count)
        return value
    }

    /// That of a whole file, as hexadecimal digits.
    static func text(of input: any MCAPInput) throws(MCAPError) -> String {
        let hash = ContentHash()
        try hash.update(0..<input.size, of: input)
        return Hex.text(hash.value())
    }
}
