/// What a walk over a whole file found: for files without a summary, and for their repair.
struct FileScan {
    var profile = ""
    var library = ""
    var summary = MCAPSummary()
    /// Messages outside chunks.
    var loose: [MessageSource] = []
    /// What could not be read and was stepped over.
    var damage: [MCAPError] = []
    /// Where and why the walk stopped before the end of the data, if it did.
    var torn: MCAPError?
    /// File offset behind the last record that is whole, and the checksum up to there.
    var goodEnd = 0
    var goodCRC: UInt32 = 0
    /// The last chunk, for repairing its message indexes.
    var lastChunk: LastChunk?

    struct LastChunk {
        /// File offset behind the chunk record, and the checksum up to there.
        var end: Int
        var crc: UInt32
        var entries: [UInt16: [MessageIndexEntry]]
        /// False as soon as something other than a message index followed.
        var isOpen = true
    }

    private var crc = CRC32()
    private var schemaIDs: Set<UInt16> = []
    private var channelIDs: Set<UInt16> = []
    /// After a chunk that does not decode nothing counts as whole until something checkable does.
    private var isDoubtful = false
    private let limits: MCAPLimits
    private let decompress: MCAPDecompression

    init(
        _ input: any MCAPInput, limits: MCAPLimits, decompress: @escaping MCAPDecompression
    ) throws(MCAPError) {
        self.limits = limits
        self.decompress = decompress
        guard try input.beginsAsMCAP() else { throw MCAPError(offset: 0, .notMCAP) }
        crc.update(MCAP.magic[...])
        goodEnd = MCAP.magic.count
        goodCRC = crc.value
        var walk = RecordWalk(input, from: goodEnd, to: input.size, limits: limits)
        do throws(MCAPError) {
            while let place = try walk.next() {
                if place.kind == .dataEnd || place.kind == .footer {
                    try checkData(place)
                    break
                }
                try take(place)
            }
        } catch {
            torn = error
        }
        finish()
    }

    private mutating func take(_ place: RecordPlace) throws(MCAPError) {
        crc.update(place.bytes[place.whole])
        switch place.kind {
        case .header:
            var fields = place.fields("the header")
            let header = try MCAPHeader(&fields)
            (profile, library) = (header.profile, header.library)
        case .schema:
            var fields = place.fields("a schema")
            add(try MCAPSchema(&fields))
        case .channel:
            var fields = place.fields("a channel")
            add(try MCAPChannel(&fields))
        case .message:
            let message = try MCAPMessage(place.bytes, body: place.body, base: place.base)
            count(message.channelID, 1)
            summary.statistics.count(1, from: message.logTime, to: message.logTime)
            loose.append(
                MessageSource(
                    startTime: message.logTime, endTime: message.logTime, offset: place.offset,
                    length: place.length, isChunk: false))
        case .chunk: return takeChunk(place)
        case .messageIndex: return try takeMessageIndex(place)
        case .attachment: try takeAttachment(place)
        case .metadata:
            var fields = place.fields("a metadata record")
            let name = try MCAPMetadata(&fields).name
            summary.metadata.append(
                MCAPMetadataIndex(
                    name: name, offset: UInt64(place.offset), length: UInt64(place.length)))
        case .footer, .dataEnd, .chunkIndex, .attachmentIndex, .statistics, .metadataIndex,
            .summaryOffset, nil:
            break
        }
        lastChunk?.isOpen = false
        advance(to: place.end)
    }

    /// Notes that everything up to `end` is whole.
    private mutating func advance(to end: Int) {
        if isDoubtful { return }
        goodEnd = end
        goodCRC = crc.value
    }

    private mutating func takeChunk(_ place: RecordPlace) {
        do throws(MCAPError) {
            let chunk = try PlainChunk(place, limits: limits, decompress: decompress)
            var found = ChunkContent()
            try found.read(chunk)
            for schema in found.schemas { add(schema) }
            for channel in found.channels { add(channel) }
            for (channel, entries) in found.entries { count(channel, UInt64(entries.count)) }
            summary.statistics.count(found.count, from: found.startTime, to: found.endTime)
            var fields = place.fields("a chunk")
            let header = try ChunkHeader(&fields)
            summary.chunks.append(
                MCAPChunkIndex(
                    startTime: found.count == 0 ? 0 : found.startTime, endTime: found.endTime,
                    chunkOffset: UInt64(place.offset), chunkLength: UInt64(place.length),
                    compression: header.compression, compressedSize: UInt64(header.records.count),
                    uncompressedSize: header.uncompressedSize))
            lastChunk = LastChunk(end: place.end, crc: crc.value, entries: found.entries)
            isDoubtful = false
            advance(to: place.end)
        } catch {
            damage.append(error)
            isDoubtful = true
            lastChunk?.isOpen = false
        }
    }

    private mutating func takeMessageIndex(_ place: RecordPlace) throws(MCAPError) {
        var fields = place.fields("a message index")
        let channel = try fields.integer(UInt16.self)
        let last = summary.chunks.count - 1
        if lastChunk?.isOpen == true, last >= 0 {
            summary.chunks[last].messageIndexes.append(
                MCAPChunkIndex.MessageIndexPlace(
                    channelID: channel, offset: UInt64(place.offset)))
            summary.chunks[last].messageIndexLength += UInt64(place.length)
        }
        advance(to: place.end)
    }

    private mutating func takeAttachment(_ place: RecordPlace) throws(MCAPError) {
        do throws(MCAPError) {
            let attachment = try MCAPAttachment(place.bytes, body: place.body, base: place.base)
            summary.attachments.append(
                MCAPAttachmentIndex(
                    attachment, offset: UInt64(place.offset), length: UInt64(place.length)))
        } catch {
            damage.append(error)
        }
    }

    private mutating func add(_ schema: MCAPSchema) {
        guard schemaIDs.insert(schema.id).inserted else { return }
        summary.schemas.append(schema)
    }

    private mutating func add(_ channel: MCAPChannel) {
        guard channelIDs.insert(channel.id).inserted else { return }
        summary.channels.append(channel)
    }

    private mutating func count(_ channel: UInt16, _ messages: UInt64) {
        summary.statistics.channelMessageCounts[channel, default: 0] += messages
    }

    /// Compares the checksum of the data, where one is given.
    private mutating func checkData(_ place: RecordPlace) throws(MCAPError) {
        if place.kind == .footer { return }
        var fields = place.fields("the end of the data")
        let declared = try MCAPDataEnd(&fields).dataSectionCRC
        if declared != 0, declared != crc.value {
            damage.append(MCAPError(offset: place.offset, .checksum(what: "the data section")))
        }
    }

    private mutating func finish() {
        summary.schemas.sort { $0.id < $1.id }
        summary.channels.sort { $0.id < $1.id }
        summary.statistics.schemaCount = UInt16(clamping: summary.schemas.count)
        summary.statistics.channelCount = UInt32(clamping: summary.channels.count)
        summary.statistics.attachmentCount = UInt32(clamping: summary.attachments.count)
        summary.statistics.metadataCount = UInt32(clamping: summary.metadata.count)
        summary.statistics.chunkCount = UInt32(clamping: summary.chunks.count)
    }
}

/// What one chunk holds.
struct ChunkContent {
    var schemas: [MCAPSchema] = []
    var channels: [MCAPChannel] = []
    var entries: [UInt16: [MessageIndexEntry]] = [:]
    var count: UInt64 = 0
    var startTime: UInt64 = .max
    var endTime: UInt64 = 0

    mutating func read(_ chunk: PlainChunk) throws(MCAPError) {
        var content = self
        try chunk.forEachRecord { opcode, body throws(MCAPError) in
            try content.take(opcode, body, chunk)
        }
        self = content
    }

    private mutating func take(
        _ opcode: UInt8, _ body: Range<Int>, _ chunk: PlainChunk
    ) throws(MCAPError) {
        switch MCAPOpcode(rawValue: opcode) {
        case .schema:
            var fields = FieldCursor(
                chunk.bytes, in: body, base: chunk.offset, what: "a schema")
            schemas.append(try MCAPSchema(&fields))
        case .channel:
            var fields = FieldCursor(
                chunk.bytes, in: body, base: chunk.offset, what: "a channel")
            channels.append(try MCAPChannel(&fields))
        case .message:
            let message = try MCAPMessage(chunk.bytes, body: body, base: chunk.offset)
            let offset = body.lowerBound - MCAP.recordHeaderSize - chunk.records.lowerBound
            entries[message.channelID, default: []].append(
                MessageIndexEntry(logTime: message.logTime, offset: UInt64(offset)))
            count += 1
            startTime = min(startTime, message.logTime)
            endTime = max(endTime, message.logTime)
        case .header, .footer, .chunk, .messageIndex, .chunkIndex, .attachment, .attachmentIndex,
            .statistics, .metadata, .metadataIndex, .summaryOffset, .dataEnd, nil:
            break
        }
    }
}
