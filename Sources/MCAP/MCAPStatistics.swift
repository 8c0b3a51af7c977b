/// What a file holds, counted.
public struct MCAPStatistics: Equatable, Sendable {
    public var messageCount: UInt64 = 0
    public var schemaCount: UInt16 = 0
    public var channelCount: UInt32 = 0
    public var attachmentCount: UInt32 = 0
    public var metadataCount: UInt32 = 0
    public var chunkCount: UInt32 = 0
    /// Log time of the earliest and the latest message, in nanoseconds; 0 without messages.
    public var startTime: UInt64 = 0
    public var endTime: UInt64 = 0
    /// Messages of each channel; a channel without messages is absent.
    public var channelMessageCounts: [UInt16: UInt64] = [:]

    init() {}

    init(_ fields: inout FieldCursor) throws(MCAPError) {
        messageCount = try fields.integer()
        schemaCount = try fields.integer()
        channelCount = try fields.integer()
        attachmentCount = try fields.integer()
        metadataCount = try fields.integer()
        chunkCount = try fields.integer()
        startTime = try fields.integer()
        endTime = try fields.integer()
        var items = try fields.items()
        while items.remaining > 0 {
            let channel = try items.integer(UInt16.self)
            channelMessageCounts[channel] = try items.integer()
        }
    }

    /// Counts messages that were written or found between two log times.
    mutating func count(_ messages: UInt64, from start: UInt64, to end: UInt64) {
        if messages == 0 { return }
        startTime = messageCount == 0 ? start : min(startTime, start)
        endTime = max(endTime, end)
        messageCount &+= messages
    }

    func encode(into buffer: inout MCAPBuffer) {
        let record = buffer.beginRecord(.statistics)
        buffer.append(messageCount)
        buffer.append(schemaCount)
        buffer.append(channelCount)
        buffer.append(attachmentCount)
        buffer.append(metadataCount)
        buffer.append(chunkCount)
        buffer.append(startTime)
        buffer.append(endTime)
        let map = buffer.beginLength32()
        for (channel, count) in channelMessageCounts.sorted(by: { $0.key < $1.key }) {
            buffer.append(channel)
            buffer.append(count)
        }
        buffer.endLength32(map)
        buffer.endRecord(record)
    }
}
