/// Where a chunk lies in its file and which messages it holds: the Chunk Index record.
public struct MCAPChunkIndex: Equatable, Sendable {
    /// Log time of the chunk's earliest and latest message, in nanoseconds.
    public var startTime: UInt64
    public var endTime: UInt64
    /// Offset and length of the whole chunk record.
    public var chunkOffset: UInt64
    public var chunkLength: UInt64
    /// Where the Message Index records behind the chunk lie: one for each channel in it. Empty
    /// where the writer made none.
    public var messageIndexes: [MessageIndexPlace]
    /// Bytes of all the message index records behind the chunk.
    public var messageIndexLength: UInt64
    public var compression: String
    public var compressedSize: UInt64
    public var uncompressedSize: UInt64

    /// Where one Message Index record lies.
    public struct MessageIndexPlace: Equatable, Sendable {
        public var channelID: UInt16
        /// File offset of the record.
        public var offset: UInt64
    }

    /// File offset of each channel's Message Index record.
    public var messageIndexOffsets: [UInt16: UInt64] {
        Dictionary(
            messageIndexes.map { ($0.channelID, $0.offset) }, uniquingKeysWith: { $1 })
    }

    init(
        startTime: UInt64, endTime: UInt64, chunkOffset: UInt64, chunkLength: UInt64,
        compression: String, compressedSize: UInt64, uncompressedSize: UInt64
    ) {
        self.startTime = startTime
        self.endTime = endTime
        self.chunkOffset = chunkOffset
        self.chunkLength = chunkLength
        messageIndexes = []
        messageIndexLength = 0
        self.compression = compression
        self.compressedSize = compressedSize
        self.uncompressedSize = uncompressedSize
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        startTime = try fields.integer()
        endTime = try fields.integer()
        chunkOffset = try fields.integer()
        chunkLength = try fields.integer()
        messageIndexes = []
        var items = try fields.items()
        messageIndexes.reserveCapacity(items.remaining / 10)
        while items.remaining > 0 {
            messageIndexes.append(
                MessageIndexPlace(
                    channelID: try items.integer(), offset: try items.integer()))
        }
        messageIndexLength = try fields.integer()
        compression = try fields.string()
        compressedSize = try fields.integer()
        uncompressedSize = try fields.integer()
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.chunkIndex)
        buffer.append(startTime)
        buffer.append(endTime)
        buffer.append(chunkOffset)
        buffer.append(chunkLength)
        let map = buffer.beginLength32()
        for place in messageIndexes.sorted(by: { $0.channelID < $1.channelID }) {
            buffer.append(place.channelID)
            buffer.append(place.offset)
        }
        buffer.endLength32(map)
        buffer.append(messageIndexLength)
        buffer.append(compression)
        buffer.append(compressedSize)
        buffer.append(uncompressedSize)
        buffer.endRecord(record)
    }
}

/// The fields of a chunk record; its records are named by their place in the bytes.
struct ChunkHeader {
    var startTime: UInt64
    var endTime: UInt64
    var uncompressedSize: UInt64
    /// 0: not given.
    var uncompressedCRC: UInt32
    var compression: String
    /// Where the (compressed) records lie in the bytes the header was read from.
    var records: Range<Int>

    init(
        startTime: UInt64, endTime: UInt64, uncompressedSize: UInt64, uncompressedCRC: UInt32,
        compression: String, records: Range<Int>
    ) {
        self.startTime = startTime
        self.endTime = endTime
        self.uncompressedSize = uncompressedSize
        self.uncompressedCRC = uncompressedCRC
        self.compression = compression
        self.records = records
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        startTime = try fields.integer()
        endTime = try fields.integer()
        uncompressedSize = try fields.integer()
        uncompressedCRC = try fields.integer()
        compression = try fields.string()
        records = try fields.take(try fields.integer(UInt64.self))
    }
}
