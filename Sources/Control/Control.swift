/// Who drives each arm, and what it executes.
///
/// The contract is one pure function: `Arbiter.step(input) -> Decision`, total, without clock,
/// allocation or throwing. Around it, also pure: the schedule of policy chunks, the lease, the
/// episode, the mapping between actions and motion, the limits, and (in `Puck/`) what turns the
/// counts of a 3D mouse into a twist.
///
/// The same code runs in the robot's process, in simulation and when a recording is replayed.
/// Must not know: sockets, files, devices, screens, how a message is encoded.
///
/// Start at ``Authority``, then ``ArbiterInput``, ``Decision`` and ``Arbiter/step(_:)``.
public enum Control {
    /// Groups of action entries that one cell can have (arms, torso, base, …).
    public static let maximumGroups = 4
    /// Entries of one group's action: enough for a pose with a 6D rotation, or eight joints, and
    /// a gripper.
    public static let maximumEntries = 16
    /// Joints of one group.
    public static let maximumJoints = 8
}

/// Nanoseconds on the cell's monotonic clock, or a span of them. Never wall time.
public typealias Nanoseconds = Int64

extension Nanoseconds {
    public static func milliseconds(_ count: Int64) -> Nanoseconds { count &* 1_000_000 }
    public static func seconds(_ count: Double) -> Nanoseconds {
        let nanoseconds = count * 1e9
        return nanoseconds.isFinite && abs(nanoseconds) < 9e18 ? Nanoseconds(nanoseconds) : 0
    }
    public var inSeconds: Double { Double(self) * 1e-9 }
    public var inMilliseconds: Double { Double(self) * 1e-6 }
}
