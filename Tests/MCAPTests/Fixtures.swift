import MCAP
import MCAPCompression
import Testing

/// zstd at level 1, as the recorder uses it.
struct TestZstd: ChunkCompression {
    let name = "zstd"

    mutating func compress(
        _ bytes: Span<UInt8>, into output: inout MCAPBuffer
    ) throws(CompressionError) {
        var zstd = ZstdCompression(level: 1)
        try zstd.compress(bytes, into: &output)
    }

    static let decompress = MCAPCompression.decompress
}

/// The compressions that chunks have.
enum Codec: CaseIterable {
    case none, lz4, zstd

    /// Which bytes of a file a test of damage tries: every one of the shortest form, some of the
    /// others.
    func places(_ range: Range<Int>, every step: Int = 1) -> StrideTo<Int> {
        stride(from: range.lowerBound, to: range.upperBound, by: self == .zstd ? step : step * 7)
    }

    func smallFile() throws -> SmallFile {
        switch self {
        case .none: try SmallFile(Uncompressed())
        case .lz4: try SmallFile(LZ4Compression())
        case .zstd: try SmallFile(TestZstd())
        }
    }
}

/// One message that a test wrote.
struct Written: Equatable {
    var topic: String
    var logTime: UInt64
    var data: [UInt8]
}

/// A small file with everything in it, and what was written.
struct SmallFile {
    var bytes: [UInt8] = []
    var written: [Written] = []
    /// Offsets behind each drained piece: a writer killed now leaves a file of that size.
    var drained: [Int] = []

    init<C: ChunkCompression>(chunks: Int = 3, perChunk: Int = 4, _ compression: C) throws {
        var compression = compression
        var memory = MCAPMemory()
        var writer = MCAPWriter(profile: "ros2", library: "test", chunkCapacity: 256)
        let text = Array("string data".utf8)
        let schema = writer.addSchema(
            name: "std_msgs/msg/String", encoding: "ros2msg", data: text)
        let left = writer.addChannel(
            topic: "/left", messageEncoding: "cdr", schema: try #require(schema),
            metadata: ["offered_qos_profiles": ""])
        var right: UInt16?
        writer.addMetadata(MCAPMetadata(name: "session", entries: ["robot": "two arms", "a": "b"]))
        writer.addAttachment(
            MCAPAttachment(
                logTime: 5, createTime: 4, name: "manifest.json", mediaType: "application/json",
                data: Array("{}".utf8)))
        for chunk in 0..<chunks {
            for n in 0..<perChunk {
                // The second channel appears in the second chunk; times run backwards inside.
                if chunk == 1, n == 2 {
                    right = writer.addChannel(topic: "/right", messageEncoding: "cdr", schema: 1)
                }
                let isRight = n % 2 == 1 && right != nil
                let time = UInt64(1000 + chunk * 100 - n * 7)
                let data = SmallFile.cdr("m\(chunk).\(n)")
                writer.append(
                    channel: try #require(isRight ? right : left), logTime: time,
                    publishTime: time - 1,
                    data.span)
                written.append(
                    Written(topic: isRight ? "/right" : "/left", logTime: time, data: data))
            }
            try writer.closeChunk(with: &compression)
            writer.drain(into: &memory)
            drained.append(memory.bytes.count)
        }
        try writer.finish(with: &compression)
        writer.drain(into: &memory)
        bytes = memory.bytes
    }

    /// A `std_msgs/String` in CDR.
    static func cdr(_ text: String) -> [UInt8] {
        [0, 1, 0, 0, UInt8(text.utf8.count + 1), 0, 0, 0] + Array(text.utf8) + [0]
    }
}

/// All messages of a reader, or as many as come before an error.
func readAll(_ reader: MCAPReader, in order: MCAPOrder) throws -> [Written] {
    var messages = reader.messages(in: order)
    var found: [Written] = []
    while let message = try messages.next() {
        let topic = reader.channel(message.channelID)?.topic ?? "?"
        found.append(Written(topic: topic, logTime: message.logTime, data: Array(message.data)))
    }
    return found
}

/// A seeded source of numbers (xorshift64*): the same test is the same everywhere.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
