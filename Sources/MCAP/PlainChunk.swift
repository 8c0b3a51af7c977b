/// The records of a chunk, decompressed and checked.
struct PlainChunk {
    var bytes: [UInt8]
    /// Where the records lie in ``bytes``.
    var records: Range<Int>
    /// File offset of the chunk record: errors inside name it.
    var offset: Int

    /// Decompresses the chunk record at `place`.
    init(
        _ place: RecordPlace, limits: MCAPLimits, decompress: MCAPDecompression
    ) throws(MCAPError) {
        var fields = place.fields("a chunk")
        let header = try ChunkHeader(&fields)
        try self.init(
            header, in: place.bytes, offset: place.offset, limits: limits, decompress: decompress)
    }

    /// Decompresses what a chunk's header names in `stored`.
    init(
        _ header: ChunkHeader, in stored: [UInt8], offset: Int, limits: MCAPLimits,
        decompress: MCAPDecompression
    ) throws(MCAPError) {
        self.offset = offset
        guard header.uncompressedSize <= UInt64(limits.chunk) else {
            throw MCAPError(
                offset: offset,
                .tooLarge(
                    what: "a chunk", declared: header.uncompressedSize,
                    limit: UInt64(limits.chunk)))
        }
        if header.compression.isEmpty {
            bytes = stored
            records = header.records
        } else {
            let packed = stored[header.records]
            do throws(MCAPError) {
                bytes = try decompress(
                    header.compression, packed.span, Int(header.uncompressedSize))
            } catch {
                throw MCAPError(offset: offset, error.problem)
            }
            records = 0..<bytes.count
        }
        guard records.count == Int(header.uncompressedSize) else {
            throw MCAPError(
                offset: offset,
                .length(
                    what: "a chunk", declared: header.uncompressedSize,
                    available: UInt64(records.count)))
        }
        if header.uncompressedCRC != 0, CRC32.of(bytes[records]) != header.uncompressedCRC {
            throw MCAPError(offset: offset, .checksum(what: "a chunk"))
        }
    }

    /// A single message outside chunks, as a chunk that holds only it.
    init(loose place: RecordPlace) {
        bytes = place.bytes
        records = place.whole
        offset = place.offset
    }

    /// Calls `body` with each record's opcode and the place of its body in ``bytes``.
    func forEachRecord(
        _ body: (_ opcode: UInt8, _ body: Range<Int>) throws(MCAPError) -> Void
    ) throws(MCAPError) {
        var at = records.lowerBound
        while at < records.upperBound {
            let available = records.upperBound - at - MCAP.recordHeaderSize
            guard available >= 0 else {
                throw MCAPError(offset: offset, .endsEarly(what: "a record inside a chunk"))
            }
            let declared = load(UInt64.self, bytes, at + 1)
            guard let length = Int(exactly: declared), length <= available else {
                throw MCAPError(
                    offset: offset,
                    .length(
                        what: "a record inside a chunk", declared: declared,
                        available: UInt64(available)))
            }
            let start = at + MCAP.recordHeaderSize
            try body(bytes[at], start..<(start + length))
            at = start + length
        }
    }

    /// The message whose record begins `offset` bytes behind the first record.
    func message(at offset: Int) throws(MCAPError) -> MCAPMessage {
        let at = records.lowerBound + offset
        let start = at + MCAP.recordHeaderSize
        let length = Int(truncatingIfNeeded: load(UInt64.self, bytes, at + 1))
        return try MCAPMessage(bytes, body: start..<(start + length), base: self.offset)
    }
}

/// How much a reader takes in at once, whatever a file declares.
public struct MCAPLimits: Sendable {
    /// Bytes of one record as it is stored: a chunk, or an attachment.
    public var record = 1 << 30
    /// Bytes of the summary and summary offset sections together.
    public var summary = 1 << 30
    /// Bytes of one decompressed chunk.
    public var chunk = 256 << 20
    /// Bytes of all chunks that overlap in time and must be open together.
    public var open = 1 << 30

    public init() {}
}
