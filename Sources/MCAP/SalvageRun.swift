/// The work of ``MCAPSalvage``: one walk over the damaged file, the new one growing in a buffer.
struct SalvageRun {
    var result = MCAPSalvage()
    let stated: DamagedSummary
    private var walk: DamagedWalk
    private let end: Int
    let limits: MCAPLimits
    let decompress: MCAPDecompression
    var schemas: [UInt16: MCAPSchema] = [:]
    var channels: [UInt16: MCAPChannel] = [:]
    private var hasLoose = false
    private var hasHeader = false
    /// The record that says where the data ends, once it was met. One wrong bit makes one of any
    /// other: what follows is looked at all the same.
    private var dataEnd: RecordPlace?
    private var crc = CRC32()

    init(
        _ input: any MCAPInput, _ limits: MCAPLimits, _ decompress: @escaping MCAPDecompression,
        into buffer: inout MCAPBuffer
    ) throws(MCAPError) {
        guard try input.beginsAsMCAP() else { throw MCAPError(offset: 0, .notMCAP) }
        stated = DamagedSummary(input, limits)
        result.statedMessages = stated.messages
        walk = DamagedWalk(input, from: MCAP.magic.count, limits: limits)
        end = input.size
        self.limits = limits
        self.decompress = decompress
        buffer.append(MCAP.magic)
    }

    /// Takes records until there is something to write; false at the end of the data.
    mutating func fill(_ buffer: inout MCAPBuffer) throws(MCAPError) -> Bool {
        while buffer.count < 1 << 20 {
            switch try walk.next() {
            case nil: return false
            case .gap(let range, let why)?:
                // A summary is made anew: what is wrong with the old one loses nothing.
                if dataEnd == nil { lose(range, why) }
            case .record(let place)? where place.kind == .dataEnd || place.kind == .footer:
                dataEnd = dataEnd ?? place
            case .record(let place)?:
                if place.kind == .chunk, let end = dataEnd {
                    note(
                        .gap, end.offset, end.length,
                        "a record says that the data ends here, and data follows")
                    dataEnd = nil
                }
                take(place, into: &buffer)
            }
        }
        return true
    }

    /// Appends `closing` as the last of the data, and everything behind it.
    mutating func finish(_ buffer: inout MCAPBuffer, _ closing: [MCAPMetadata]) {
        begin(&buffer)
        for metadata in closing {
            let start = buffer.count
            metadata.encode(into: &buffer)
            result.summary.metadata.append(
                MCAPMetadataIndex(
                    name: metadata.name, offset: UInt64(result.size + start),
                    length: UInt64(buffer.count - start)))
        }
        result.summary.schemas = schemas.values.sorted { $0.id < $1.id }
        result.summary.channels = channels.values.sorted { $0.id < $1.id }
        result.summary.statistics.schemaCount = UInt16(clamping: schemas.count)
        result.summary.statistics.channelCount = UInt32(clamping: channels.count)
        result.summary.statistics.chunkCount = UInt32(clamping: result.summary.chunks.count)
        result.summary.statistics.attachmentCount = UInt32(
            clamping: result.summary.attachments.count)
        result.summary.statistics.metadataCount = UInt32(clamping: result.summary.metadata.count)
        // An index that knows of some messages only would hide the others.
        if hasLoose { result.summary.chunks = [] }
        var crc = crc
        buffer.withBytes { crc.update($0) }
        result.summary.encodeTail(
            into: &buffer, at: UInt64(result.size + buffer.count), dataCRC: crc.value)
    }

    /// Notes that everything in the buffer is written, and empties it.
    mutating func flushed(_ buffer: inout MCAPBuffer) {
        buffer.withBytes { crc.update($0) }
        result.size += buffer.count
        buffer.removeAll()
    }

    // MARK: What is lost

    private mutating func lose(_ range: Range<Int>, _ why: MCAPError) {
        // The closing magic alone is no loss.
        if range.upperBound == end, range.count == MCAP.magic.count { return }
        let kind: MCAPFinding.Kind = range.upperBound == end ? .truncated : .gap
        lose(kind, range.lowerBound, range.count, why.sentence)
    }

    mutating func lose(
        _ kind: MCAPFinding.Kind, _ offset: Int, _ length: Int, _ problem: String
    ) {
        result.lostBytes += length
        note(kind, offset, length, problem)
    }

    mutating func note(
        _ kind: MCAPFinding.Kind, _ offset: Int, _ length: Int, _ problem: String
    ) {
        guard result.findings.count < MCAPVerification.mostFindings else { return }
        result.findings.append(MCAPFinding(kind, at: offset, length: length, problem))
    }

    // MARK: What is kept

    mutating func begin(_ buffer: inout MCAPBuffer) {
        if hasHeader { return }
        hasHeader = true
        MCAPHeader(profile: "", library: "").encode(into: &buffer)
    }

    private mutating func take(_ place: RecordPlace, into buffer: inout MCAPBuffer) {
        do throws(MCAPError) {
            if place.kind == .chunk { return try takeChunk(place, into: &buffer) }
            let record = try place.record()
            if case .header(let header) = record {
                if hasHeader { return }
                hasHeader = true
                return header.encode(into: &buffer)
            }
            begin(&buffer)
            try takeSmall(record, place, into: &buffer)
        } catch {
            let kind: MCAPFinding.Kind =
                place.kind == .chunk ? .chunk : place.kind == .attachment ? .attachment : .record
            lose(kind, place.offset, place.length, error.sentence)
        }
    }

    private mutating func takeSmall(
        _ record: MCAPRecord, _ place: RecordPlace, into buffer: inout MCAPBuffer
    ) throws(MCAPError) {
        let offset = UInt64(result.size + buffer.count)
        switch record {
        case .schema(let schema): return define(schema, place, into: &buffer)
        case .channel(let channel): return define(channel, place, into: &buffer)
        case .message(let message):
            guard define([message.channelID], into: &buffer).isEmpty else {
                result.lostMessages += 1
                return lose(
                    .undefined, place.offset, place.length,
                    "a message is of channel \(message.channelID), which is defined nowhere")
            }
            hasLoose = true
            count(message.channelID, 1)
            result.summary.statistics.count(1, from: message.logTime, to: message.logTime)
        case .attachment(let attachment):
            result.summary.attachments.append(
                MCAPAttachmentIndex(attachment, offset: offset, length: UInt64(place.length)))
        case .metadata(let metadata):
            result.summary.metadata.append(
                MCAPMetadataIndex(
                    name: metadata.name, offset: offset, length: UInt64(place.length)))
        case .unknown: result.unknownRecords += 1
        // Made anew, or read elsewhere.
        case .messageIndex, .chunkIndex, .attachmentIndex, .statistics, .metadataIndex,
            .summaryOffset, .header, .footer, .dataEnd, .chunk:
            return
        }
        let stored = place.bytes[place.whole]
        buffer.append(stored.span)
    }

    mutating func count(_ channel: UInt16, _ messages: UInt64) {
        result.summary.statistics.channelMessageCounts[channel, default: 0] += messages
    }

    // MARK: Definitions

    /// No checksum covers a definition outside chunks but the data section's: where the summary is
    /// proven, it knows better.
    private mutating func define(
        _ schema: MCAPSchema, _ place: RecordPlace, into buffer: inout MCAPBuffer
    ) {
        if schemas[schema.id] != nil { return }
        let right: MCAPSchema? =
            stated.isProven ? stated.schemas[schema.id] ?? schema : schema
        if right != schema || schema.id == 0 {
            note(.record, place.offset, place.length, "a schema is not what it was")
        }
        guard let right, right.id != 0 else { return }
        right.encode(into: &buffer)
        schemas[right.id] = right
    }

    private mutating func define(
        _ channel: MCAPChannel, _ place: RecordPlace, into buffer: inout MCAPBuffer
    ) {
        if channels[channel.id] != nil { return }
        var right: MCAPChannel? =
            stated.isProven ? stated.channels[channel.id] ?? channel : channel
        if let id = right?.schemaID {
            add(schema: id, into: &buffer)
            if schemas[id] == nil { right?.schemaID = 0 }
        }
        if right != channel {
            note(.record, place.offset, place.length, "a channel is not what it was")
        }
        guard let right else { return }
        right.encode(into: &buffer)
        channels[right.id] = right
    }

    /// Puts in front what the old summary says of channels that no record kept so far defines.
    /// - Returns: the channels that are defined nowhere.
    mutating func define(
        _ needed: [UInt16], into buffer: inout MCAPBuffer
    ) -> [UInt16] {
        var unknown: [UInt16] = []
        for id in needed where channels[id] == nil {
            guard let channel = stated.channels[id] else {
                unknown.append(id)
                continue
            }
            add(schema: channel.schemaID, into: &buffer)
            channel.encode(into: &buffer)
            channels[id] = channel
        }
        return unknown
    }

    mutating func add(schema id: UInt16, into buffer: inout MCAPBuffer) {
        guard id != 0, schemas[id] == nil, let schema = stated.schemas[id] else { return }
        schema.encode(into: &buffer)
        schemas[id] = schema
    }
}
