internal import Control

/// The clocks that a recording is written by: a test has its own.
struct RecorderClock: Sendable {
    /// ns; what everything is decided by.
    var monotonic: @Sendable () -> Nanoseconds
    /// ns since 1970; for names and labels.
    var wall: @Sendable () -> Nanoseconds

    static let system = RecorderClock(monotonic: { Now.monotonic }, wall: { Now.wall })
}
