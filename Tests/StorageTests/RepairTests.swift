import MCAP
import Testing

@testable import Storage

@Suite("At the next start")
struct RepairTests {
    @Test("a recording that was killed at any byte is repaired and named")
    func killed() throws {
        let source = TemporaryDirectory()
        _ = try ShortSession.run(in: source.path, disk: Disk())
        let bytes = source.read("session.mcap")
        for size in stride(from: 8, to: bytes.count, by: 37) {
            let directory = TemporaryDirectory()
            directory.write("session.mcap.partial", Array(bytes[..<size]))
            let said = try RecordingRepair.repairAll(in: directory.path)
            #expect(said.count == 1)
            #expect(directory.names == ["session.mcap"], "cut at \(size): \(said)")
            let found = try ShortSession.read(directory.path + "/session.mcap")
            #expect(found == Array(0..<found.count), "cut at \(size)")
            #expect(said[0].hasPrefix("Mended session.mcap (interrupted): \(found.count) messages"))
        }
    }

    @Test(
        "one wrong bit in the middle cuts nothing off: what follows is sound, and saved by hand",
        arguments: [UInt8(0x02), 0x0F, 0x40])
    func damagedInTheMiddle(opcode: UInt8) throws {
        let source = TemporaryDirectory()
        _ = try ShortSession.run(in: source.path, disk: Disk())
        let whole = source.read("session.mcap")
        let chunks = try MCAPReader(whole).summary.chunks.map { Int($0.chunkOffset) }
        try #require(chunks.count > 2)
        var bytes = Array(whole[..<(whole.count - 40)])
        if opcode == 0x40 {
            // Not the kind but the length: far beyond the end.
            bytes[chunks[1] + 7] = 0x40
        } else {
            bytes[chunks[1]] = opcode
        }
        let directory = TemporaryDirectory()
        directory.write("session.mcap.partial", bytes)
        let said = try RecordingRepair.repairAll(in: directory.path)
        #expect(said.count == 1 && said[0].contains("was left as it is"), "\(said)")
        #expect(said.first?.contains("`reins repair` saves what is sound") == true)
        #expect(directory.read("session.mcap.partial") == bytes)
        let outcome = try RecordingRepair.repair(directory.path + "/session.mcap.partial")
        guard case .saved(let path, let salvage) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(salvage.summary.chunks.count == chunks.count - 1)
        #expect(!salvage.findings.isEmpty)
        #expect(try RecordingVerification(path).container.findings.isEmpty)
        #expect(directory.read("session.mcap.partial") == bytes)
    }

    @Test("one that is being written is left alone")
    func locked() throws {
        let directory = TemporaryDirectory()
        let (file, channels) = try ShortSession.start(in: directory.path)
        try ShortSession.write(0..<10, to: file, channels)
        let said = try RecordingRepair.repairAll(in: directory.path)
        #expect(said.count == 1 && said[0].contains("another process"))
        try ShortSession.write(10..<20, to: file, channels)
        #expect(try ShortSession.read(try file.finish()) == Array(0..<20))
    }

    @Test("one that was complete only gets its name, a free one")
    func complete() throws {
        let directory = TemporaryDirectory()
        _ = try ShortSession.run(in: directory.path, disk: Disk())
        let bytes = directory.read("session.mcap")
        directory.write("session.mcap.partial", bytes)
        let said = try RecordingRepair.repairAll(in: directory.path)
        #expect(said == ["session.mcap.partial was complete and is now session-2.mcap."])
        #expect(directory.read("session-2.mcap") == bytes)
    }

    @Test("one of which nothing came to the disk goes, at a start and by hand")
    func blank() throws {
        for bytes in [[], [UInt8](repeating: 0, count: 70_000)] {
            let directory = TemporaryDirectory()
            directory.write("a.mcap.partial", bytes)
            let path = directory.path + "/a.mcap.partial"
            guard case .mended(let sentence, 0) = try RecordingRepair.repair(path) else {
                Issue.record("not mended")
                continue
            }
            #expect(sentence == "a.mcap.partial was empty and was removed.")
            directory.write("a.mcap.partial", bytes)
            #expect(try RecordingRepair.repairAll(in: directory.path) == [sentence])
            #expect(directory.names.isEmpty)
        }
    }

    @Test("an empty one goes, a foreign one stays, and a missing directory is nothing")
    func odd() throws {
        let directory = TemporaryDirectory()
        directory.write("a.mcap.partial", [])
        directory.write("b.mcap.partial", Array("not a recording".utf8))
        let said = try RecordingRepair.repairAll(in: directory.path)
        #expect(said.count == 2)
        #expect(directory.names == ["b.mcap.partial"])
        #expect(try RecordingRepair.repairAll(in: directory.path + "/none").isEmpty)
    }
}
