internal import Control
internal import Messages

/// What the other threads give to the disk thread.
enum RecorderItem: Sendable {
    /// The cell is known and the clocks are related: the recording can begin.
    case begin(Welcome, wallOffset: Nanoseconds)
    /// As the cell sent it.
    case record(BulkRecord)
    /// Of the console itself.
    case own(topic: String, stamp: Nanoseconds, payload: [UInt8])
}
