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

    @Test("something else is refused")
    func foreign() {
        #expect(throws: MCAPSalvageError<Never>.self) { try salvage(Array("PAR1 and more".utf8)) }
    }
}
