import MCAP
import Testing

@Suite("What is written is read back")
struct RoundTripTests {
    @Test("in file order and in time order, plain and compressed", arguments: Codec.allCases)
    func messages(codec: Codec) throws {
        let file = try codec.smallFile()
        let reader = try MCAPReader(file.bytes, decompress: TestZstd.decompress)
        #expect(reader.access == .indexed)
        #expect(reader.profile == "ros2")
        #expect(reader.damage.isEmpty)
        #expect(try readAll(reader, in: .file) == file.written)
        let byTime = file.written.sorted { $0.logTime < $1.logTime }
        #expect(try readAll(reader, in: .logTime) == byTime)
        #expect(try readAll(reader, in: .reverseLogTime) == byTime.reversed())
    }

    @Test("with channels, schemas, attachment, metadata and statistics")
    func summary() throws {
        let file = try SmallFile(TestZstd())
        let reader = try MCAPReader(file.bytes, decompress: TestZstd.decompress)
        #expect(reader.summary.channels.map(\.topic) == ["/left", "/right"])
        #expect(reader.channel(1)?.metadata == ["offered_qos_profiles": ""])
        #expect(reader.schema(1)?.name == "std_msgs/msg/String")
        let attachment = try reader.attachment(named: "manifest.json")
        #expect(attachment?.data == Array("{}".utf8))
        let metadata = try reader.metadata(reader.summary.metadata[0])
        #expect(metadata.entries == ["robot": "two arms", "a": "b"])
        let statistics = reader.summary.statistics
        #expect(statistics.messageCount == 12)
        #expect(statistics.chunkCount == 3)
        #expect(statistics.startTime == 979)
        #expect(statistics.endTime == 1200)
        #expect(statistics.channelMessageCounts == [1: 9, 2: 3])
    }

    @Test("by topic and by time")
    func selection() throws {
        let file = try SmallFile(TestZstd())
        let reader = try MCAPReader(file.bytes, decompress: TestZstd.decompress)
        var messages = reader.messages(topics: ["/right"], times: 1100...2000)
        var times: [UInt64] = []
        while let message = try messages.next() { times.append(message.logTime) }
        let expected = file.written.filter { $0.topic == "/right" && $0.logTime >= 1100 }
        #expect(times == expected.map(\.logTime).sorted())
    }

    @Test("chunks that overlap in time are merged, equal times in the order of the file")
    func overlap() throws {
        var memory = MCAPMemory()
        var zstd = TestZstd()
        var writer = MCAPWriter(profile: "", library: "test")
        let channel = writer.addChannel(topic: "/a", messageEncoding: "", schema: 0) ?? 0
        var number: UInt8 = 0
        for times in [[10, 40, 70, 70], [20, 40, 60], [5, 100], [70, 71]] as [[UInt64]] {
            for time in times {
                let data = [number]
                writer.append(channel: channel, logTime: time, publishTime: 0, data.span)
                number += 1
            }
            try writer.closeChunk(with: &zstd)
        }
        try writer.finish(with: &zstd)
        writer.drain(into: &memory)
        let reader = try MCAPReader(memory.bytes, decompress: TestZstd.decompress)
        let found = try readAll(reader, in: .logTime)
        #expect(found.map(\.logTime) == [5, 10, 20, 40, 40, 60, 70, 70, 70, 71, 100])
        #expect(found.map { $0.data[0] } == [7, 0, 4, 1, 5, 6, 2, 3, 9, 10, 8])
        #expect(try readAll(reader, in: .reverseLogTime) == found.reversed())
    }

    @Test("a file without messages is complete too")
    func empty() throws {
        var memory = MCAPMemory()
        var writer = MCAPWriter(profile: "", library: "test")
        var plain = Uncompressed()
        writer.finish(with: &plain)
        writer.drain(into: &memory)
        let reader = try MCAPReader(memory.bytes)
        #expect(reader.access == .indexed)
        #expect(try readAll(reader, in: .logTime).isEmpty)
    }

    @Test("the checksum is the one of zlib")
    func checksum() {
        #expect(CRC32.of(Array("123456789".utf8)[...]) == 0xCBF4_3926)
        var parts = CRC32()
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for start in stride(from: 0, to: 1000, by: 37) {
            parts.update(bytes[start..<min(start + 37, 1000)])
        }
        #expect(parts.value == CRC32.of(bytes[...]))
    }
}
