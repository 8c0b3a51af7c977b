extension SalvageRun {
    /// Copies a chunk as it is stored; where some of its messages could not be read by anybody, the
    /// rest of it.
    mutating func takeChunk(
        _ place: RecordPlace, into buffer: inout MCAPBuffer
    ) throws(MCAPError) {
        let chunk = try PlainChunk(place, limits: limits, decompress: decompress)
        var found = ChunkContent()
        try found.read(chunk)
        begin(&buffer)
        for schema in found.schemas where schema.id != 0 && schemas[schema.id] == nil {
            schemas[schema.id] = schema
        }
        for channel in found.channels where channels[channel.id] == nil {
            add(schema: channel.schemaID, into: &buffer)
            channels[channel.id] = channel
        }
        // A reader that meets a message of an unknown channel gives the whole file up.
        let unknown = define(found.entries.keys.sorted(), into: &buffer)
        if !unknown.isEmpty {
            return try takeRest(of: chunk, found, without: Set(unknown), place, into: &buffer)
        }
        var fields = place.fields("a chunk")
        let header = try ChunkHeader(&fields)
        let offset = result.size + buffer.count
        let at = buffer.count
        let stored = place.bytes[place.whole]
        buffer.append(stored.span)
        // No checksum covers these: what they should be is known from the messages.
        let times = (found.count == 0 ? 0 : found.startTime, found.endTime)
        if (header.startTime, header.endTime) != times || place.declaredLength != place.body.count {
            note(
                .chunkHeader, place.offset, place.length,
                "a chunk declares other times or another length than it has")
            buffer.replace(at: at + 1, with: UInt64(place.body.count))
            buffer.replace(at: at + 9, with: times.0)
            buffer.replace(at: at + 17, with: times.1)
        }
        index(found, header, at: offset, length: place.length, into: &buffer)
    }

    /// Writes a chunk again without the messages of some channels, not compressed.
    private mutating func takeRest(
        of chunk: PlainChunk, _ found: ChunkContent, without unknown: Set<UInt16>,
        _ place: RecordPlace, into buffer: inout MCAPBuffer
    ) throws(MCAPError) {
        let left = found.entries.reduce(0) { sum, each in
            sum + (unknown.contains(each.key) ? UInt64(each.value.count) : 0)
        }
        result.lostMessages += left
        let channels = unknown.sorted().prefix(8).map(String.init).joined(separator: ", ")
        note(
            .undefined, place.offset, place.length,
            "\(left) messages of a chunk are of channels that are defined nowhere: \(channels)"
                + (unknown.count > 8 ? " and others" : ""))
        let records = try chunk.records(without: unknown)
        if records.isEmpty { return }
        var header = ChunkHeader(
            startTime: 0, endTime: 0, uncompressedSize: UInt64(records.count),
            uncompressedCRC: CRC32.of(records[...]), compression: "", records: 0..<records.count)
        var kept = ChunkContent()
        try kept.read(
            PlainChunk(
                header, in: records, offset: place.offset, limits: limits, decompress: decompress))
        if kept.count > 0 { header.startTime = kept.startTime }
        header.endTime = kept.endTime
        let at = buffer.count
        header.encode(records, into: &buffer)
        index(
            kept, header, at: result.size + at, length: buffer.count - at, into: &buffer)
    }

    private mutating func index(
        _ found: ChunkContent, _ header: ChunkHeader, at offset: Int, length: Int,
        into buffer: inout MCAPBuffer
    ) {
        var index = MCAPChunkIndex(
            startTime: found.count == 0 ? 0 : found.startTime, endTime: found.endTime,
            chunkOffset: UInt64(offset), chunkLength: UInt64(length),
            compression: header.compression, compressedSize: UInt64(header.records.count),
            uncompressedSize: header.uncompressedSize)
        let first = buffer.count
        for (channel, entries) in found.entries.sorted(by: { $0.key < $1.key }) {
            index.messageIndexes.append(
                MCAPChunkIndex.MessageIndexPlace(
                    channelID: channel, offset: UInt64(result.size + buffer.count)))
            buffer.appendMessageIndex(channel: channel, entries)
            count(channel, UInt64(entries.count))
        }
        index.messageIndexLength = UInt64(buffer.count - first)
        result.summary.chunks.append(index)
        result.summary.statistics.count(found.count, from: found.startTime, to: found.endTime)
    }
}

extension PlainChunk {
    /// All its records but the messages of some channels.
    fileprivate func records(without unknown: Set<UInt16>) throws(MCAPError) -> [UInt8] {
        var kept: [UInt8] = []
        try forEachRecord { opcode, body throws(MCAPError) in
            if opcode == MCAPOpcode.message.rawValue,
                unknown.contains(load(UInt16.self, bytes, body.lowerBound))
            {
                return
            }
            kept += bytes[(body.lowerBound - MCAP.recordHeaderSize)..<body.upperBound]
        }
        return kept
    }
}

extension ChunkHeader {
    /// Appends the whole record, of records as they are stored.
    fileprivate func encode(_ records: [UInt8], into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.chunk)
        buffer.append(startTime)
        buffer.append(endTime)
        buffer.append(uncompressedSize)
        buffer.append(uncompressedCRC)
        buffer.append(compression)
        buffer.append(UInt64(records.count))
        buffer.append(records)
        buffer.endRecord(record)
    }
}
