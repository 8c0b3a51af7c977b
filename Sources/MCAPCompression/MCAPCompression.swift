public import MCAP

/// The compressions that MCAP files in the world have: zstd and lz4, by the C libraries of the
/// system. `MCAP` itself knows neither; give it what stands here:
///
///     var zstd = ZstdCompression(level: 1)
///     try writer.closeChunk(with: &zstd)
///     let reader = try MCAPReader(bytes, decompress: MCAPCompression.decompress)
///
/// What it must not know: files, and what is inside a chunk. Every size that a file declares has
/// been compared with the reader's limit before anything is allocated here.
public enum MCAPCompression {
    /// Decompresses chunks that carry one of the specification's well-known compression formats,
    /// "zstd" and "lz4".
    public static let decompress: MCAPDecompression = { name, bytes, size throws(MCAPError) in
        switch name {
        case "zstd": try zstdPlain(bytes, size)
        case "lz4": try lz4Plain(bytes, size)
        default: throw MCAPError(offset: 0, .compression(name: name))
        }
    }

    /// What a chunk is refused with that its library cannot make sense of.
    static let undecodable = MCAPError(
        offset: 0, .malformed(reason: "the chunk does not decompress"))
}

/// A compressor failed. It runs out of memory, or was given a level that does not exist.
public struct CompressionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The library's own words.
    public let reason: String

    public var description: String { "a chunk cannot be compressed: \(reason)" }
}
