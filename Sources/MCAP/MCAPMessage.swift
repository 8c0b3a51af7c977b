/// One message, as read.
public struct MCAPMessage: Equatable, Sendable {
    public var channelID: UInt16
    /// Counts the messages of a channel; 0 where the writer does not count.
    public var sequence: UInt32
    /// When it was recorded, in nanoseconds.
    public var logTime: UInt64
    /// When it was sent, in nanoseconds.
    public var publishTime: UInt64
    /// The message itself; it shares the memory of its chunk.
    public var data: ArraySlice<UInt8>

    /// Bytes of a message record's body in front of the data.
    static let fixedSize = 22

    /// The message in `bytes[body]`.
    init(_ bytes: [UInt8], body: Range<Int>, base: Int) throws(MCAPError) {
        guard body.count >= MCAPMessage.fixedSize else {
            throw MCAPError(offset: base + body.lowerBound, .endsEarly(what: "a message"))
        }
        channelID = load(UInt16.self, bytes, body.lowerBound)
        sequence = load(UInt32.self, bytes, body.lowerBound + 2)
        logTime = load(UInt64.self, bytes, body.lowerBound + 6)
        publishTime = load(UInt64.self, bytes, body.lowerBound + 14)
        data = bytes[(body.lowerBound + MCAPMessage.fixedSize)..<body.upperBound]
    }
}
