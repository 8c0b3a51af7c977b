import Testing

@testable import Storage

@Suite("A recording is read")
struct RecordingReaderTests {
    @Test("by topic and in time order, with what was put in front of it")
    func finished() throws {
        let directory = TemporaryDirectory()
        _ = try ShortSession.run(in: directory.path, disk: Disk())
        #expect(
            try RecordingReader.paths(at: directory.path + "/")
                == [directory.path + "/session.mcap"])
        let reader = try RecordingReader(directory.path + "/session.mcap")
        #expect(reader.warnings.isEmpty)
        #expect(reader.topics.map(\.topic) == ["/left", "/right"])
        #expect(reader.topics.map(\.messages) == [30, 30])
        #expect(reader.topics[0].schemaText == "string data")
        #expect(reader.times == 1000...1059)
        #expect(try reader.attachment(named: "manifest.json") == [0x7B, 0x7D])
        #expect(try reader.attachment(named: "none") == nil)
        var found: [Int] = []
        let problems = try reader.forEachMessage(of: ["/right"]) { message in
            #expect(message.schemaName == "std_msgs/msg/String")
            found.append(Int(message.logTime) - 1000)
            #expect(Array(message.data) == ShortSession.data(found[found.count - 1]))
            return found.count < 10
        }
        #expect(problems.isEmpty)
        #expect(found == Array(stride(from: 1, to: 21, by: 2)))
    }

    @Test("as far as it is whole when its writer was interrupted, and the reader says so")
    func interrupted() throws {
        let directory = TemporaryDirectory()
        let (file, channels) = try ShortSession.start(in: directory.path)
        try ShortSession.write(0..<40, to: file, channels)
        try file.sync()
        let reader = try RecordingReader(file.partialPath)
        #expect(reader.warnings.count == 1)
        #expect(reader.warnings[0].contains("its writer was interrupted"))
        var count = 0
        _ = try reader.forEachMessage { _ in
            count += 1
            return true
        }
        #expect(count == 40)
    }

    @Test("and what is none, or is not there, is refused in a sentence")
    func refusals() {
        let directory = TemporaryDirectory()
        directory.write("a.mcap", Array("PAR1 something else".utf8))
        do throws(StorageError) {
            _ = try RecordingReader(directory.path + "/a.mcap")
            Issue.record("a foreign file was opened")
        } catch {
            #expect("\(error)".contains("this is not an MCAP file"))
        }
        do throws(StorageError) {
            _ = try RecordingReader(directory.path + "/b.mcap")
            Issue.record("a missing file was opened")
        } catch {
            #expect("\(error)".contains("No such file"))
        }
        #expect(throws: StorageError.self) { try RecordingReader(directory.path) }
    }
}
