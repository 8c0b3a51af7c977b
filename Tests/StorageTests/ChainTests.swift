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
                == .changed(
                    end...(end + late.count), problem: "something was added behind the seal"))
        // A message, a schema, a record of a kind nobody knows, zeros: whatever it is.
        let message: [UInt8] =
            [5, 25, 0, 0, 0, 0, 0, 0, 0, 1, 0] + [UInt8](repeating: 7, count: 23)
        let schema: [UInt8] = [3, 14, 0, 0, 0, 0, 0, 0, 0, 9, 0] + [UInt8](repeating: 0, count: 12)
        let unknown: [UInt8] = [0x90, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2]
        for added in [message, schema, unknown, message + unknown] {
            guard
                case .changed(let range, _) = try chain(
                    Array(bytes[..<end] + added + bytes[end...]))
            else {
                Issue.record("\(added) was not found")
                continue
            }
            #expect(range == end...(end + added.count))
        }
        // Behind the data, too: a foreign reader that walks over the file would find it there.
        let dataEnd = end + 13
        for added in [message, late] {
            let directory = TemporaryDirectory()
            directory.write("a.mcap", Array(bytes[..<dataEnd] + added + bytes[dataEnd...]))
            let found = try RecordingVerification(directory.path + "/a.mcap")
            #expect(!found.isSound)
            #expect(found.container.findings.contains { $0.problem.contains("in the summary") })
        }
    }

    @Test("an enormous range in a forged link is read in pieces")
    func enormous() throws {
        var chain = RecordingChain()
        let opening = MCAP.magic + [1, 8, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
        // A record of a kind that nobody knows, of 8 MiB.
        let enormous = [0x90, 0, 0, 0x80, 0, 0, 0, 0, 0] + [UInt8](repeating: 3, count: 8 << 20)
        let link = chain.tie((opening + enormous).span, at: 0, synced: 0).record
        let bytes = opening + enormous + link
        let spy = CountingInput(bytes)
        let walked = try MCAPVerification(bytes)
        guard case .intact(let intact) = try ChainVerification.follow(spy, walked) else {
            Issue.record("not intact")
            return
        }
        #expect(intact.covered == opening.count + enormous.count)
        #expect(spy.largest <= 1 << 20)
        #expect(spy.bytes <= bytes.count + 4096)
    }

    @Test("what nothing ties behind the last link of an interrupted one is counted")
    func untied() throws {
        let source = TemporaryDirectory()
        let bytes = try recorded(source)
        let reader = try MCAPReader(bytes)
        let links = reader.summary.metadata.filter { $0.name == RecordingChain.linkName }
        let whole = Int(links[4].offset + links[4].length)
        guard case .intact(let tied) = try chain(Array(bytes[..<whole])),
            case .intact(let loose) = try chain(Array(bytes[..<Int(links[5].offset)]))
        else {
            Issue.record("not intact")
            return
        }
        #expect(tied.untied == 0)
        #expect(loose.untied == Int(links[5].offset) - whole)
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
        let path = directory.path + "/" + SigningKey.fileName
        func sentence(_ action: () throws -> SigningKey?) -> String {
            do { return try action().map { _ in "a key" } ?? "none" } catch { return "\(error)" }
        }
        #expect(
            sentence { try SigningKey.create(in: directory.path) }
                == "cannot create \(path): this station signs its recordings with it already; "
                + "move it away, and keep it, to make another one")
        _ = unsafe chmod(path, 0o644)
        #expect(
            sentence { try SigningKey.stored(in: directory.path) }
                == "cannot read \(path): others could read this key; make it yours alone: "
                + "chmod 600 \(path)")
        directory.write(SigningKey.fileName, [0xFF, 0, 1])
        _ = unsafe chmod(path, 0o600)
        #expect(
            sentence { try SigningKey.stored(in: directory.path) }
                == "cannot read \(path): it holds no signing key; move it away and make one: "
                + "reins keys sign")
        #expect(SigningKey(text: key.text)?.publicKey == key.publicKey)
        #expect(SigningKey(text: "") == nil)
        #expect(SigningKey(text: "zz" + key.text) == nil)
    }
}
