/// A file carried inside the log.
public struct MCAPAttachment: Equatable, Sendable {
    /// When it was recorded, in nanoseconds.
    public var logTime: UInt64
    /// When it was made, in nanoseconds; 0 where not known.
    public var createTime: UInt64
    public var name: String
    /// For instance "application/json".
    public var mediaType: String
    public var data: [UInt8]

    public init(
        logTime: UInt64, createTime: UInt64 = 0, name: String, mediaType: String, data: [UInt8]
    ) {
        self.logTime = logTime
        self.createTime = createTime
        self.name = name
        self.mediaType = mediaType
        self.data = data
    }

    /// Reads the record's body and checks its checksum, unless that is 0 (not given).
    init(_ bytes: [UInt8], body: Range<Int>, base: Int) throws(MCAPError) {
        var fields = FieldCursor(bytes, in: body, base: base, what: "an attachment")
        logTime = try fields.integer()
        createTime = try fields.integer()
        name = try fields.string()
        mediaType = try fields.string()
        data = try fields.bytes64()
        let covered = body.lowerBound..<fields.position
        let declared = try fields.integer(UInt32.self)
        if declared != 0, declared != CRC32.of(bytes[covered]) {
            let name = printable(name)
            throw MCAPError(
                offset: base + body.lowerBound, .checksum(what: "the attachment \"\(name)\""))
        }
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.attachment)
        buffer.append(logTime)
        buffer.append(createTime)
        buffer.append(name)
        buffer.append(mediaType)
        buffer.append(UInt64(data.count))
        buffer.append(data)
        let crc = buffer.withBytes(record..<buffer.count) { CRC32.of($0) }
        buffer.append(crc)
        buffer.endRecord(record)
    }
}

/// Where an attachment lies in its file.
public struct MCAPAttachmentIndex: Equatable, Sendable {
    /// Offset and length of the whole record.
    public var offset: UInt64
    public var length: UInt64
    public var logTime: UInt64
    public var createTime: UInt64
    public var dataSize: UInt64
    public var name: String
    public var mediaType: String

    init(_ attachment: MCAPAttachment, offset: UInt64, length: UInt64) {
        self.offset = offset
        self.length = length
        logTime = attachment.logTime
        createTime = attachment.createTime
        dataSize = UInt64(attachment.data.count)
        name = attachment.name
        mediaType = attachment.mediaType
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        offset = try fields.integer()
        length = try fields.integer()
        logTime = try fields.integer()
        createTime = try fields.integer()
        dataSize = try fields.integer()
        name = try fields.string()
        mediaType = try fields.string()
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.attachmentIndex)
        buffer.append(offset)
        buffer.append(length)
        buffer.append(logTime)
        buffer.append(createTime)
        buffer.append(dataSize)
        buffer.append(name)
        buffer.append(mediaType)
        buffer.endRecord(record)
    }
}
