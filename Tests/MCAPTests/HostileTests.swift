import MCAP
import MCAPCompression
import Testing

@Suite("Nothing in a file is believed")
struct HostileTests {
    @Test("any byte changed is an error or another value, never a trap", arguments: 1...20)
    func mutation(seed: UInt64) throws {
        let isCompressed = seed % 2 == 0
        let file = isCompressed ? try SmallFile(TestZstd()) : try SmallFile(Uncompressed())
        var random = Seeded(seed)
        let unchecked = try withoutChecksums(file.bytes)
        for round in 0..<40 {
            // Without checksums the changes reach what lies behind them.
            var bytes = round % 2 == 0 ? unchecked : file.bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                bytes[at] =
                    [0, 0xFF, 0x7F, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            }
            exercise(bytes)
        }
    }

    /// The same file with the value that means "not checked" in place of its checksums.
    private func withoutChecksums(_ bytes: [UInt8]) throws -> [UInt8] {
        var bytes = bytes
        for chunk in try MCAPReader(bytes).summary.chunks {
            let crc = Int(chunk.chunkOffset) + 9 + 24
            bytes.replaceSubrange(crc..<(crc + 4), with: [0, 0, 0, 0])
        }
        let crc = bytes.count - 12
        bytes.replaceSubrange(crc..<(crc + 4), with: [0, 0, 0, 0])
        return bytes
    }

    /// Does everything that can be done with a file. Errors are welcome, traps are not.
    private func exercise(_ bytes: [UInt8]) {
        _ = try? MCAPRepair.plan(bytes, decompress: TestZstd.decompress)
        guard let reader = try? MCAPReader(bytes, decompress: TestZstd.decompress) else { return }
        for order in [MCAPOrder.file, .logTime] {
            var messages = reader.messages(in: order)
            var failures = 0
            while failures < 100 {
                do {
                    guard try messages.next() != nil else { break }
                } catch {
                    failures += 1
                    #expect(!"\(error)".isEmpty)
                }
            }
        }
        for index in reader.summary.attachments { _ = try? reader.attachment(index) }
        for index in reader.summary.metadata { _ = try? reader.metadata(index) }
    }

    @Test("a changed byte inside a chunk is found, and what follows is still read")
    func chunkChecksum() throws {
        let file = try SmallFile(Uncompressed())
        var bytes = file.bytes
        let chunk = try MCAPReader(bytes).summary.chunks[1]
        bytes[Int(chunk.chunkOffset + chunk.chunkLength) - 1] ^= 1
        var messages = try MCAPReader(bytes).messages(in: .file)
        var found = 0
        var problems: [MCAPError] = []
        while true {
            do {
                guard try messages.next() != nil else { break }
                found += 1
            } catch {
                problems.append(error)
            }
        }
        #expect(found == 8)
        #expect(
            problems == [MCAPError(offset: Int(chunk.chunkOffset), .checksum(what: "a chunk"))])
    }

    @Test("a changed byte in the summary makes the reader walk over the file, and say so")
    func summaryChecksum() throws {
        let file = try SmallFile(TestZstd())
        var bytes = file.bytes
        bytes[bytes.count - 60] ^= 1
        let reader = try MCAPReader(bytes, decompress: TestZstd.decompress)
        guard case .scanned(let reason) = reader.access else {
            Issue.record("the summary was believed")
            return
        }
        #expect(reason.contains("checksum of the summary"))
        #expect(try readAll(reader, in: .file) == file.written)
    }

    @Test("lengths that do not fit are refused before anything is made of them")
    func lengths() throws {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
        let record = MCAP.magic + [0x03] + huge
        let reader = try MCAPReader(record)
        #expect(reader.damage.count == 1)
        guard case .length(_, let declared, let available) = reader.damage[0].problem else {
            Issue.record("\(reader.damage)")
            return
        }
        #expect(declared == UInt64(Int64.max) && available == 0)
        // A chunk whose plain size is beyond every limit.
        var chunk: [UInt8] = [UInt8](repeating: 0, count: 16) + huge
        chunk += [0, 0, 0, 0] + [4, 0, 0, 0] + Array("zstd".utf8)
        chunk += [UInt8](repeating: 0, count: 8)
        let file = MCAP.magic + [0x06, UInt8(chunk.count), 0, 0, 0, 0, 0, 0, 0] + chunk
        let damage = try MCAPReader(file, decompress: TestZstd.decompress).damage
        #expect(damage.count == 1)
        guard case .tooLarge = damage[0].problem else {
            Issue.record("\(damage)")
            return
        }
    }

    @Test("records of unknown kinds are stepped over")
    func unknownOpcode() throws {
        let file = try SmallFile(TestZstd())
        let private1: [UInt8] = [0x80, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]
        let future: [UInt8] = [0x42, 0, 0, 0, 0, 0, 0, 0, 0]
        let cut = Array(file.bytes[..<file.drained[0]]) + private1 + future
        let reader = try MCAPReader(cut, decompress: TestZstd.decompress)
        #expect(reader.damage.isEmpty)
        #expect(try readAll(reader, in: .file) == Array(file.written[..<4]))
        let repair = try MCAPRepair.plan(cut, decompress: TestZstd.decompress)
        #expect(repair?.keptBytes == cut.count)
    }

    @Test("a compression without a function is named")
    func unknownCompression() throws {
        let file = try SmallFile(TestZstd())
        var messages = try MCAPReader(file.bytes).messages()
        do {
            _ = try messages.next()
            Issue.record("read without zstd")
        } catch {
            #expect(error.problem == .compression(name: "zstd"))
            #expect("\(error)".contains("compressed with \"zstd\""))
        }
    }
}

@Suite("A compressed chunk is what it declares")
struct CompressedChunkTests {
    @Test("cut, longer, or of another size: refused in words", arguments: ["zstd", "lz4"])
    func frames(name: String) throws {
        let plain = (0..<5000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        var buffer = MCAPBuffer()
        if name == "zstd" {
            var zstd = ZstdCompression()
            try zstd.compress(plain.span, into: &buffer)
        } else {
            var lz4 = LZ4Compression()
            try lz4.compress(plain.span, into: &buffer)
        }
        let frame = buffer.array()
        #expect(frame.count < plain.count / 2)
        #expect(try MCAPCompression.decompress(name, frame.span, plain.count) == plain)
        let whole = frame.count
        for (bytes, size) in [
            (Array(frame.dropLast()), plain.count), (Array(frame.prefix(whole / 2)), plain.count),
            ([], plain.count), (frame + [1], plain.count), (frame, plain.count - 1),
            (frame, plain.count + 1), (frame, 0), (Array(frame.dropFirst()), plain.count),
        ] {
            #expect(throws: MCAPError.self) {
                try MCAPCompression.decompress(name, bytes.span, size)
            }
        }
    }

    @Test("nothing is a frame too", arguments: ["zstd", "lz4"])
    func empty(name: String) throws {
        var buffer = MCAPBuffer()
        if name == "zstd" {
            var zstd = ZstdCompression()
            try zstd.compress([UInt8]().span, into: &buffer)
        } else {
            var lz4 = LZ4Compression()
            try lz4.compress([UInt8]().span, into: &buffer)
        }
        #expect(try MCAPCompression.decompress(name, buffer.array().span, 0).isEmpty)
    }
}
