import Glibc
import MCAP
import Testing

@testable import Storage

@Suite("A recording")
struct RecordingFileTests {
    @Test("has its final name only when it is complete")
    func names() throws {
        let directory = TemporaryDirectory()
        let (file, channels) = try ShortSession.start(in: directory.path)
        #expect(directory.names == ["session.mcap.partial"])
        try ShortSession.write(0..<60, to: file, channels)
        let path = try file.finish()
        #expect(directory.names == ["session.mcap"])
        #expect(file.state == .finished(path: path))
        #expect(file.progress.durableMessages == 60)
        #expect(try ShortSession.read(path) == Array(0..<60))
    }

    @Test("is written after half a second and synced after one, however little came")
    func pace() throws {
        let directory = TemporaryDirectory()
        let (file, channels) = try ShortSession.start(in: directory.path)
        let start = file.progress.bytes
        try file.append(channels[0], logTime: 1000, publishTime: 1000, ShortSession.data(0).span)
        try file.tick(now: 5_000_000_000)
        try file.tick(now: 5_499_999_999)
        #expect(file.progress.bytes == start)
        try file.tick(now: 5_500_000_000)
        #expect(file.progress.bytes > start)
        #expect(file.progress.durableMessages == 0)
        try file.tick(now: 6_000_000_000)
        #expect(file.progress.durableMessages == 1)
        try file.append(channels[0], logTime: 1001, publishTime: 1001, ShortSession.data(1).span)
        try file.sync()
        #expect(file.progress.durableMessages == 2)
    }

    @Test("carries what was put in front of it")
    func front() throws {
        let directory = TemporaryDirectory()
        let (file, _) = try ShortSession.start(in: directory.path)
        try file.addMetadata(name: "session", ["robot": "two arms"])
        let path = try file.finish()
        let reader = try MCAPReader(try RecordingInput(path))
        #expect(reader.profile == "ros2")
        #expect(reader.summary.channels.map(\.messageEncoding) == ["cdr", "cdr"])
        #expect(reader.summary.schemas.count == 1)
        #expect(try reader.attachment(named: "manifest.json")?.data == [0x7B, 0x7D])
        let names = reader.summary.metadata.map(\.name)
        #expect(names.filter { $0 != RecordingChain.linkName } == ["session", "reins.seal"])
    }

    @Test("never overwrites another one")
    func exists() throws {
        let directory = TemporaryDirectory()
        directory.write("session.mcap", [1])
        #expect(throws: StorageError.self) { try ShortSession.start(in: directory.path) }
        #expect(directory.read("session.mcap") == [1])
    }

    @Test("says in one sentence what failed and what to do")
    func sentence() throws {
        let error = StorageError(.write, "/data/a.mcap.partial", code: ENOSPC)
        #expect(error.isDiskFull)
        #expect(
            "\(error)"
                == "cannot write /data/a.mcap.partial: No space left on device; "
                + "free some space on this disk, what was written is kept")
        #expect(throws: StorageError.self) {
            try RecordingFile(name: "a", in: "/proc/none", library: "test")
        }
        #expect(throws: StorageError.self) {
            try RecordingFile(name: "../a", in: "/tmp", library: "test")
        }
    }
}
