extension MCAPVerification {
    /// Takes one record of the data section.
    mutating func take(_ place: RecordPlace) {
        if place.kind != .messageIndex { closeChunk() }
        do throws(MCAPError) {
            switch try recordUnlessLarge(place) {
            case .header(let header)?:
                if self.header == nil { self.header = header }
            case .schema(let schema)?: define(schema, at: place.offset)
            case .channel(let channel)?: define(channel, at: place.offset)
            case .message(let message)?: takeLoose(message, at: place.offset)
            case .messageIndex(let index)?: compare(index, place)
            case .attachment(let attachment)?:
                contents.attachments.append(
                    MCAPAttachmentIndex(
                        attachment, offset: UInt64(place.offset), length: UInt64(place.length)))
            case .metadata(let metadata)?:
                contents.metadata.append(
                    MCAPMetadataIndex(
                        name: metadata.name, offset: UInt64(place.offset),
                        length: UInt64(place.length)))
            case .chunkIndex?, .attachmentIndex?, .statistics?, .metadataIndex?, .summaryOffset?:
                note(
                    .record, at: place.offset, length: place.length,
                    "a record of the summary stands among the data")
            case .unknown?: unknownRecords += 1
            case .footer?, .dataEnd?, .chunk?: break
            case nil: takeChunk(place)
            }
        } catch {
            isDamaged = true
            note(
                place.kind == .attachment ? .attachment : .record, at: place.offset,
                length: place.length, error.sentence)
        }
    }

    /// A chunk is read by its own way, and not copied for it.
    private func recordUnlessLarge(_ place: RecordPlace) throws(MCAPError) -> MCAPRecord? {
        place.kind == .chunk ? nil : try place.record()
    }

    // MARK: Definitions

    private mutating func define(_ schema: MCAPSchema, at offset: Int) {
        if schema.id == 0 {
            note(.record, at: offset, "a schema has the id 0, which means “none”")
        } else if let known = schemas[schema.id] {
            if known != schema {
                note(.redefined, at: offset, "schema \(schema.id) is defined again and differs")
            }
        } else {
            schemas[schema.id] = schema
        }
    }

    private mutating func define(_ channel: MCAPChannel, at offset: Int) {
        if let known = channels[channel.id] {
            if known != channel {
                note(.redefined, at: offset, "channel \(channel.id) is defined again and differs")
            }
            return
        }
        channels[channel.id] = channel
        if channel.schemaID != 0, schemas[channel.schemaID] == nil {
            let topic = printable(channel.topic)
            note(
                .undefined, at: offset,
                "the channel of “\(topic)” has the schema \(channel.schemaID), which is not defined"
            )
        }
    }

    // MARK: Messages

    private mutating func takeLoose(_ message: MCAPMessage, at offset: Int) {
        follow(message.channelID, message.sequence, at: offset)
        contents.statistics.count(1, from: message.logTime, to: message.logTime)
        count(message.channelID, 1, at: offset)
    }

    private mutating func follow(_ channel: UInt16, _ sequence: UInt32, at offset: Int) {
        guard var known = sequences[channel] else {
            sequences[channel] = Sequence(last: sequence)
            return
        }
        if sequence > known.last {
            known.missing += UInt64(sequence - known.last - 1)
        } else {
            known.backward += 1
            if known.firstBackward == nil { known.firstBackward = offset }
        }
        known.last = sequence
        sequences[channel] = known
    }

    private mutating func count(_ channel: UInt16, _ messages: UInt64, at offset: Int) {
        contents.statistics.channelMessageCounts[channel, default: 0] += messages
        if channels[channel] == nil {
            note(
                .undefined, at: offset,
                "\(messages) messages are of channel \(channel), which is not defined before them")
        }
    }

    // MARK: Chunks

    private mutating func takeChunk(_ place: RecordPlace) {
        do throws(MCAPError) {
            let chunk = try PlainChunk(place, limits: limits, decompress: decompress)
            var found = ChunkContent()
            try found.read(chunk)
            for schema in found.schemas { define(schema, at: place.offset) }
            for channel in found.channels { define(channel, at: place.offset) }
            for (channel, entries) in found.entries.sorted(by: { $0.key < $1.key }) {
                count(channel, UInt64(entries.count), at: place.offset)
                for entry in entries {
                    let at = chunk.records.lowerBound + Int(entry.offset) + 11
                    follow(channel, load(UInt32.self, chunk.bytes, at), at: place.offset)
                }
            }
            contents.statistics.count(found.count, from: found.startTime, to: found.endTime)
            try addIndex(of: place, found)
            openChunk = OpenChunk(offset: place.offset, entries: found.entries)
        } catch {
            isDamaged = true
            note(.chunk, at: place.offset, length: place.length, error.sentence)
        }
    }

    private mutating func addIndex(
        of place: RecordPlace, _ found: ChunkContent
    ) throws(MCAPError) {
        var fields = place.fields("a chunk")
        let header = try ChunkHeader(&fields)
        let start = found.count == 0 ? 0 : found.startTime
        if place.declaredLength != place.body.count {
            note(
                .chunkHeader, at: place.offset, length: place.length,
                "a chunk declares \(place.declaredLength) bytes and holds \(place.body.count)")
        }
        if header.startTime != start || header.endTime != found.endTime {
            note(
                .chunkHeader, at: place.offset, length: place.length,
                "a chunk declares the times \(header.startTime) to \(header.endTime) and holds "
                    + "\(start) to \(found.endTime)")
        }
        contents.chunks.append(
            MCAPChunkIndex(
                startTime: start, endTime: found.endTime, chunkOffset: UInt64(place.offset),
                chunkLength: UInt64(place.length), compression: header.compression,
                compressedSize: UInt64(header.records.count),
                uncompressedSize: header.uncompressedSize))
    }

    private mutating func compare(_ index: MCAPMessageIndex, _ place: RecordPlace) {
        guard var open = openChunk, let last = contents.chunks.indices.last else {
            // Behind a chunk that cannot be read nothing is known about its index.
            if !isDamaged {
                note(.messageIndex, at: place.offset, "a message index stands behind no chunk")
            }
            return
        }
        contents.chunks[last].messageIndexes.append(
            MCAPChunkIndex.MessageIndexPlace(
                channelID: index.channelID, offset: UInt64(place.offset)))
        contents.chunks[last].messageIndexLength += UInt64(place.length)
        let isFirst = open.seen.insert(index.channelID).inserted
        openChunk = open
        guard isFirst else {
            return note(
                .messageIndex, at: place.offset, length: place.length,
                "the chunk before it has a message index of channel \(index.channelID) already")
        }
        let order = { (a: MessageIndexEntry, b: MessageIndexEntry) in
            (a.logTime, a.offset) < (b.logTime, b.offset)
        }
        let expected = (open.entries[index.channelID] ?? []).sorted(by: order)
        if index.entries.sorted(by: order) != expected {
            note(
                .messageIndex, at: place.offset, length: place.length,
                "a message index does not name the messages of channel \(index.channelID) in "
                    + "the chunk before it")
        }
    }

    /// The message indexes of a chunk end here: either all its channels have one, or none has.
    mutating func closeChunk() {
        guard let open = openChunk else { return }
        openChunk = nil
        let missing = Set(open.entries.keys).subtracting(open.seen).sorted()
        if !open.seen.isEmpty, let channel = missing.first {
            note(
                .messageIndex, at: open.offset,
                "the chunk has no message index for channel \(channel)")
        }
    }
}
