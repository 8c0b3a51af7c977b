/// A batch of Schema, Channel and Message records, as it lies in the file: the Chunk record.
public struct MCAPChunk: Equatable, Sendable {
    /// Log times of its earliest and latest message, in nanoseconds; 0 without messages.
    public var startTime: UInt64
    public var endTime: UInt64
    /// Bytes of the records before they were compressed, as the file declares them.
    public var uncompressedSize: UInt64
    /// CRC32 of the uncompressed records; 0 where there is none.
    public var uncompressedCRC: UInt32
    /// "zstd", "lz4", or "" for none.
    public var compression: String
    /// The records as they are stored; they share the memory of what was read.
    public var records: ArraySlice<UInt8>

    /// The records inside, decompressed and checked.
    ///
    /// Throws where a declared size is above `limits`, the chunk does not decompress, its checksum
    /// does not fit, or a record inside is cut short.
    ///
    /// - Parameter offset: the file offset of the chunk's record, for errors.
    public func contents(
        at offset: Int = 0, limits: MCAPLimits = MCAPLimits(),
        decompress: MCAPDecompression = noDecompression
    ) throws(MCAPError) -> [MCAPRecord] {
        let header = ChunkHeader(
            startTime: startTime, endTime: endTime, uncompressedSize: uncompressedSize,
            uncompressedCRC: uncompressedCRC, compression: compression, records: 0..<records.count)
        let plain = try PlainChunk(
            header, in: [UInt8](records), offset: offset, limits: limits, decompress: decompress)
        var found: [MCAPRecord] = []
        try plain.forEachRecord { opcode, body throws(MCAPError) in
            do throws(MCAPError) {
                found.append(
                    try MCAPRecord(opcode: opcode, in: plain.bytes, body: body, base: offset))
            } catch {
                // A place inside a chunk is no place in the file: the chunk's own is given.
                throw MCAPError(offset: offset, error.problem)
            }
        }
        return found
    }

    init(_ fields: inout FieldCursor, in bytes: [UInt8]) throws(MCAPError) {
        startTime = try fields.integer()
        endTime = try fields.integer()
        uncompressedSize = try fields.integer()
        uncompressedCRC = try fields.integer()
        compression = try fields.string()
        records = bytes[try fields.take(try fields.integer(UInt64.self))]
    }
}

/// Where the messages of one channel lie in a chunk: the Message Index record.
public struct MCAPMessageIndex: Equatable, Sendable {
    public var channelID: UInt16
    /// In the order of the file, which need not be that of time.
    public var entries: [Entry]

    /// One message of the chunk.
    public struct Entry: Equatable, Sendable {
        /// Nanoseconds.
        public var logTime: UInt64
        /// Offset of the message record in the uncompressed records.
        public var offset: UInt64
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        channelID = try fields.integer()
        var items = try fields.items()
        entries = []
        entries.reserveCapacity(items.remaining / 16)
        while items.remaining > 0 {
            entries.append(Entry(logTime: try items.integer(), offset: try items.integer()))
        }
    }
}

typealias MessageIndexEntry = MCAPMessageIndex.Entry
