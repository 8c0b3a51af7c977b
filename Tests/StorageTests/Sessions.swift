import MCAP
import MCAPCompression

@testable import Storage

/// A short session: what a test writes and how it is read back.
enum ShortSession {
    static let total = 60

    static func data(_ n: Int) -> [UInt8] {
        [0, 1, 0, 0] + (0..<50).map { UInt8(truncatingIfNeeded: n &* 7 &+ $0) }
    }

    /// Starts a recording with two channels and puts the manifest in front.
    static func start(
        in directory: String, disk: Disk = Disk()
    ) throws(StorageError) -> (RecordingFile, [RecordingFile.Channel]) {
        var pace = RecordingFile.Pace()
        pace.chunkBytes = 1000
        let file = try RecordingFile(
            name: "session", in: directory, library: "test", pace: pace, disk: disk)
        var channels: [RecordingFile.Channel] = []
        for topic in ["/left", "/right"] {
            channels.append(
                try file.addChannel(
                    topic: topic, schemaName: "std_msgs/msg/String", schemaText: "string data"))
        }
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: 1, data: [0x7B, 0x7D])
        return (file, channels)
    }

    /// Writes all messages with a tick after each, and finishes.
    static func run(in directory: String, disk: Disk) throws(StorageError) -> RecordingFile {
        let (file, channels) = try start(in: directory, disk: disk)
        try write(0..<total, to: file, channels)
        _ = try file.finish()
        return file
    }

    static func write(
        _ range: Range<Int>, to file: RecordingFile, _ channels: [RecordingFile.Channel]
    ) throws(StorageError) {
        for n in range {
            let time = UInt64(1000 + n)
            try file.append(
                channels[n % 2], logTime: time, publishTime: time, data(n).span)
            try file.tick(now: Int64(n) * 100_000_000)
        }
    }

    /// The numbers of the messages in a recording, each compared with what was written.
    static func read(_ path: String) throws -> [Int] {
        let reader = try MCAPReader(
            try RecordingInput(path), decompress: MCAPCompression.decompress)
        guard reader.access == .indexed else { return [] }
        var messages = reader.messages()
        var found: [Int] = []
        while let message = try messages.next() {
            let n = Int(message.logTime) - 1000
            if Array(message.data) == data(n) { found.append(n) }
        }
        return found
    }
}
