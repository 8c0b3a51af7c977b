import Glibc
import MCAP
import Testing

/// The complete set of variants of the format's own conformance suite. `ConformanceFile` makes the
/// bytes that are expected.
@Suite("Every variant of the conformance suite")
struct ConformanceTests {
    @Test("there are 416")
    func count() {
        #expect(ConformanceVariant.all.count == 416)
        #expect(Set(ConformanceVariant.all.map(\.description)).count == 416)
    }

    @Test("what the generator makes is what the makers of the format keep, where it is known")
    func generator() {
        for (name, size, crc) in ConformanceTests.published {
            let variant = ConformanceVariant.all.first { $0.description == name }
            let bytes = variant.map { ConformanceFile($0).bytes } ?? []
            #expect(bytes.count == size, "\(name)")
            #expect(CRC32.of(bytes[...]) == crc, "\(name)")
        }
    }

    private static var directory: String? {
        unsafe getenv("REINS_CONFORMANCE").map { unsafe String(cString: $0) }
    }

    /// For the readers of others: `Scripts/stages/readers`.
    @Test(
        "is left as a file where REINS_CONFORMANCE names a directory",
        .enabled(if: directory != nil))
    func files() throws {
        let directory = try #require(ConformanceTests.directory)
        for variant in ConformanceVariant.all {
            let path = "\(directory)/\(variant).mcap"
            let bytes = ConformanceFile(variant).bytes
            guard let file = unsafe fopen(path, "wb") else {
                Issue.record("\(path) cannot be made")
                return
            }
            let count = unsafe fwrite(bytes, 1, bytes.count, file)
            _ = unsafe fclose(file)
            #expect(count == bytes.count)
        }
    }

    /// Size and CRC32 of files whose SHA-256 is the one that the makers' repository states.
    private static let published: [(String, Int, UInt32)] = [
        ("TenMessages-ch-chx-mx-rch-rsh-st-sum", 1053, 0x379A_B65A),
        ("OneSchemalessMessage-ch-chx-mx-rch-st-sum", 487, 0xDCF6_BA73),
        ("OneMetadata-mdx-st-sum", 262, 0x343F_7BB5),
        ("OneAttachment-ax-pad-st-sum", 365, 0xA5D8_3D0B),
        ("TenMessages-pad", 505, 0x9EB4_71A9),
        ("TenMessages-ch-mx", 720, 0x5A96_7508),
        ("OneSchemalessMessage-ch-chx-pad-sum", 302, 0x8C9A_C7BD),
    ]

    @Test("is written byte for byte", arguments: ConformanceVariant.Content.allCases)
    func written(content: ConformanceVariant.Content) throws {
        // Padding stands for what later versions add: there is nothing for a writer in it.
        for variant in ConformanceVariant.all
        where variant.content == content && !variant.has(.padding) {
            #expect(try write(variant) == ConformanceFile(variant).bytes, "\(variant)")
        }
    }

    private func write(_ variant: ConformanceVariant) throws -> [UInt8] {
        var options = MCAPWriter.Options()
        options.chunks = variant.has(.chunks)
        options.definitions = .inChunks
        options.messageIndexes = variant.has(.messageIndex)
        options.repeatedSchemas = variant.has(.repeatedSchemas)
        options.repeatedChannels = variant.has(.repeatedChannels)
        options.statistics = variant.has(.statistics)
        options.chunkIndexes = variant.has(.chunkIndex)
        options.attachmentIndexes = variant.has(.attachmentIndex)
        options.metadataIndexes = variant.has(.metadataIndex)
        options.summaryOffsets = variant.has(.summaryOffset)
        var writer = MCAPWriter(profile: "", library: "", options: options)
        if let schema = variant.schema {
            let id = writer.addSchema(
                name: schema.name, encoding: schema.encoding, data: schema.data)
            #expect(id == schema.id)
        }
        if let channel = variant.channel {
            let id = writer.addChannel(
                topic: channel.topic, messageEncoding: channel.messageEncoding,
                schema: channel.schemaID, metadata: channel.metadata)
            #expect(id == channel.id)
        }
        if let attachment = variant.attachment { writer.addAttachment(attachment) }
        if let metadata = variant.metadata { writer.addMetadata(metadata) }
        let data = ConformanceVariant.data
        for message in variant.messages {
            writer.append(
                channel: 1, sequence: message.sequence, logTime: message.logTime,
                publishTime: message.publishTime, data.span)
        }
        var plain = Uncompressed()
        var memory = MCAPMemory()
        writer.finish(with: &plain)
        writer.drain(into: &memory)
        return memory.bytes
    }

    @Test("is read record by record", arguments: ConformanceVariant.Content.allCases)
    func records(content: ConformanceVariant.Content) throws {
        for variant in ConformanceVariant.all where variant.content == content {
            var records = try MCAPRecords(ConformanceFile(variant).bytes)
            var found: [MCAPRecord] = []
            while let element = try records.next() {
                guard case .chunk(let chunk) = element.record else {
                    found.append(element.record)
                    continue
                }
                #expect(variant.has(.chunks))
                found += try chunk.contents(at: element.offset)
            }
            expect(found, of: variant)
        }
    }

    private func expect(_ found: [MCAPRecord], of variant: ConformanceVariant) {
        let comment = Comment(rawValue: "\(variant)")
        #expect(found.first == .header(MCAPHeader(profile: "", library: "")), comment)
        let schemas = found.compactMap { if case .schema(let it) = $0 { it } else { nil } }
        #expect(
            schemas
                == Array(
                    repeating: variant.schema, count: variant.has(.repeatedSchemas) ? 2 : 1
                ).compactMap(\.self), comment)
        let channels = found.compactMap { if case .channel(let it) = $0 { it } else { nil } }
        #expect(
            channels
                == Array(
                    repeating: variant.channel, count: variant.has(.repeatedChannels) ? 2 : 1
                ).compactMap(\.self), comment)
        let messages = found.compactMap { if case .message(let it) = $0 { it } else { nil } }
        #expect(messages.map(\.logTime) == variant.messages.map(\.logTime), comment)
        #expect(messages.map(\.publishTime) == variant.messages.map(\.publishTime), comment)
        #expect(messages.map(\.sequence) == variant.messages.map(\.sequence), comment)
        #expect(messages.allSatisfy { Array($0.data) == ConformanceVariant.data }, comment)
        let attachments = found.compactMap { if case .attachment(let it) = $0 { it } else { nil } }
        #expect(attachments == [variant.attachment].compactMap(\.self), comment)
        let metadata = found.compactMap { if case .metadata(let it) = $0 { it } else { nil } }
        #expect(metadata == [variant.metadata].compactMap(\.self), comment)
        let kinds = found.map(\.kind)
        #expect(kinds.contains("messageIndex") == variant.has(.messageIndex), comment)
        #expect(kinds.contains("statistics") == variant.has(.statistics), comment)
        #expect(kinds.contains("chunkIndex") == variant.has(.chunkIndex), comment)
        #expect(kinds.contains("attachmentIndex") == variant.has(.attachmentIndex), comment)
        #expect(kinds.contains("metadataIndex") == variant.has(.metadataIndex), comment)
        #expect(kinds.contains("summaryOffset") == variant.has(.summaryOffset), comment)
        #expect(kinds.suffix(1) == ["footer"], comment)
        #expect(kinds.filter { $0 == "dataEnd" }.count == 1, comment)
        #expect(!kinds.contains("unknown"), comment)
    }

    @Test(
        "is read in every order, through the summary or without",
        arguments: ConformanceVariant.Content.allCases)
    func messages(content: ConformanceVariant.Content) throws {
        for variant in ConformanceVariant.all where variant.content == content {
            let bytes = ConformanceFile(variant).bytes
            let inFile = variant.messages.map(\.sequence)
            let byTime = variant.messages.enumerated()
                .sorted { ($0.element.logTime, $0.offset) < ($1.element.logTime, $1.offset) }
                .map(\.element.sequence)
            for file in [bytes, Array(bytes.dropLast(9))] {
                let reader = try MCAPReader(file)
                #expect(reader.damage.allSatisfy { $0.offset > bytes.count - 40 }, "\(variant)")
                #expect(reader.channel(1) == variant.channel, "\(variant)")
                #expect(reader.schema(1) == variant.schema, "\(variant)")
                if variant.has(.statistics) {
                    #expect(try reader.attachment(named: "myFile") == variant.attachment)
                    #expect(
                        reader.summary.metadata.map(\.name)
                            == [variant.metadata?.name].compactMap(\.self))
                }
                #expect(try sequences(reader, .file) == inFile, "\(variant)")
                #expect(try sequences(reader, .logTime) == byTime, "\(variant)")
                #expect(try sequences(reader, .reverseLogTime) == byTime.reversed(), "\(variant)")
            }
        }
    }

    private func sequences(_ reader: MCAPReader, _ order: MCAPOrder) throws -> [UInt32] {
        var messages = reader.messages(in: order)
        var found: [UInt32] = []
        while let message = try messages.next() { found.append(message.sequence) }
        return found
    }
}

extension MCAPRecord {
    /// The case's own name.
    fileprivate var kind: String { String("\(self)".prefix { $0 != "(" }) }
}
