import Glibc
import MCAP
import Testing

@testable import Storage

@Suite("A recording shows whether it was changed")
struct ChainTests {
    private func recorded(
        _ directory: TemporaryDirectory, signedBy key: SigningKey? = nil
    ) throws -> [UInt8] {
        var pace = RecordingFile.Pace()
        pace.chunkBytes = 1000
        pace.signingKey = key
        let file = try RecordingFile(
            name: "session", in: directory.path, library: "test", pace: pace)
        let channel = try file.addChannel(
            topic: "/left", schemaName: "std_msgs/msg/String", schemaText: "string data")
        try file.addAttachment(
            name: "manifest.json", mediaType: "application/json", logTime: 1, data: [0x7B, 0x7D])
        try ShortSession.write(0..<ShortSession.total, to: file, [channel, channel])
        _ = try file.finish()
        return directory.read("session.mcap")
    }

    private func chain(_ bytes: [UInt8]) throws -> ChainVerification {
        let directory = TemporaryDirectory()
        directory.write("a.mcap", bytes)
        return try RecordingVerification(directory.path + "/a.mcap").chain
    }

    @Test("untouched: every link fits, and the seal is there")
    func intact() throws {
        let directory = TemporaryDirectory()
        let bytes = try recorded(directory)
        let found = try RecordingVerification(directory.path + "/session.mcap")
        #expect(found.isSound, "\(found.container.findings)")
        guard case .intact(let intact) = found.chain else {
            Issue.record("\(found.chain)")
            return
        }
        #expect(intact.links > 5)
        #expect(intact.covered > bytes.count / 2)
        #expect(intact.seal == .unsigned)
    }

    @Test("whatever byte is changed and its checksum with it: the place is named")
    func changed() throws {
        let directory = TemporaryDirectory()
        let bytes = try recorded(directory)
        guard case .intact(let intact) = try chain(bytes) else {
            Issue.record("no chain")
            return
        }
        for at in stride(from: 8, to: intact.covered, by: 97) {
            var other = bytes
            other[at] ^= 4
            guard case .changed(let range, _) = try chain(other) else {
                // A link's own record, whose name is no link's any more: then another does not fit.
                Issue.record("byte \(at)")
                continue
            }
            #expect(range.lowerBound <= at, "byte \(at): \(range)")
        }
    }

    @Test("a chunk taken out, or one put behind the seal, is found")
    func moved() throws {
        let directory = TemporaryDirectory()
        let bytes = try recorded(directory)
        let reader = try MCAPReader(bytes)
        let links = reader.summary.metadata.filter { $0.name == RecordingChain.linkName }
        // From behind one link to behind the next: a chunk, its index and its link.
        let from = Int(links[4].offset + links[4].length)
        let to = Int(links[5].offset + links[5].length)
        let shorter = Array(bytes[..<from] + bytes[to...])
        guard case .changed(let range, _) = try chain(shorter) else {
            Issue.record("not found")
            return
        }
        #expect(range.lowerBound <= from)
        let seal = try #require(
            reader.summary.metadata.first { $0.name == RecordingChain.sealName })
        let end = Int(seal.offset + seal.length)
        let late = MCAPMetadata(name: "late", entries: [:]).record
        #expect(
            try chain(Array(bytes[..<end] + late + bytes[end...]))
                == .changed(end...end, problem: "something was added behind the seal"))
    }

    @Test("an interrupted one is intact as far as it goes, and has no seal, repaired too")
    func interrupted() throws {
        let source = TemporaryDirectory()
        let bytes = try recorded(source)
        let directory = TemporaryDirectory()
        directory.write("session.mcap.partial", Array(bytes[..<(bytes.count / 2)]))
        for _ in 0..<2 {
            let name = try #require(directory.names.first)
            let found = try RecordingVerification(directory.path + "/" + name)
            guard case .intact(let intact) = found.chain else {
                Issue.record("\(found.chain)")
                return
            }
            #expect(intact.seal == .missing)
            _ = try RecordingRepair.repairAll(in: directory.path)
        }
        #expect(directory.names == ["session.mcap"])
    }

    @Test("a seal is signed by the station's key, and by no other")
    func signed() throws {
        let key = SigningKey()
        let directory = TemporaryDirectory()
        let bytes = try recorded(directory, signedBy: key)
        guard case .intact(let intact) = try chain(bytes) else {
            Issue.record("not intact")
            return
        }
        #expect(intact.seal == .signed(publicKey: Hex.text(key.publicKey)))
        let digits = Array(Hex.text(key.publicKey).utf8)
        let at = try #require(bytes.firstRange(of: digits)).lowerBound
        var other = bytes
        let stranger = Array(Hex.text(SigningKey().publicKey).utf8)
        other.replaceSubrange(at..<(at + stranger.count), with: stranger)
        guard case .changed(_, let problem) = try chain(other) else {
            Issue.record("a stranger's key")
            return
        }
        #expect(problem == "the seal's signature is not its key's")
    }

    @Test("a key is the same one after it was stored, is never overwritten, and is its owner's")
    func stored() throws {
        let directory = TemporaryDirectory()
        #expect(try SigningKey.stored(in: directory.path)?.publicKey == nil)
        let key = try SigningKey.create(in: directory.path)
        #expect(try SigningKey.stored(in: directory.path)?.publicKey == key.publicKey)
        #expect(throws: StorageError.self) { try SigningKey.create(in: directory.path) }
        _ = unsafe chmod(directory.path + "/" + SigningKey.fileName, 0o644)
        #expect(throws: StorageError.self) { try SigningKey.stored(in: directory.path) }
        #expect(SigningKey(text: key.text)?.publicKey == key.publicKey)
        #expect(SigningKey(text: "") == nil)
        #expect(SigningKey(text: "zz" + key.text) == nil)
    }
}
