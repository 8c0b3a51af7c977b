internal import CLinux
internal import Glibc
internal import MCAP
internal import MCAPCompression
internal import Storage

/// The MCAP library alone, without recorder and syncs: messages of 200 bytes written and read per
/// second, and how long a large file takes to give its first message and one in its middle.
enum ContainerBench {
    static let messages = 1_000_000

    /// A file to write to, through the system's own cache.
    private struct File: MCAPOutput, ~Copyable {
        let descriptor: Int32
        var bytes = 0

        mutating func write(_ part: Span<UInt8>) throws(BenchError) {
            let descriptor = descriptor
            let count = unsafe part.withUnsafeBytes { raw in
                unsafe Glibc.write(descriptor, raw.baseAddress, raw.count)
            }
            guard count == part.count else { throw BenchError("the disk takes no more") }
            bytes += count
        }

        deinit { _ = close(descriptor) }
    }

    // MARK: Throughput

    static func run(payloads path: String, in directory: String) throws {
        let rows = try RecorderBench.read(path)
        // The peer's and the recorder's way: one message serves ten channels. And each another.
        for isDistinct in [false, true] {
            var zstd = ZstdCompression(level: 1)
            try run("zstd 1", &zstd, rows, isDistinct, directory)
        }
        var lz4 = LZ4Compression()
        try run("lz4", &lz4, rows, false, directory)
        var plain = Uncompressed()
        try run("none", &plain, rows, false, directory)
    }

    private static func run<Compression: ChunkCompression & ~Copyable>(
        _ name: String, _ compression: inout Compression, _ rows: [[UInt8]], _ isDistinct: Bool,
        _ directory: String
    ) throws {
        let path = directory + "/container.mcap"
        let began = reins_monotonic_ns()
        let bytes = try write(path, &compression, rows, isDistinct)
        let written = reins_monotonic_ns()
        let reader = try MCAPReader(
            try RecordingInput(path), decompress: MCAPCompression.decompress)
        var all = reader.messages(in: .logTime)
        var count = 0
        while try all.next() != nil { count += 1 }
        let read = reins_monotonic_ns()
        _ = unsafe remove(path)
        guard count == messages else { throw BenchError("\(count) messages were read") }
        var figure = Figure("container")
        figure.add("compression", name)
        figure.add("distinct", isDistinct)
        figure.add("messages", messages)
        figure.add("written_per_s", Double(messages) * 1e9 / Double(written - began))
        figure.add("read_per_s", Double(messages) * 1e9 / Double(read - written))
        figure.add("compression_ratio", Double(messages * RecorderBench.size) / Double(bytes))
        figure.report()
    }

    private static func write<Compression: ChunkCompression & ~Copyable>(
        _ path: String, _ compression: inout Compression, _ rows: [[UInt8]], _ isDistinct: Bool
    ) throws -> Int {
        var file = try create(path)
        var writer = MCAPWriter(profile: "", library: "bench")
        let channels = (0..<RecorderBench.channels).compactMap { number in
            writer.addChannel(topic: "/t\(number)", messageEncoding: "raw", schema: 0)
        }
        for index in 0..<messages {
            let row = isDistinct ? index : index / channels.count
            let payload = rows[row % rows.count]
            let time = UInt64(index) * 1_000_000
            writer.append(
                channel: channels[index % channels.count], sequence: UInt32(index), logTime: time,
                publishTime: time, payload.span)
            if writer.openChunkBytes >= 1 << 20 {
                try writer.closeChunk(with: &compression)
                try writer.drain(into: &file)
            }
        }
        try writer.finish(with: &compression)
        try writer.drain(into: &file)
        return file.bytes
    }

    private static func create(_ path: String) throws -> File {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw BenchError("\(path) cannot be written") }
        return File(descriptor: descriptor)
    }

    // MARK: A large file

    /// Camera-like messages, uncompressed: what is opened is the index, whatever is in the file.
    static func writeLarge(_ path: String, gigabytes: Int) throws {
        var file = try create(path)
        var plain = Uncompressed()
        var writer = MCAPWriter(profile: "", library: "bench")
        let channels = (0..<10).compactMap { number in
            writer.addChannel(topic: "/t\(number)", messageEncoding: "raw", schema: 0)
        }
        let payload = (0..<30_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var index = 0
        while file.bytes < gigabytes << 30 {
            let time = UInt64(index) * 1_000_000
            writer.append(
                channel: channels[index % channels.count], logTime: time, publishTime: time,
                payload.span)
            index += 1
            // As small as a compressed one of 1 MiB: so many chunks such a file has.
            if writer.openChunkBytes >= 1 << 18 {
                writer.closeChunk(with: &plain)
                try writer.drain(into: &file)
            }
        }
        writer.finish(with: &plain)
        try writer.drain(into: &file)
    }

    static func openLarge(_ path: String) throws {
        var opened = Spans(room: 20)
        var sought = Spans(room: 200)
        var chunks = 0
        var size = 0
        for _ in 0..<20 {
            let began = reins_monotonic_ns()
            let input = try RecordingInput(path)
            let reader = try MCAPReader(input, decompress: MCAPCompression.decompress)
            var first = reader.messages()
            guard try first.next() != nil else { throw BenchError("\(path) is empty") }
            opened.note(reins_monotonic_ns() - began)
            chunks = reader.summary.chunks.count
            size = input.size
            let end = reader.summary.statistics.endTime
            for part in 1...10 {
                let time = end / 11 * UInt64(part)
                let started = reins_monotonic_ns()
                var later = reader.messages(times: time...UInt64.max)
                guard try later.next() != nil else { throw BenchError("nothing at \(time)") }
                sought.note(reins_monotonic_ns() - started)
            }
        }
        var figure = Figure("container-open")
        figure.add("bytes", size)
        figure.add("chunks", chunks)
        figure.add(opened, "open_")
        figure.add(sought, "seek_")
        figure.report()
    }
}
