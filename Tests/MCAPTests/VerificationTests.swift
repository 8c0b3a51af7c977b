import MCAP
import MCAPCompression
import Testing

@Suite("A file is verified from its first byte to its last")
struct VerificationTests {
    private func verify(_ bytes: [UInt8]) throws -> MCAPVerification {
        try MCAPVerification(bytes, decompress: MCAPCompression.decompress)
    }

    @Test("a sound one has no findings, whatever it leaves out")
    func sound() throws {
        for codec in Codec.allCases {
            let file = try codec.smallFile()
            let found = try verify(file.bytes)
            #expect(found.findings.isEmpty, "\(found.findings)")
            #expect(found.isComplete && found.isIndexed)
            #expect(found.contents.statistics.messageCount == 12)
            #expect(found.statedMessages == 12)
            let reader = try MCAPReader(file.bytes, decompress: MCAPCompression.decompress)
            #expect(found.contents == reader.summary)
        }
        for variant in ConformanceVariant.all {
            let found = try verify(ConformanceFile(variant).bytes)
            #expect(found.findings.isEmpty, "\(variant): \(found.findings)")
            #expect(found.isComplete)
        }
    }

    @Test("wherever it is cut, that is found", arguments: Codec.allCases)
    func cut(codec: Codec) throws {
        let file = try codec.smallFile()
        for size in codec.places(0..<file.bytes.count) {
            let found = try verify(Array(file.bytes[..<size]))
            let kinds = Set(found.findings.map(\.kind))
            #expect(
                kinds.contains(size < 8 ? .notMCAP : .truncated),
                "cut at \(size): \(found.findings)")
            #expect(!found.isComplete)
            let whole = file.drained.filter { $0 <= size }.count
            #expect(found.contents.statistics.messageCount >= UInt64(whole * 4), "\(size)")
        }
    }

    @Test("any byte that is changed is found", arguments: Codec.allCases)
    func changed(codec: Codec) throws {
        let file = try codec.smallFile()
        for at in codec.places(file.bytes.indices, every: 3) {
            var bytes = file.bytes
            bytes[at] ^= 0x11
            let found = try verify(bytes)
            #expect(!found.findings.isEmpty, "byte \(at)")
            for finding in found.findings {
                #expect((0...bytes.count).contains(finding.offset), "byte \(at): \(finding)")
            }
        }
    }

    @Test("each kind of damage has its place and its own words")
    func kinds() throws {
        let file = try SmallFile(TestZstd())
        let chunk = try MCAPReader(file.bytes).summary.chunks[1]
        let start = Int(chunk.chunkOffset)
        func findings(_ change: (inout [UInt8]) -> Void) throws -> [MCAPFinding] {
            var bytes = file.bytes
            change(&bytes)
            return try verify(bytes).findings
        }
        let badCRC = try findings { $0[start + 9 + 24] ^= 1 }
        #expect(badCRC.first?.kind == .chunk && badCRC.first?.offset == start)
        #expect(
            badCRC.first.map { "\($0)" }
                == "byte \(start): the checksum of a chunk does not fit, its bytes were changed; "
                + "repair leaves this chunk out and saves the others")
        let badOpcode = try findings { $0[start] = 0 }
        #expect(badOpcode.first?.kind == .gap && badOpcode.first?.offset == start)
        #expect(badOpcode.first?.length == Int(chunk.chunkLength))
        let hugeLength = try findings { $0[start + 7] = 0x7F }
        #expect(hugeLength.first?.kind == .gap && hugeLength.first?.offset == start)
        let longer = try findings { $0[start + 1] &+= 40 }
        #expect(!longer.contains { $0.kind == .gap || $0.kind == .truncated })
        let times = try findings { $0[start + 9] ^= 1 }
        #expect(times.contains { $0.kind == .chunkHeader && $0.offset == start })
        let index = try findings { $0[start + Int(chunk.chunkLength) + 20] ^= 1 }
        #expect(index.contains { $0.kind == .messageIndex })
        let trailing = try findings { $0 += [1, 2, 3] }
        #expect(trailing.map(\.kind) == [.trailing])
        #expect(trailing.first?.length == 3)
        let data = try findings { bytes in
            // A letter of the attachment's name: its own checksum finds it, and the data's.
            let at = bytes.indices.first { Array(bytes[$0...].prefix(8)) == Array("manifest".utf8) }
            bytes[at ?? 0] = 0x4D
        }
        #expect(data.map(\.kind) == [.attachment])
    }

    @Test("every field of an index is compared with what it points to")
    func indexes() throws {
        let file = try SmallFile(TestZstd())
        let footer = file.bytes.count - 37
        let start = Int(little(UInt64.self, file.bytes, footer + 9))
        var (at, seen) = (start, 0)
        // Every byte of every record of the summary but its checksum, which is switched off.
        var open = file.bytes
        open.replaceSubrange((footer + 25)..<(footer + 29), with: [0, 0, 0, 0])
        while at < footer {
            let kind = open[at]
            let end = at + 9 + Int(little(UInt64.self, open, at + 1))
            for byte in (at + 9)..<end where kind != 0x0E {
                var bytes = open
                bytes[byte] ^= 1
                #expect(
                    try !verify(bytes).findings.isEmpty, "byte \(byte - at) of a record \(kind)")
                seen += 1
            }
            at = end
        }
        #expect(seen > 500)
    }

    private func little<T: FixedWidthInteger>(_: T.Type, _ bytes: [UInt8], _ at: Int) -> T {
        (0..<(T.bitWidth / 8)).reduce(0) { $0 | T(bytes[at + $1]) << T($1 * 8) }
    }

    @Test("messages that nobody defined are found")
    func undefined() throws {
        let variant = try #require(
            ConformanceVariant.all.first { $0.content == .oneSchemalessMessage && !$0.has(.chunks) }
        )
        var bytes = ConformanceFile(variant).bytes
        // The message's channel.
        let message = try #require(bytes.firstRange(of: [5, 25, 0, 0, 0, 0, 0, 0, 0]))
        bytes[message.upperBound] = 9
        #expect(try verify(bytes).findings.contains { $0.kind == .undefined })
    }
}
