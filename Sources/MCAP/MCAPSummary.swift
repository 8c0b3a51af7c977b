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
    ///   - dataCRC: the checksum over all bytes before it; 0 for none.
    func encodeTail(
        into buffer: inout MCAPBuffer, at offset: UInt64, dataCRC: UInt32,
        _ options: MCAPWriter.Options = MCAPWriter.Options()
    ) {
        let first = buffer.count
        let dataEnd = buffer.beginRecord(.dataEnd)
        buffer.append(dataCRC)
        buffer.endRecord(dataEnd)

        let start = buffer.count
        let groups = encodeGroups(into: &buffer, options)
        let offsets = buffer.count
        func fileOffset(_ position: Int) -> UInt64 { offset + UInt64(position - first) }
        if options.summaryOffsets {
            for group in groups {
                MCAPSummaryOffset(
                    groupOpcode: group.opcode.rawValue, groupStart: fileOffset(group.start),
                    groupLength: UInt64(group.end - group.start)
                ).encode(into: &buffer)
            }
        }
        let footer = MCAPFooter(
            summaryStart: groups.isEmpty ? 0 : fileOffset(start),
            summaryOffsetStart: buffer.count > offsets ? fileOffset(offsets) : 0, summaryCRC: 0)
        footer.encode(into: &buffer, summaryFrom: options.summaryChecksum ? start : nil)
    }

    private typealias Group = (opcode: MCAPOpcode, start: Int, end: Int)

    /// Appends the summary section; gives the groups that are not empty.
    private func encodeGroups(
        into buffer: inout MCAPBuffer, _ options: MCAPWriter.Options
    ) -> [Group] {
        var groups: [Group] = []
        var at = buffer.count
        func add(_ opcode: MCAPOpcode, _ isWanted: Bool, _ encode: (inout MCAPBuffer) -> Void) {
            if isWanted { encode(&buffer) }
            if buffer.count > at { groups.append((opcode, at, buffer.count)) }
            at = buffer.count
        }
        add(.schema, options.repeatedSchemas) { for each in schemas { each.encode(into: &$0) } }
        add(.channel, options.repeatedChannels) { for each in channels { each.encode(into: &$0) } }
        add(.statistics, options.statistics) { statistics.encode(into: &$0) }
        add(.chunkIndex, options.chunkIndexes) { for each in chunks { each.encode(into: &$0) } }
        add(.attachmentIndex, options.attachmentIndexes) {
            for each in attachments { each.encode(into: &$0) }
        }
        add(.metadataIndex, options.metadataIndexes) {
            for each in metadata { each.encode(into: &$0) }
        }
        return groups
    }
}
