import MCAP
import Testing

@Suite("An interrupted file is made whole")
struct RepairTests {
    @Test("wherever it was cut, every whole chunk is kept", arguments: Codec.allCases)
    func truncated(codec: Codec) throws {
        let file = try codec.smallFile()
        for size in codec.places(8..<file.bytes.count) {
            let cut = Array(file.bytes[..<size])
            let plan = try MCAPRepair.plan(cut, decompress: TestZstd.decompress)
            let repair = try #require(plan, "cut at \(size)")
            let repaired = Array(cut[..<repair.keptBytes]) + repair.appended
            let reader = try MCAPReader(repaired, decompress: TestZstd.decompress)
            #expect(reader.access == .indexed, "cut at \(size)")
            let whole = file.drained.filter { $0 <= size }.count
            let found = try readAll(reader, in: .file)
            // A chunk counts as soon as its own record is whole, with or without its indexes.
            #expect(found.count >= whole * 4, "cut at \(size)")
            #expect(found == Array(file.written[..<found.count]), "cut at \(size)")
            #expect(reader.summary.statistics.messageCount == UInt64(found.count))
            #expect(reader.summary == repair.summary)
            try expectSound(repaired)
            #expect(try MCAPRepair.plan(repaired, decompress: TestZstd.decompress) == nil)
        }
    }

    /// Walks over the whole file and compares it with its own index.
    private func expectSound(_ bytes: [UInt8]) throws {
        // Without its closing magic a file is scanned.
        let scanned = try MCAPReader(
            Array(bytes.dropLast()), decompress: TestZstd.decompress)
        let indexed = try MCAPReader(bytes, decompress: TestZstd.decompress)
        #expect(scanned.access != .indexed)
        #expect(scanned.damage.isEmpty)
        #expect(scanned.summary == indexed.summary)
    }

    @Test("a complete file is left alone")
    func complete() throws {
        let file = try SmallFile(TestZstd())
        #expect(try MCAPRepair.plan(file.bytes, decompress: TestZstd.decompress) == nil)
    }

    @Test("a file cut just before its footer gets the same bytes again")
    func sameTail() throws {
        let file = try SmallFile(TestZstd())
        let cut = Array(file.bytes[..<(file.bytes.count - 20)])
        let repair = try #require(
            try MCAPRepair.plan(cut, decompress: TestZstd.decompress))
        #expect(repair.lostBytes == 0)
        #expect(Array(cut[..<repair.keptBytes]) + repair.appended == file.bytes)
    }

    @Test("a torn message index is made again: nothing is lost")
    func tornIndex() throws {
        let file = try SmallFile(TestZstd())
        let cut = Array(file.bytes[..<(file.drained[1] - 10)])
        let repair = try #require(
            try MCAPRepair.plan(cut, decompress: TestZstd.decompress))
        #expect(repair.lostBytes == 0)
        #expect(repair.summary.statistics.messageCount == 8)
        #expect(repair.summary.chunks[1].messageIndexOffsets.count == 2)
    }

    @Test("zeros that a power cut left at the end go")
    func zeros() throws {
        let file = try SmallFile(TestZstd())
        let cut = Array(file.bytes[..<file.drained[1]]) + [UInt8](repeating: 0, count: 5000)
        let repair = try #require(
            try MCAPRepair.plan(cut, decompress: TestZstd.decompress))
        #expect(repair.keptBytes == file.drained[1])
        #expect(repair.lostBytes == 5000)
    }

    @Test("a bad chunk in the middle stays, unknown to the index; a bad last one goes")
    func badChunks() throws {
        let file = try SmallFile(TestZstd())
        var cut = Array(file.bytes[..<file.drained[2]])
        let chunks = try MCAPReader(file.bytes).summary.chunks
        let middle = Int(chunks[1].chunkOffset + chunks[1].chunkLength) - 5
        cut[middle] ^= 0xFF
        let kept = try #require(try MCAPRepair.plan(cut, decompress: TestZstd.decompress))
        #expect(kept.damage.count == 1)
        #expect(kept.keptBytes == cut.count)
        #expect(kept.summary.statistics.messageCount == 8)
        let last = Int(chunks[2].chunkOffset + chunks[2].chunkLength) - 5
        cut[middle] ^= 0xFF
        cut[last] ^= 0xFF
        let shortened = try #require(try MCAPRepair.plan(cut, decompress: TestZstd.decompress))
        #expect(shortened.keptBytes == file.drained[1])
        #expect(shortened.lostBytes == cut.count - file.drained[1])
    }

    @Test("something else is refused")
    func foreign() {
        #expect(throws: MCAPError(offset: 0, .notMCAP)) {
            try MCAPRepair.plan(Array("PAR1 and more".utf8))
        }
        #expect(throws: MCAPError(offset: 0, .notMCAP)) { try MCAPRepair.plan([UInt8]()) }
    }
}
