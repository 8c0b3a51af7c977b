internal import CLinux
internal import Glibc
internal import Simulation
internal import Spatial
internal import Storage

/// Messages recorded per second: 200 bytes each over ten channels, chunks of 1 MiB, as the live
/// recorder writes them, with its syncs to the disk. The Python peer records the same file of
/// messages in `Scripts/benchmarks/mcap_peer.py`.
enum RecorderBench {
    static let messages = 200_000
    static let channels = 10
    static let size = 200

    /// Fifty joint-like sines with a little noise per message, as 32-bit floats; one message serves
    /// all ten channels in turn, as the same instant of ten things would.
    static func writePayloads(to path: String) throws {
        var chance = SeededGenerator(seed: 0)
        var bytes: [UInt8] = []
        bytes.reserveCapacity((messages / channels + 1) * size)
        for row in 0...(messages / channels) {
            let time = Double(row) / 30
            for entry in 0..<(size / 4) {
                let phase = Double(entry)
                let value =
                    Elementary.sine(time * (0.3 + 0.05 * phase) + phase) + 0.002 * chance.normal()
                let bits = Float(value).bitPattern
                for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * shift))) }
            }
        }
        let file = unsafe fopen(path, "wb")
        defer { _ = unsafe file.map { unsafe fclose($0) } }
        guard let file = unsafe file, unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count
        else { throw BenchError("\(path) cannot be written") }
    }

    static func run(payloads path: String, in directory: String, level: Int) throws {
        let payloads = try read(path)
        var pace = RecordingFile.Pace()
        pace.compressionLevel = level
        let began = reins_monotonic_ns()
        let file = try RecordingFile(name: "bench", in: directory, library: "bench", pace: pace)
        let ids = try (0..<channels).map { number in
            try file.addChannel(
                topic: "/t\(number)", schemaName: "bench_msgs/msg/Raw",
                schemaText: "float32[50] data")
        }
        for index in 0..<messages {
            let time = UInt64(index) * 1_000_000
            let payload = payloads[index / channels]
            try file.append(
                ids[index % channels], logTime: time, publishTime: time,
                sequence: UInt32(truncatingIfNeeded: index), payload.span)
            // The live recorder looks at the clock about as often.
            if index % 1000 == 0 { try file.tick(now: reins_monotonic_ns()) }
        }
        let written = try file.finish()
        let seconds = Double(reins_monotonic_ns() - began) / 1e9
        let bytes = file.progress.bytes
        _ = unsafe remove(written)
        var figure = Figure("recorder")
        figure.add("compression", "zstd \(level)")
        figure.add("messages", messages)
        figure.add("message_bytes", size)
        figure.add("seconds", seconds)
        figure.add("messages_per_s", Double(messages) / seconds)
        figure.add("mb_per_s", Double(messages * size) / seconds / 1e6)
        figure.add("compression_ratio", Double(messages * size) / Double(bytes))
        figure.report()
    }

    static func read(_ path: String) throws -> [[UInt8]] {
        guard let file = unsafe fopen(path, "rb") else {
            throw BenchError("\(path) cannot be read: run `bench payloads \(path)` first")
        }
        defer { _ = unsafe fclose(file) }
        var result: [[UInt8]] = []
        for _ in 0...(messages / channels) {
            var message = [UInt8](repeating: 0, count: size)
            guard unsafe fread(&message, 1, size, file) == size else {
                throw BenchError("\(path) is too short: write it again with `bench payloads`")
            }
            result.append(message)
        }
        return result
    }
}
