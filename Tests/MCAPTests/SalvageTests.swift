import MCAP
import MCAPCompression
import Testing

@Suite("What is sound in a damaged file is saved")
struct SalvageTests {
    private func salvage(_ bytes: [UInt8]) throws -> (bytes: [UInt8], MCAPSalvage) {
        var memory = MCAPMemory()
        let report = try MCAPSalvage.run(
            bytes, into: &memory, decompress: MCAPCompression.decompress)
        #expect(memory.bytes.count == report.size)
        return (memory.bytes, report)
    }

    /// What was saved opens through its summary, has no findings and says what it holds.
    private func expectSound(
        _ bytes: [UInt8], _ report: MCAPSalvage, _ comment: Comment
    ) throws -> [Written] {
        let verified = try MCAPVerification(bytes, decompress: MCAPCompression.decompress)
        #expect(verified.findings.isEmpty, comment)
        #expect(verified.isComplete, comment)
        let reader = try MCAPReader(bytes, decompress: MCAPCompression.decompress)
        #expect(reader.damage.isEmpty, comment)
        let found = try readAll(reader, in: .file)
        #expect(report.summary.statistics.messageCount == UInt64(found.count), comment)
        return found
    }

    @Test("of a sound file everything", arguments: Codec.allCases)
    func whole(codec: Codec) throws {
        let file = try codec.smallFile()
        let (saved, report) = try salvage(file.bytes)
        #expect(saved == file.bytes)
        #expect(report.findings.isEmpty && report.lostBytes == 0)
    }

    @Test("wherever it is cut, every whole chunk", arguments: Codec.allCases)
    func cut(codec: Codec) throws {
        let file = try codec.smallFile()
        for size in codec.places(8..<file.bytes.count, every: 3) {
            let (saved, report) = try salvage(Array(file.bytes[..<size]))
            let found = try expectSound(saved, report, "cut at \(size)")
            let whole = file.drained.filter { $0 <= size }.count
            #expect(found.count >= whole * 4, "cut at \(size)")
            #expect(found == Array(file.written[..<found.count]), "cut at \(size)")
        }
    }

    @Test("whatever byte is changed, all but the chunk it is in", arguments: [Codec.zstd, .lz4])
    func changed(codec: Codec) throws {
        let file = try codec.smallFile()
        for at in codec.places(8..<file.bytes.count, every: 3) {
            var bytes = file.bytes
            bytes[at] ^= 0x21
            let (saved, report) = try salvage(bytes)
            let found = try expectSound(saved, report, "byte \(at)")
            #expect(found.count >= 8, "byte \(at): \(report.findings)")
        }
    }

    @Test("behind a chunk with noise in it, where other tools stop")
    func noise() throws {
        let file = try SmallFile(TestZstd())
        let chunk = try MCAPReader(file.bytes).summary.chunks[1]
        let start = Int(chunk.chunkOffset)
        let length = Int(chunk.chunkLength)
        var random = Seeded(7)
        for _ in 0..<50 {
            var bytes = file.bytes
            for at in start..<(start + length) {
                bytes[at] = UInt8.random(in: 0...255, using: &random)
            }
            let (saved, report) = try salvage(bytes)
            let found = try expectSound(saved, report, "noise")
            // The channel that the lost chunk defined is known from the old summary.
            #expect(found == Array(file.written[..<4] + file.written[8...]))
            #expect(report.findings.first?.offset == start)
            #expect(report.statedMessages == 12)
            #expect(report.lostBytes >= length)
        }
    }

    @Test("a chunk in which a message has no channel keeps its others, and its definitions")
    func unknownChannel() throws {
        let file = try SmallFile(Uncompressed())
        // No summary, which would know the channel; no checksum, which would tell of the change.
        var bytes = Array(file.bytes[..<file.drained[2]])
        let chunk = try MCAPReader(file.bytes).summary.chunks[1]
        let start = Int(chunk.chunkOffset)
        bytes.replaceSubrange((start + 33)..<(start + 37), with: [0, 0, 0, 0])
        // The first message of the second chunk becomes one of channel 99; it defines /right.
        bytes[start + 9 + 40 + 9] = 99
        let (saved, report) = try salvage(bytes)
        let found = try expectSound(saved, report, "\(report.findings)")
        #expect(found == Array(file.written[..<4] + file.written[5...]))
        #expect(report.lostMessages == 1)
        #expect(report.findings.contains { $0.kind == .undefined && $0.offset == start })
        #expect(report.summary.channels.map(\.topic) == ["/left", "/right"])
    }

    @Test("records of unknown kinds are copied and counted")
    func unknownKinds() throws {
        let file = try SmallFile(TestZstd())
        let record: [UInt8] = [0x90, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]
        let at = file.drained[0]
        let (saved, report) = try salvage(
            Array(file.bytes[..<at] + record + record + file.bytes[at...]))
        #expect(report.unknownRecords == 2)
        #expect(saved.firstRange(of: record + record) != nil)
        let verified = try MCAPVerification(saved, decompress: MCAPCompression.decompress)
        #expect(verified.findings.isEmpty && verified.unknownRecords == 2)
    }

    @Test("what closes the new file is known to its index")
    func closing() throws {
        let file = try SmallFile(TestZstd())
        var memory = MCAPMemory()
        _ = try MCAPSalvage.run(
            file.bytes, into: &memory, decompress: MCAPCompression.decompress
        ) { [MCAPMetadata(name: "note", entries: ["saved": "\($0.summary.chunks.count)"])] }
        let verified = try MCAPVerification(
            memory.bytes, decompress: MCAPCompression.decompress)
        #expect(verified.findings.isEmpty, "\(verified.findings)")
        let reader = try MCAPReader(memory.bytes, decompress: MCAPCompression.decompress)
        let index = try #require(reader.summary.metadata.last)
        #expect(try reader.metadata(index) == MCAPMetadata(name: "note", entries: ["saved": "3"]))
    }

    @Test("something else is refused")
    func foreign() {
        #expect(throws: MCAPSalvageError<Never>.self) { try salvage(Array("PAR1 and more".utf8)) }
    }
}
