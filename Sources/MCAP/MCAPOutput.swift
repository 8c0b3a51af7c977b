/// Where a writer's bytes go: a file, a socket, memory.
public protocol MCAPOutput: ~Copyable {
    associatedtype Failure: Error

    /// Takes all of `bytes`, which follow the ones of the call before, or throws.
    mutating func write(_ bytes: Span<UInt8>) throws(Failure)
}

/// How the chunks of a file are compressed.
public protocol ChunkCompression: ~Copyable {
    associatedtype Failure: Error

    /// The name that readers know: "zstd", "lz4", or "" for none.
    var name: String { get }

    /// Appends the compressed form of `bytes` to `output`, as one complete frame.
    mutating func compress(
        _ bytes: Span<UInt8>, into output: inout MCAPBuffer
    ) throws(Failure)
}

/// Chunks stored as they are.
public struct Uncompressed: ChunkCompression, Sendable {
    public let name = ""

    public init() {}

    public mutating func compress(
        _ bytes: Span<UInt8>, into output: inout MCAPBuffer
    ) throws(Never) {
        output.append(bytes)
    }
}

/// An output that keeps everything in memory.
public struct MCAPMemory: MCAPOutput, Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func write(_ bytes: Span<UInt8>) throws(Never) {
        unsafe bytes.withUnsafeBytes { unsafe self.bytes.append(contentsOf: $0) }
    }
}
