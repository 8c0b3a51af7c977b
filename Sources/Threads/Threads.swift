internal import CLinux

/// Threads and the clock, for the few modules that own deadlines.
///
/// A deadline of milliseconds needs a thread of its own: the cooperative pool wakes too late under
/// load. Must not know: what runs on a thread.
public enum Threads {
    /// The monotonic clock, ns. Everything is decided by it.
    public static var now: Int64 { reins_monotonic_ns() }
    /// The wall clock, ns since 1970. For labels only.
    public static var wall: Int64 { reins_wall_ns() }

    /// Sleeps until an absolute time on the monotonic clock, ns.
    public static func sleep(until deadline: Int64) { reins_sleep_until(deadline) }
}
