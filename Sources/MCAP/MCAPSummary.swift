/// What the tail of a file says about all of it.
public struct MCAPSummary: Equatable, Sendable {
    /// In the order of their ids.
    public var schemas: [MCAPSchema] = []
    public var channels: [MCAPChannel] = []
    public var statistics = MCAPStatistics()
    /// In the order of the file.
    public var chunks: [MCAPChunkIndex] = []
    public var attachments: [MCAPAttachmentIndex] = []
    public var metadata: [MCAPMetadataIndex] = []

    init() {}

    /// Appends everything that follows the last chunk: the end of the data section, the summary,
    /// its offsets, the footer and the magic.
    ///
    /// - Parameters:
    ///   - offset: file offset of the first byte appended.
    ///   - dataCRC: the checksum over all bytes before it.
    func encodeTail(into buffer: inout MCAPBuffer, at offset: UInt64, dataCRC: UInt32) {
        let first = buffer.count
        let dataEnd = buffer.beginRecord(.dataEnd)
        buffer.append(dataCRC)
        buffer.endRecord(dataEnd)

        let start = buffer.count
        var groups: [(opcode: MCAPOpcode, start: Int, end: Int)] = []
        func close(_ opcode: MCAPOpcode, from start: Int, _ end: Int) {
            if end > start { groups.append((opcode, start, end)) }
        }
        var at = buffer.count
        for schema in schemas { schema.encode(into: &buffer) }
        close(.schema, from: at, buffer.count)
        at = buffer.count
        for channel in channels { channel.encode(into: &buffer) }
        close(.channel, from: at, buffer.count)
        at = buffer.count
        statistics.encode(into: &buffer)
        close(.statistics, from: at, buffer.count)
        at = buffer.count
        for chunk in chunks { chunk.encode(into: &buffer) }
        close(.chunkIndex, from: at, buffer.count)
        at = buffer.count
        for attachment in attachments { attachment.encode(into: &buffer) }
        close(.attachmentIndex, from: at, buffer.count)
        at = buffer.count
        for entry in metadata { entry.encode(into: &buffer) }
        close(.metadataIndex, from: at, buffer.count)

        let offsets = buffer.count
        func fileOffset(_ position: Int) -> UInt64 { offset + UInt64(position - first) }
        for group in groups {
            let record = buffer.beginRecord(.summaryOffset)
            buffer.append(group.opcode.rawValue)
            buffer.append(fileOffset(group.start))
            buffer.append(UInt64(group.end - group.start))
            buffer.endRecord(record)
        }
        encodeFooter(
            into: &buffer, from: start, summaryStart: fileOffset(start),
            offsetStart: fileOffset(offsets))
    }

    private func encodeFooter(
        into buffer: inout MCAPBuffer, from start: Int, summaryStart: UInt64, offsetStart: UInt64
    ) {
        let footer = buffer.beginRecord(.footer)
        // The length is written before the checksum is made: it is covered.
        buffer.replace(at: footer - 8, with: UInt64(20))
        buffer.append(summaryStart)
        buffer.append(offsetStart)
        let crc = buffer.withBytes(start..<buffer.count) { CRC32.of($0) }
        buffer.append(crc)
        buffer.append(MCAP.magic)
    }
}
