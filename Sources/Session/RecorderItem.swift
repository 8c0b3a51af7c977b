internal import Control
internal import Messages

/// What the other threads give to the disk thread.
enum RecorderItem: Sendable {
    /// The cell is known and the clocks are related: the recording can begin.
    case begin(Welcome, wallOffset: Nanoseconds)
    /// As the cell sent it.
    /// - Parameter missing: records of its topic that the cell numbered before it and that never
    ///   came.
    case record(BulkRecord, missing: UInt64)
    /// Of the console itself.
    case own(topic: String, stamp: Nanoseconds, payload: [UInt8])
    /// What the recorder saw itself: it stands among the cell's events.
    case notice(RecorderNotice)
    /// The session is over: the recording is completed, another one may begin.
    case end
}
