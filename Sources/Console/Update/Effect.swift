public import Control
public import Messages
public import Spatial

/// What an update asks of whoever runs the console. In this order, one after the other.
public enum Effect: Sendable, Equatable {
    /// Send a request under the lease that is current when it is sent. The answer carries `id`.
    case request(id: UInt32, RequestKind, groups: GroupMask, argument: UInt64)
    /// Send a text for the recording.
    case remark(Remark.Kind, String)
    /// How the puck drives, from now on.
    case drive(DriveSettings)
    /// Count a gripper toggle in the command of these groups, which the switch gives to the hand.
    case toggleGripper(GroupMask)
    /// By keys, which have no release: press, toggle the grippers of these groups and let go, in
    /// one; the arms do not move by it.
    case pressGripper(GroupMask, duration: Nanoseconds)
    /// Command a nudge to `DriveSettings.groups`; a newer one replaces it.
    case nudge(Nudge)
    /// Let go of everything that this console commands by itself: a nudge, a story's puck.
    case letGo
    /// End the session in order: what was asked before is sent, the recording is closed.
    case quit
}

/// How the puck drives. The thread that reads devices needs all of it and nothing else of the
/// model.
public struct DriveSettings: Sendable, Equatable {
    /// Groups that the puck moves, a bit each.
    public var groups: GroupMask = 0
    /// Those of them that do not go with the hand where one puck moves several, a bit each; 0 where
    /// it moves one.
    public var opposite: GroupMask = 0
    /// Takes effect once the enabling switch is open: an arm that turns round while it moves would
    /// surprise.
    public var pairing = PuckPairing.parallel
    /// Takes effect at the next takeover: a frame that turns while driving would surprise.
    public var frame = OperatorFrame.base
    /// Share of the full speed.
    public var speed = 1.0
    public var gate = ConditionerSettings.Gate.all

    public init() {}
}

/// A short motion asked for by a key that has no release: ends by itself.
public struct Nudge: Sendable, Equatable {
    /// m/s and rad/s in the operator's frame: x forward, y left, z up.
    public var twist: Twist
    public var duration: Nanoseconds

    public init(twist: Twist, duration: Nanoseconds) {
        self.twist = twist
        self.duration = duration
    }
}
