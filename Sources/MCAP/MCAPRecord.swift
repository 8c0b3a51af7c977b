/// One record of a file: an opcode, a length and a content, as the specification's section
/// "Records" lists them. What a later version adds behind a record's fields is ignored.
public enum MCAPRecord: Equatable, Sendable {
    case header(MCAPHeader)
    case footer(MCAPFooter)
    case schema(MCAPSchema)
    case channel(MCAPChannel)
    case message(MCAPMessage)
    case chunk(MCAPChunk)
    case messageIndex(MCAPMessageIndex)
    case chunkIndex(MCAPChunkIndex)
    case attachment(MCAPAttachment)
    case attachmentIndex(MCAPAttachmentIndex)
    case statistics(MCAPStatistics)
    case metadata(MCAPMetadata)
    case metadataIndex(MCAPMetadataIndex)
    case summaryOffset(MCAPSummaryOffset)
    case dataEnd(MCAPDataEnd)
    /// A record that is not known here: to be skipped. Opcodes from 0x80 on are applications'.
    case unknown(opcode: UInt8, content: ArraySlice<UInt8>)

    /// Reads the record whose content lies in `bytes[body]`.
    ///
    /// - Parameter base: the file offset of `bytes[0]`, for errors.
    init(
        opcode: UInt8, in bytes: [UInt8], body: Range<Int>, base: Int
    ) throws(MCAPError) {
        guard let kind = MCAPOpcode(rawValue: opcode) else {
            self = .unknown(opcode: opcode, content: bytes[body])
            return
        }
        var fields = FieldCursor(bytes, in: body, base: base, what: kind.sentence)
        switch kind {
        case .header: self = .header(try MCAPHeader(&fields))
        case .footer: self = .footer(try MCAPFooter(&fields))
        case .schema: self = .schema(try MCAPSchema(&fields))
        case .channel: self = .channel(try MCAPChannel(&fields))
        case .message: self = .message(try MCAPMessage(bytes, body: body, base: base))
        case .chunk: self = .chunk(try MCAPChunk(&fields, in: bytes))
        case .messageIndex: self = .messageIndex(try MCAPMessageIndex(&fields))
        case .chunkIndex: self = .chunkIndex(try MCAPChunkIndex(&fields))
        case .attachment:
            self = .attachment(try MCAPAttachment(bytes, body: body, base: base))
        case .attachmentIndex: self = .attachmentIndex(try MCAPAttachmentIndex(&fields))
        case .statistics: self = .statistics(try MCAPStatistics(&fields))
        case .metadata: self = .metadata(try MCAPMetadata(&fields))
        case .metadataIndex: self = .metadataIndex(try MCAPMetadataIndex(&fields))
        case .summaryOffset: self = .summaryOffset(try MCAPSummaryOffset(&fields))
        case .dataEnd: self = .dataEnd(try MCAPDataEnd(&fields))
        }
    }
}

extension MCAPOpcode {
    /// What the record is called in a sentence.
    var sentence: String {
        switch self {
        case .header: "the header"
        case .footer: "the footer"
        case .schema: "a schema"
        case .channel: "a channel"
        case .message: "a message"
        case .chunk: "a chunk"
        case .messageIndex: "a message index"
        case .chunkIndex: "a chunk index"
        case .attachment: "an attachment"
        case .attachmentIndex: "an attachment index"
        case .statistics: "the statistics"
        case .metadata: "a metadata record"
        case .metadataIndex: "a metadata index"
        case .summaryOffset: "a summary offset"
        case .dataEnd: "the end of the data"
        }
    }
}

/// The records of a file from front to end, one after the other, whether it has a summary or not.
/// Holds one record at a time.
public struct MCAPRecords {
    /// A record and where it lies.
    public struct Element: Equatable, Sendable {
        public var record: MCAPRecord
        /// File offset of its first byte, the opcode.
        public var offset: Int
        /// Bytes of it with opcode and length.
        public var length: Int
    }

    private var walk: RecordWalk
    private var isOver = false

    /// Begins behind the opening magic; throws where there is none.
    public init(
        _ input: any MCAPInput, limits: MCAPLimits = MCAPLimits()
    ) throws(MCAPError) {
        guard try input.beginsAsMCAP() else { throw MCAPError(offset: 0, .notMCAP) }
        walk = RecordWalk(input, from: MCAP.magic.count, to: input.size, limits: limits)
    }

    /// The next record; nil behind the footer, and where a file ends between two records.
    ///
    /// Throws where a record is cut short, or does not hold what its kind has to hold. A record of
    /// the second kind is stepped over when it is called again.
    public mutating func next() throws(MCAPError) -> Element? {
        guard !isOver, let place = try walk.next() else { return nil }
        if place.kind == .footer { isOver = true }
        return Element(record: try place.record(), offset: place.offset, length: place.length)
    }
}
