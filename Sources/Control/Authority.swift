/// Who drives a group now. The order is the order of severity: the later of two wins.
public enum Authority: UInt8, CaseIterable, Sendable {
    /// The policy's action, limited.
    case policy = 0
    /// Bounded blend from hold to a fresh policy action.
    case returning = 1
    /// The policy's action plus the operator's bounded correction.
    case delta = 2
    /// The operator's command, limited.
    case `operator` = 3
    /// The policy's velocity ramped to zero after a takeover request.
    case taking = 4
    /// The last executed setpoint.
    case hold = 5
    /// As hold; the mouse is gone. Left by acknowledge only.
    case deviceLost = 6
    /// As hold; the console is gone. Left by acknowledge only: a lost link may mean that the arm
    /// was moved by hand.
    case linkLost = 7
    /// As hold; the robot reports a fault, the arm moved on and cannot feel why, or an assumption
    /// of ours is broken. Left by acknowledge only.
    case fault = 8
    /// A protective stop is asked of the robot. Left by the two-step reset that names the stop.
    case stopped = 9
}

extension Authority: Comparable {
    /// By severity.
    public static func < (a: Authority, b: Authority) -> Bool { a.rawValue < b.rawValue }
}

/// Why a group holds; also why it is in fault, and which arm's drift stopped all.
public enum HoldReason: UInt8, CaseIterable, Sendable {
    /// Not holding, or stopped for no reason of this group's.
    case none = 0
    /// The episode is not running.
    case notRunning = 1
    /// Taken over, at rest; the operator has not pressed the enabling switch yet.
    case taken = 2
    /// The enabling switch was released.
    case released = 3
    /// The operator asked for it.
    case requested = 4
    /// The newest operator command is too old.
    case staleCommand = 5
    /// The policy has no valid action for this tick, or a broken one.
    case policyStale = 6
    /// The hand-back could not be completed.
    case handBackFailed = 7
    /// Control of it was given up, or another console got it as it was stale.
    case leaseLost = 8
    /// Nobody attends the cell and the manifest says `hold`.
    case unattended = 9
    /// The robot's own mode is not `ready`, or just was not.
    case robotMode = 10
    /// A part of the robot's state is missing or not finite.
    case stateMissing = 11
    /// The wrench passed the hold threshold.
    case wrench = 12
    /// Just acknowledged or reset.
    case acknowledged = 13
    /// The stamps of the robot's state do not advance any more.
    case stateFrozen = 14
    /// Moved ever farther from its setpoint while it held.
    case drift = 15
    /// The robot reports a fault of its own.
    case robotFault = 16
    /// What must never be: a number of ours that is none.
    case brokenAssumption = 17
    /// Another console took control from the one that drove it, or had the group back.
    case leaseTaken = 18
    /// Control was passed on, or the group lent, to the console that it was offered to.
    case leasePassed = 19
    /// Something made a group hold that the manifest couples this one with.
    case coupled = 20
    /// Another group is in human hands, and the manifest says that this one holds meanwhile.
    case otherTaken = 21

    /// Whether the groups that are coupled with this one hold too: whenever something ended its
    /// motion, or is newly wrong with it. Not what a human asks of it alone.
    var isShared: Bool {
        switch self {
        case .none, .notRunning, .taken, .requested, .acknowledged, .coupled, .otherTaken: false
        case .released, .staleCommand, .policyStale, .handBackFailed, .leaseLost, .unattended,
            .robotMode, .stateMissing, .wrench, .stateFrozen, .drift, .robotFault,
            .brokenAssumption, .leaseTaken, .leasePassed:
            true
        }
    }
}

/// Who set the gripper's command last. An authority of its own: after hand-back a gripper on which
/// policy and operator disagree stays the operator's.
public enum GripperAuthority: UInt8, CaseIterable, Sendable {
    case policy = 0
    case `operator` = 1
    /// The operator's value stands although the arm is the policy's again.
    case kept = 2
}

/// The robot controller's own mode, as the driver reports it.
public enum RobotMode: UInt8, CaseIterable, Sendable {
    case ready = 0
    case freedrive = 1
    case protectiveStop = 2
    case emergencyStop = 3
    case fault = 4
}

/// What a limit did to this tick's command. Recorded with every step.
public struct Limits: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let linearSpeed = Limits(rawValue: 1 << 0)
    public static let angularSpeed = Limits(rawValue: 1 << 1)
    public static let acceleration = Limits(rawValue: 1 << 2)
    public static let workspace = Limits(rawValue: 1 << 3)
    public static let jointPosition = Limits(rawValue: 1 << 4)
    public static let jointSpeed = Limits(rawValue: 1 << 5)
    public static let leash = Limits(rawValue: 1 << 6)
    public static let wrenchSlow = Limits(rawValue: 1 << 7)
    public static let wrenchHold = Limits(rawValue: 1 << 8)
    public static let gripperRange = Limits(rawValue: 1 << 9)
    public static let staleRamp = Limits(rawValue: 1 << 10)
    public static let reseated = Limits(rawValue: 1 << 11)
    public static let singularity = Limits(rawValue: 1 << 12)

    /// Every limit with its word, in the order of the bits.
    public static let named: [(Limits, String)] = [
        (.linearSpeed, "linear speed"), (.angularSpeed, "angular speed"),
        (.acceleration, "acceleration"), (.workspace, "workspace"),
        (.jointPosition, "joint position"), (.jointSpeed, "joint speed"), (.leash, "leash"),
        (.wrenchSlow, "wrench slow"), (.wrenchHold, "wrench hold"),
        (.gripperRange, "gripper range"), (.staleRamp, "stale ramp"), (.reseated, "re-seated"),
        (.singularity, "singularity"),
    ]

    public var words: [String] { Limits.named.filter { contains($0.0) }.map(\.1) }
}

/// Whether a policy action that is not executed may be compared with what the operator did.
public enum Freshness: UInt8, CaseIterable, Sendable {
    /// There is none for this tick.
    case none = 0
    /// The policy drives: this is what it wants, not a shadow.
    case driving = 1
    /// Inferred on an observation later than the takeover, within horizon and age.
    case fresh = 2
}
