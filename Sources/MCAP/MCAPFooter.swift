/// How a file begins: the Header record.
public struct MCAPHeader: Equatable, Sendable {
    /// What a reader may expect: "ros2" for a ROS 2 bag; may be empty.
    public var profile: String
    /// Who wrote the file, for people.
    public var library: String

    public init(profile: String, library: String) {
        self.profile = profile
        self.library = library
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        profile = try fields.string()
        library = try fields.string()
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.header)
        buffer.append(profile)
        buffer.append(library)
        buffer.endRecord(record)
    }
}

/// The end of the data section: the Data End record.
public struct MCAPDataEnd: Equatable, Sendable {
    /// CRC32 of everything in front of this record, the magic included; 0 where there is none.
    public var dataSectionCRC: UInt32

    init(_ fields: inout FieldCursor) throws(MCAPError) { dataSectionCRC = try fields.integer() }
}

/// Where one group of the summary section lies: the Summary Offset record.
public struct MCAPSummaryOffset: Equatable, Sendable {
    /// The opcode of all records of the group.
    public var groupOpcode: UInt8
    /// File offset and length in bytes of the group.
    public var groupStart: UInt64
    public var groupLength: UInt64

    init(groupOpcode: UInt8, groupStart: UInt64, groupLength: UInt64) {
        self.groupOpcode = groupOpcode
        self.groupStart = groupStart
        self.groupLength = groupLength
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        groupOpcode = try fields.integer()
        groupStart = try fields.integer()
        groupLength = try fields.integer()
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.summaryOffset)
        buffer.append(groupOpcode)
        buffer.append(groupStart)
        buffer.append(groupLength)
        buffer.endRecord(record)
    }
}

/// The last record of a file: the Footer record.
public struct MCAPFooter: Equatable, Sendable {
    /// File offset of the summary section; 0 where there is none.
    public var summaryStart: UInt64
    /// File offset of the summary offset section; 0 where there is none.
    public var summaryOffsetStart: UInt64
    /// CRC32 from the summary section's first byte to the end of ``summaryOffsetStart``; 0 where
    /// there is none.
    public var summaryCRC: UInt32

    init(summaryStart: UInt64, summaryOffsetStart: UInt64, summaryCRC: UInt32) {
        self.summaryStart = summaryStart
        self.summaryOffsetStart = summaryOffsetStart
        self.summaryCRC = summaryCRC
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        summaryStart = try fields.integer()
        summaryOffsetStart = try fields.integer()
        summaryCRC = try fields.integer()
    }

    /// Appends the record and the closing magic.
    ///
    /// - Parameter start: where in the buffer what the checksum covers begins; nil for none.
    func encode(into buffer: inout MCAPBuffer, summaryFrom start: Int?) {
        let record = buffer.beginRecord(.footer)
        // The length is written before the checksum is made: it is covered.
        buffer.replace(at: record - 8, with: UInt64(20))
        buffer.append(summaryStart)
        buffer.append(summaryOffsetStart)
        let crc = start.map { start in
            buffer.withBytes(start..<buffer.count) { CRC32.of($0) }
        }
        buffer.append(crc ?? summaryCRC)
        buffer.append(MCAP.magic)
    }
}
