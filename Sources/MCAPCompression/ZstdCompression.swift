internal import CZstd
public import MCAP

/// Compresses chunks with zstd, each as one frame that states its plain size. One context serves
/// all chunks of a file.
@safe public struct ZstdCompression: ChunkCompression, ~Copyable {
    public let name = "zstd"
    private let context: OpaquePointer?
    private let level: Int32

    /// - Parameter level: 1 is fast enough for every recording, 3 is zstd's own default.
    public init(level: Int = 1) {
        unsafe context = ZSTD_createCCtx()
        self.level = Int32(clamping: level)
    }

    deinit { unsafe _ = ZSTD_freeCCtx(context) }

    public mutating func compress(
        _ bytes: Span<UInt8>, into output: inout MCAPBuffer
    ) throws(CompressionError) {
        let level = level
        let context = unsafe context
        try unsafe bytes.withUnsafeBytes { source throws(CompressionError) in
            let bound = ZSTD_compressBound(source.count)
            try unsafe output.append(atMost: bound) { room throws(CompressionError) in
                let size = unsafe ZSTD_compressCCtx(
                    context, room.baseAddress, room.count, source.baseAddress, source.count,
                    level)
                if ZSTD_isError(size) != 0 {
                    throw CompressionError(
                        reason: unsafe String(cString: ZSTD_getErrorName(size)))
                }
                return size
            }
        }
    }
}

/// The plain bytes of a zstd frame, exactly `size` of them.
func zstdPlain(_ bytes: Span<UInt8>, _ size: Int) throws(MCAPError) -> [UInt8] {
    var outcome = 0
    let plain = unsafe [UInt8](unsafeUninitializedCapacity: size) { room, count in
        outcome = unsafe bytes.withUnsafeBytes {
            unsafe ZSTD_decompress(room.baseAddress, size, $0.baseAddress, $0.count)
        }
        count = ZSTD_isError(outcome) == 0 ? outcome : 0
    }
    guard ZSTD_isError(outcome) == 0, plain.count == size else {
        throw MCAPCompression.undecodable
    }
    return plain
}
