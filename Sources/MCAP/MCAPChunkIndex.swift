/// Where a chunk lies in its file and which messages it holds.
public struct MCAPChunkIndex: Equatable, Sendable {
    /// Log time of the chunk's earliest and latest message, in nanoseconds.
    public var startTime: UInt64
    public var endTime: UInt64
    /// Offset and length of the whole chunk record.
    public var chunkOffset: UInt64
    public var chunkLength: UInt64
    /// Offset of each channel's message index record.
    public var messageIndexOffsets: [UInt16: UInt64]
    /// Bytes of all the message index records behind the chunk.
    public var messageIndexLength: UInt64
    public var compression: String
    public var compressedSize: UInt64
    public var uncompressedSize: UInt64

    init(
        startTime: UInt64, endTime: UInt64, chunkOffset: UInt64, chunkLength: UInt64,
        compression: String, compressedSize: UInt64, uncompressedSize: UInt64
    ) {
        self.startTime = startTime
        self.endTime = endTime
        self.chunkOffset = chunkOffset
        self.chunkLength = chunkLength
        messageIndexOffsets = [:]
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
        messageIndexOffsets = [:]
        var items = try fields.items()
        while items.remaining > 0 {
            let channel = try items.integer(UInt16.self)
            messageIndexOffsets[channel] = try items.integer()
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
        for (channel, offset) in messageIndexOffsets.sorted(by: { $0.key < $1.key }) {
            buffer.append(channel)
            buffer.append(offset)
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

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        startTime = try fields.integer()
        endTime = try fields.integer()
        uncompressedSize = try fields.integer()
        uncompressedCRC = try fields.integer()
        compression = try fields.string()
        records = try fields.take(try fields.integer(UInt64.self))
    }
}

/// One line of a message index: where in the plain chunk the message of that time begins.
struct MessageIndexEntry: Equatable {
    /// Nanoseconds.
    var logTime: UInt64
    /// Offset of the message record in the uncompressed records.
    var offset: UInt64
}

extension MCAPBuffer {
    /// Appends the message index record of one channel.
    mutating func appendMessageIndex(channel: UInt16, _ entries: [MessageIndexEntry]) {
        let record = beginRecord(.messageIndex)
        append(channel)
        append(UInt32(entries.count * 16))
        reserve(entries.count * 16)
        for entry in entries {
            append(entry.logTime)
            append(entry.offset)
        }
        endRecord(record)
    }
}
