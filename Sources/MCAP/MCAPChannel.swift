/// How the messages of channels are described.
public struct MCAPSchema: Equatable, Sendable {
    /// Not 0: 0 means "no schema" in a channel.
    public var id: UInt16
    /// For instance "sensor_msgs/msg/JointState".
    public var name: String
    /// For instance "ros2msg".
    public var encoding: String
    /// The description itself.
    public var data: [UInt8]

    public init(id: UInt16, name: String, encoding: String, data: [UInt8]) {
        self.id = id
        self.name = name
        self.encoding = encoding
        self.data = data
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        id = try fields.integer()
        name = try fields.string()
        encoding = try fields.string()
        data = try fields.bytes32()
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.schema)
        buffer.append(id)
        buffer.append(name)
        buffer.append(encoding)
        buffer.append(UInt32(data.count))
        buffer.append(data)
        buffer.endRecord(record)
    }
}

/// A stream of messages of one kind.
public struct MCAPChannel: Equatable, Sendable {
    public var id: UInt16
    /// 0: none.
    public var schemaID: UInt16
    public var topic: String
    /// For instance "cdr".
    public var messageEncoding: String
    public var metadata: [String: String]

    public init(
        id: UInt16, schemaID: UInt16, topic: String, messageEncoding: String,
        metadata: [String: String] = [:]
    ) {
        self.id = id
        self.schemaID = schemaID
        self.topic = topic
        self.messageEncoding = messageEncoding
        self.metadata = metadata
    }

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        id = try fields.integer()
        schemaID = try fields.integer()
        topic = try fields.string()
        messageEncoding = try fields.string()
        metadata = try fields.map()
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.channel)
        buffer.append(id)
        buffer.append(schemaID)
        buffer.append(topic)
        buffer.append(messageEncoding)
        buffer.append(metadata)
        buffer.endRecord(record)
    }
}
