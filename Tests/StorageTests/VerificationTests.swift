import MCAP
import RecordedCell
import Testing

@testable import Storage

@Suite("A recording is verified")
struct RecordingVerificationTests {
    @Test("a sound session: its figures, and nothing wrong")
    func sound() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        let place = TemporaryDirectory()
        let found = try RecordingVerification(cell.write(in: place.path))
        #expect(found.isSound, "\(found.container.findings) \(found.contradictions)")
        let session = try #require(found.session)
        #expect(session.steps == cell.steps.count)
        #expect(session.operatorSegments > 0)
        #expect(session.segments > session.operatorSegments)
    }

    @Test("another program's file is a container and nothing more")
    func foreign() throws {
        var memory = MCAPMemory()
        var plain = Uncompressed()
        var writer = MCAPWriter(profile: "", library: "other")
        writer.finish(with: &plain)
        writer.drain(into: &memory)
        let directory = TemporaryDirectory()
        directory.write("other.mcap", memory.bytes)
        let found = try RecordingVerification(directory.path + "/other.mcap")
        #expect(found.isSound && found.session == nil && found.chain == .none)
    }

    @Test("ticks that a repair could not save are no contradiction of the repaired file")
    func repairedSession() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        let directory = TemporaryDirectory()
        let path = try cell.write(in: directory.path)
        let name = String(path.split(separator: "/").last ?? "")
        var bytes = directory.read(name)
        let chunks = try MCAPReader(bytes).summary.chunks
        let middle = chunks[chunks.count / 2]
        bytes[Int(middle.chunkOffset) + 60] ^= 0xFF
        directory.write(name, bytes)
        guard case .saved(let target, _) = try RecordingRepair.repair(path) else {
            Issue.record("nothing was saved")
            return
        }
        let found = try RecordingVerification(target)
        #expect(found.isSound, "\(found.contradictions) \(found.container.findings)")
        #expect(chunks.count < 3 || (found.session?.missingTicks ?? 0) > 0)
    }

    @Test("missing ticks that nobody counted are a contradiction")
    func missing() throws {
        var cell = RecordedCell.story(try TwoArmManifest().make())
        cell.run(20, lost: true)
        cell.run(20)
        let place = TemporaryDirectory()
        let found = try RecordingVerification(cell.write(in: place.path))
        #expect(found.session?.missingTicks == 20)
        #expect(found.contradictions.count == 1)
        #expect(!found.isSound)
    }

    @Test("damage is repaired into another file, which is sound, and the first stays as it is")
    func repaired() throws {
        let directory = TemporaryDirectory()
        _ = try ShortSession.run(in: directory.path, disk: Disk())
        var bytes = directory.read("session.mcap")
        let chunk = try MCAPReader(bytes).summary.chunks[1]
        bytes[Int(chunk.chunkOffset) + 60] ^= 0xFF
        directory.write("session.mcap", bytes)
        let path = directory.path + "/session.mcap"
        #expect(try !RecordingVerification(path).isSound)
        guard case .saved(let target, let salvage) = try RecordingRepair.repair(path) else {
            Issue.record("nothing was saved")
            return
        }
        #expect(target == directory.path + "/session.repaired.mcap")
        #expect(directory.names == ["session.mcap", "session.repaired.mcap"])
        #expect(directory.read("session.mcap") == bytes)
        #expect(salvage.findings.contains { $0.offset == Int(chunk.chunkOffset) })
        let found = try RecordingVerification(target)
        #expect(found.container.findings.isEmpty)
        let messages = try ShortSession.read(target)
        #expect(messages.count == Int(salvage.summary.statistics.messageCount))
        #expect(messages.count < 60 && messages.count > 30)
        // What is lost cannot be proved any more: it says so itself, and what it came from.
        guard case .repaired(let record) = found.chain else {
            Issue.record("\(found.chain)")
            return
        }
        #expect(found.isSound)
        #expect(record.sourceBytes == bytes.count)
        #expect(record.sourceHash == (try ContentHash.text(of: bytes)))
        #expect(record.messages == UInt64(messages.count))
        #expect(record.messages + record.lostMessages == 60)
        #expect(record.lostBytes == salvage.lostBytes && record.findings > 0)
        #expect(record.unknownRecords == 0)
        // A repaired one that is damaged again is repaired again, and names its own source.
        var twice = directory.read("session.repaired.mcap")
        let first = try #require(found.container.contents.chunks.first)
        twice[Int(first.chunkOffset) + 60] ^= 0xFF
        directory.write("session.repaired.mcap", twice)
        guard case .saved(let again, _) = try RecordingRepair.repair(target),
            case .repaired(let second) = try RecordingVerification(again).chain
        else {
            Issue.record("not repaired twice")
            return
        }
        #expect(second.sourceHash == (try ContentHash.text(of: twice)))
    }

    @Test("what cannot be read is said in one sentence, with its remedy")
    func sentences() throws {
        let directory = TemporaryDirectory()
        func sentence(_ action: () throws -> Void) -> String {
            do { try action() } catch { return "\(error)" }
            return "nothing"
        }
        let path = directory.path
        #expect(
            sentence { _ = try RecordingVerification(path) }
                == "cannot read \(path): Is a directory; it is a directory, name a file in it")
        #expect(
            sentence { _ = try RecordingVerification(path + "/none") }
                == "cannot open \(path)/none: No such file or directory; check that the path exists"
        )
        directory.write("c.mcap", Array("PAR1 and more".utf8))
        #expect(
            sentence { _ = try RecordingRepair.repair(path + "/c.mcap") }
                == "cannot read \(path)/c.mcap: its first eight bytes are not those of an MCAP "
                + "file; name a recording, or an MCAP file of another program")
    }

    @Test("a sound file is left alone, an interrupted one mended in place, a foreign one refused")
    func others() throws {
        let directory = TemporaryDirectory()
        _ = try ShortSession.run(in: directory.path, disk: Disk())
        let bytes = directory.read("session.mcap")
        guard case .sound = try RecordingRepair.repair(directory.path + "/session.mcap") else {
            Issue.record("a sound file was touched")
            return
        }
        directory.write("b.mcap.partial", Array(bytes[..<(bytes.count - 100)]))
        guard case .mended = try RecordingRepair.repair(directory.path + "/b.mcap.partial") else {
            Issue.record("not mended")
            return
        }
        #expect(directory.names == ["b.mcap", "session.mcap"])
        directory.write("c.mcap", Array("PAR1 and more".utf8))
        #expect(throws: StorageError.self) {
            try RecordingRepair.repair(directory.path + "/c.mcap")
        }
        #expect(throws: StorageError.self) {
            try RecordingRepair.repair(directory.path + "/none.mcap")
        }
        // Cut, but under its final name: who knows who else reads it.
        directory.write("d.mcap", Array(bytes[..<(bytes.count - 100)]))
        guard case .saved = try RecordingRepair.repair(directory.path + "/d.mcap") else {
            Issue.record("not saved")
            return
        }
        #expect(directory.read("d.mcap").count == bytes.count - 100)
    }
}
