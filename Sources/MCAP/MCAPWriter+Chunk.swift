extension MCAPWriter {
    /// Appends a message to the open chunk, or to the file where there are no chunks.
    ///
    /// - Parameters:
    ///   - channel: an id of ``addChannel(topic:messageEncoding:schema:metadata:)``.
    ///   - sequence: the channel's own count; nil counts from 0.
    ///   - logTime: when it was received here, in nanoseconds.
    ///   - publishTime: when it was sent, in nanoseconds.
    public mutating func append(
        channel: UInt16, sequence: UInt32? = nil, logTime: UInt64, publishTime: UInt64,
        _ data: Span<UInt8>
    ) {
        let at = Int(channel) - 1
        precondition(at >= 0 && at < channels.count, "a channel of another writer")
        hasMessages = true
        let sequence = sequence ?? UInt32(truncatingIfNeeded: channels[at].messages)
        channels[at].messages += 1
        guard options.chunks else {
            pending.appendMessage(
                channel: channel, sequence: sequence, logTime: logTime, publishTime: publishTime,
                data)
            summary.statistics.count(1, from: logTime, to: logTime)
            summary.statistics.channelMessageCounts[channel] = channels[at].messages
            return
        }
        let offset = UInt64(chunk.count)
        chunk.appendMessage(
            channel: channel, sequence: sequence, logTime: logTime, publishTime: publishTime, data)
        channels[at].index.append(MessageIndexEntry(logTime: logTime, offset: offset))
        chunkMessages += 1
        chunkStart = min(chunkStart, logTime)
        chunkEnd = max(chunkEnd, logTime)
    }

    /// Makes the open chunk final: compressed, with its checksum and message indexes behind it.
    /// Nothing happens when nothing came since the last one.
    ///
    /// On failure the chunk stays open and nothing of it is pending.
    public mutating func closeChunk<Compression: ChunkCompression & ~Copyable>(
        with compression: inout Compression
    ) throws(Compression.Failure) {
        if chunk.count == 0 { return }
        try sealChunk(with: &compression)
    }

    /// Makes the file complete: the last chunk and the summary. Drain once more, and it is done.
    public mutating func finish<Compression: ChunkCompression & ~Copyable>(
        with compression: inout Compression
    ) throws(Compression.Failure) {
        try closeChunk(with: &compression)
        var crc = dataCRC
        if options.dataChecksum { pending.withBytes { crc.update($0) } }
        summary.encodeTail(
            into: &pending, at: drained + UInt64(pending.count), dataCRC: crc.value, options)
    }

    private mutating func sealChunk<Compression: ChunkCompression & ~Copyable>(
        with compression: inout Compression
    ) throws(Compression.Failure) {
        if chunkMessages == 0 { chunkStart = 0 }
        let recordStart = pending.count
        let record = pending.beginRecord(.chunk)
        pending.append(chunkStart)
        pending.append(chunkEnd)
        pending.append(UInt64(chunk.count))
        pending.append(options.chunkChecksums ? chunk.withBytes { CRC32.of($0) } : UInt32(0))
        pending.append(compression.name)
        pending.append(UInt64(0))
        let records = pending.count
        do throws(Compression.Failure) {
            try compressChunk(with: &compression)
        } catch {
            pending.truncate(to: recordStart)
            throw error
        }
        pending.replace(at: records - 8, with: UInt64(pending.count - records))
        pending.endRecord(record)
        indexChunk(
            from: recordStart, compression: compression.name,
            compressedSize: UInt64(pending.count - records))
        chunk.removeAll()
        chunkMessages = 0
        chunkStart = .max
        chunkEnd = 0
    }

    private mutating func compressChunk<Compression: ChunkCompression & ~Copyable>(
        with compression: inout Compression
    ) throws(Compression.Failure) {
        // Out and in again: two parts of the writer cannot be borrowed and changed at once.
        var output = MCAPBuffer(capacity: 64)
        swap(&output, &pending)
        defer { swap(&output, &pending) }
        try chunk.withBytes { bytes throws(Compression.Failure) in
            try compression.compress(bytes, into: &output)
        }
    }

    /// Appends the message indexes of the chunk that was just closed and notes all for the summary.
    private mutating func indexChunk(
        from recordStart: Int, compression: String, compressedSize: UInt64
    ) {
        var index = MCAPChunkIndex(
            startTime: chunkStart, endTime: chunkEnd,
            chunkOffset: drained + UInt64(recordStart),
            chunkLength: UInt64(pending.count - recordStart), compression: compression,
            compressedSize: compressedSize, uncompressedSize: UInt64(chunk.count))
        let indexStart = pending.count
        for at in channels.indices where !channels[at].index.isEmpty {
            let id = channels[at].id
            if options.messageIndexes {
                index.messageIndexes.append(
                    MCAPChunkIndex.MessageIndexPlace(
                        channelID: id, offset: drained + UInt64(pending.count)))
                pending.appendMessageIndex(channel: id, channels[at].index)
            }
            channels[at].index.removeAll(keepingCapacity: true)
            summary.statistics.channelMessageCounts[id] = channels[at].messages
        }
        index.messageIndexLength = UInt64(pending.count - indexStart)
        if options.chunkIndexes { summary.chunks.append(index) }
        summary.statistics.chunkCount += 1
        summary.statistics.count(UInt64(chunkMessages), from: chunkStart, to: chunkEnd)
    }
}
