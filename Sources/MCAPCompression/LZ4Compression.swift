internal import CLZ4
public import MCAP

/// Compresses chunks with lz4, each as one frame of the LZ4 *frame* format that states its plain
/// size.
@safe public struct LZ4Compression: ChunkCompression, Sendable {
    public let name = "lz4"
    private let level: Int32

    /// - Parameter level: 0 is lz4's fast mode, 3 and above its slow and smaller one.
    public init(level: Int = 0) { self.level = Int32(clamping: level) }

    public mutating func compress(
        _ bytes: Span<UInt8>, into output: inout MCAPBuffer
    ) throws(CompressionError) {
        var preferences = LZ4F_preferences_t()
        preferences.compressionLevel = level
        preferences.frameInfo.contentSize = UInt64(bytes.count)
        preferences.frameInfo.blockSizeID = LZ4F_max1MB
        try unsafe bytes.withUnsafeBytes { source throws(CompressionError) in
            let bound = unsafe LZ4F_compressFrameBound(source.count, &preferences)
            try unsafe output.append(atMost: bound) { room throws(CompressionError) in
                let size = unsafe LZ4F_compressFrame(
                    room.baseAddress, room.count, source.baseAddress, source.count, &preferences)
                if LZ4F_isError(size) != 0 {
                    throw CompressionError(
                        reason: unsafe String(cString: LZ4F_getErrorName(size)))
                }
                return size
            }
        }
    }
}

/// The plain bytes of an LZ4 frame, exactly `size` of them.
func lz4Plain(_ bytes: Span<UInt8>, _ size: Int) throws(MCAPError) -> [UInt8] {
    var context: OpaquePointer?
    guard
        unsafe LZ4F_isError(
            LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0
    else { throw MCAPCompression.undecodable }
    defer { unsafe _ = LZ4F_freeDecompressionContext(context) }
    var isWhole = false
    let plain = unsafe [UInt8](unsafeUninitializedCapacity: size) { room, count in
        unsafe bytes.withUnsafeBytes { source in
            var taken = 0
            while true {
                var input = source.count - taken
                var output = size - count
                let hint = unsafe LZ4F_decompress(
                    context, room.baseAddress.map { unsafe $0 + count }, &output,
                    source.baseAddress.map { unsafe $0 + taken }, &input, nil)
                if LZ4F_isError(hint) != 0 { return }
                taken += input
                count += output
                if hint == 0 {
                    isWhole = taken == source.count
                    return
                }
                // More is wanted and nothing moves: the frame is cut, or larger than it declares.
                if input == 0, output == 0 { return }
            }
        }
    }
    guard isWhole, plain.count == size else { throw MCAPCompression.undecodable }
    return plain
}
