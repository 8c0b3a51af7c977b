/// Makes the bytes of an MCAP file, in the order in which they are appended to it.
///
/// A file is: magic, header, then schemas, channels, metadata and attachments known before the
/// first message (outside chunks, so that a file cut after its first chunk can be decoded), then
/// chunks with their message indexes, then the summary. What is registered after the first
/// message goes into the chunk that is open then.
///
/// The writer does no output by itself. Bytes that are final gather in it until ``drain(into:)``,
/// so that a chunk and its indexes leave in one write:
///
///     writer.append(channel: states, logTime: now, publishTime: sent, bytes.span)
///     try writer.closeChunk(with: &zstd)
///     try writer.drain(into: &file)
public struct MCAPWriter: ~Copyable {
    /// Final bytes that were not drained yet.
    var pending: MCAPBuffer
    /// The plain records of the open chunk.
    var chunk: MCAPBuffer
    var channels: [ChannelState] = []
    var summary = MCAPSummary()
    var dataCRC = CRC32()
    /// File offset of the first pending byte.
    var drained: UInt64 = 0
    /// Times and number of the messages in the open chunk.
    var chunkStart: UInt64 = .max
    var chunkEnd: UInt64 = 0
    var chunkMessages = 0
    var hasMessages = false
    let options: Options

    /// What the writer keeps about one channel.
    struct ChannelState {
        var id: UInt16
        var messages: UInt64 = 0
        /// Messages of the open chunk.
        var index: [MessageIndexEntry] = []
    }

    /// Starts a file.
    ///
    /// - Parameters:
    ///   - profile: what a reader may expect, "ros2" for a ROS 2 bag.
    ///   - library: who writes, for people.
    ///   - chunkCapacity: bytes reserved at once for the open chunk.
    ///   - options: what of the optional parts is written.
    public init(
        profile: String, library: String, chunkCapacity: Int = 1 << 20,
        options: Options = Options()
    ) {
        self.options = options
        pending = MCAPBuffer(capacity: chunkCapacity)
        chunk = MCAPBuffer(capacity: chunkCapacity + chunkCapacity / 4)
        pending.append(MCAP.magic)
        MCAPHeader(profile: profile, library: library).encode(into: &pending)
    }

    /// Bytes of the open chunk, uncompressed. The caller decides how many are enough.
    public var openChunkBytes: Int { chunk.count }

    /// Messages of the open chunk: what is lost if the process is killed now.
    public var openChunkMessages: Int { chunkMessages }

    /// Final bytes that wait for ``drain(into:)``.
    public var pendingBytes: Int { pending.count }

    /// What was written so far, the open chunk not included.
    public var statistics: MCAPStatistics { summary.statistics }

    /// Registers a schema and returns its id, or nil when the 65,535 ids are used up.
    public mutating func addSchema(name: String, encoding: String, data: [UInt8]) -> UInt16? {
        guard let id = UInt16(exactly: summary.schemas.count + 1) else { return nil }
        let schema = MCAPSchema(id: id, name: name, encoding: encoding, data: data)
        summary.schemas.append(schema)
        summary.statistics.schemaCount += 1
        if isDefinedInChunk {
            schema.encode(into: &chunk)
        } else {
            schema.encode(into: &pending)
        }
        return id
    }

    /// Registers a channel and returns its id, or nil when the 65,535 ids are used up.
    ///
    /// - Parameter schema: an id of ``addSchema(name:encoding:data:)``, or 0 for none.
    public mutating func addChannel(
        topic: String, messageEncoding: String, schema: UInt16, metadata: [String: String] = [:]
    ) -> UInt16? {
        precondition(Int(schema) <= summary.schemas.count, "a schema of another writer")
        guard let id = UInt16(exactly: channels.count + 1) else { return nil }
        let channel = MCAPChannel(
            id: id, schemaID: schema, topic: topic, messageEncoding: messageEncoding,
            metadata: metadata)
        summary.channels.append(channel)
        summary.statistics.channelCount += 1
        channels.append(ChannelState(id: id))
        if isDefinedInChunk {
            channel.encode(into: &chunk)
        } else {
            channel.encode(into: &pending)
        }
        return id
    }

    private var isDefinedInChunk: Bool {
        options.chunks && (hasMessages || options.definitions == .inChunks)
    }

    /// Adds a file. It is final at once, whatever the open chunk holds.
    public mutating func addAttachment(_ attachment: MCAPAttachment) {
        let start = pending.count
        attachment.encode(into: &pending)
        summary.statistics.attachmentCount += 1
        summary.attachments.append(
            MCAPAttachmentIndex(
                attachment, offset: drained + UInt64(start),
                length: UInt64(pending.count - start)))
    }

    /// Adds a set of texts. It is final at once, whatever the open chunk holds.
    public mutating func addMetadata(_ metadata: MCAPMetadata) {
        let start = pending.count
        metadata.encode(into: &pending)
        summary.statistics.metadataCount += 1
        summary.metadata.append(
            MCAPMetadataIndex(
                name: metadata.name, offset: drained + UInt64(start),
                length: UInt64(pending.count - start)))
    }

    /// Gives `body` the final bytes that wait for ``drain(into:)``.
    public func withPending<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        pending.withBytes { body($0) }
    }

    /// Hands all final bytes to `output` in one write, and forgets them.
    public mutating func drain<Output: MCAPOutput & ~Copyable>(
        into output: inout Output
    ) throws(Output.Failure) {
        if pending.count == 0 { return }
        try pending.withBytes { bytes throws(Output.Failure) in try output.write(bytes) }
        if options.dataChecksum { pending.withBytes { dataCRC.update($0) } }
        drained += UInt64(pending.count)
        pending.removeAll()
    }
}
