public import Spatial

/// Where a group stands in the contract. The payload is what that state needs and nothing else.
public enum GroupPhase: Equatable, Sendable {
    /// Without a usable action since `missing`; nil while there is one.
    case policy(missing: Nanoseconds?)
    /// The velocity that is ramped down, and since when.
    case taking(since: Nanoseconds, from: SIMD8<Double>)
    case `operator`(since: Nanoseconds)
    /// `engaged` once the switch was closed: opening it then holds. `missing` as for `policy`.
    case delta(since: Nanoseconds, engaged: Bool, missing: Nanoseconds?)
    case hold(HoldReason, since: Nanoseconds)
    /// Since the hand-back, and since the blend began: nil while the first fresh action is awaited.
    case returning(since: Nanoseconds, blending: Nanoseconds?)
    case deviceLost(since: Nanoseconds)
    case linkLost(since: Nanoseconds)
    case fault(HoldReason, since: Nanoseconds)
    /// The reason is `drift` where this group's own brought the stop about.
    case stopped(HoldReason, since: Nanoseconds)

    public var authority: Authority {
        switch self {
        case .policy: .policy
        case .taking: .taking
        case .operator: .operator
        case .delta: .delta
        case .hold: .hold
        case .returning: .returning
        case .deviceLost: .deviceLost
        case .linkLost: .linkLost
        case .fault: .fault
        case .stopped: .stopped
        }
    }

    public var holdReason: HoldReason {
        switch self {
        case .hold(let reason, _), .fault(let reason, _), .stopped(let reason, _): reason
        case .policy, .taking, .operator, .delta, .returning, .deviceLost, .linkLost: .none
        }
    }

    /// Whether a human or a hand-back moves the group: what silence must end.
    var needsOperator: Bool {
        switch self {
        case .taking, .operator, .delta, .returning: true
        case .policy, .hold, .deviceLost, .linkLost, .fault, .stopped: false
        }
    }
}

/// All that the arbiter remembers of one group.
public struct GroupState: Equatable, Sendable {
    public var phase = GroupPhase.hold(.notRunning, since: 0) {
        // A re-seating is part of the hold it began in: whatever ends that one ends it.
        didSet { if phase != oldValue { reseating = nil } }
    }
    /// What was last asked for by a human act.
    public var requested = Authority.policy
    /// The last commanded pose and joints; meaningful once `seated`.
    public var setpoint = Pose.identity
    public var joints = SIMD8<Double>.zero
    public var seated = false
    /// A measured pose that the setpoint is brought to once, because tracking was lost. Only while
    /// the group is in the very hold in which the operator pressed.
    public var reseating: Pose?
    /// Velocity of the setpoint in the last tick.
    public var motion = SIMD8<Double>.zero
    /// The measured tool position of the last tick.
    public var lastMeasured = Pose.identity
    /// Latched at takeover: from the operator's frame into base, and the joints to stay near.
    public var operatorFrame = Rotation.identity
    public var posture = SIMD8<Double>.zero
    public var takenAt: Nanoseconds = 0
    /// The last hand-back, or the moment the runtime said that a new scene is in place: a plan
    /// whose inference began before is not executed.
    public var epochBegan: Nanoseconds = 0
    /// Counters of the newest command that was taken account of.
    public var presses: UInt32 = 0
    public var gripperToggles: UInt32 = 0
    public var gripper = 0.0
    /// Whether `gripper` was taken from a reading, or commanded, since the cell's start or reset.
    public var gripperSeated = false
    public var gripperAuthority = GripperAuthority.policy
    /// Whether passing the hold threshold of the wrench holds again: after a hold it must fall
    /// below the slow threshold first, so that the operator can back away from contact.
    public var wrenchArmed = true
    /// The monitor of a hold.
    public var watch = HoldWatch()

    public init() {}
}

/// Groups that the lease's holder lets another command: each says so for itself, those that were
/// lent together name the same grant. It hangs on the grant of the lease and ends with it.
public struct Loan: Equatable, Sendable {
    public var lease = LeaseState()
    public var newest = CommandMark()

    public init() {}
}

/// The newest command that was accepted under a grant.
public struct CommandMark: Equatable, Sendable {
    /// Whether there is one.
    public var isSet = false
    public var sequence: UInt32 = 0
    public var receivedAt: Nanoseconds = 0

    public init() {}

    func isOf(_ command: OperatorCommand) -> Bool { isSet && sequence == command.sequence }
}

/// What the hand wants of one group that may command it now.
public struct HandState: Equatable, Sendable {
    /// Whether anything was heard of it under its grant.
    public var isHeard = false
    public var command = GroupCommand()

    public init() {}
}

/// The stop, a level with a two-step reset.
public struct StopState: Equatable, Sendable {
    /// Number of the stop in force; 0 for none.
    public var active: UInt64 = 0
    /// Stops so far.
    public var count: UInt64 = 0
    /// The client that took the first step of the reset; 0 for none.
    public var resetArmedBy: UInt64 = 0

    public init() {}
}

/// All that the arbiter remembers. Recorded once a second, so that a recording can be replayed from
/// there.
public struct ArbiterState: Equatable, Sendable {
    public var tick: UInt64 = 0
    public var now: Nanoseconds = 0
    public var groups = PerGroup<GroupState>(filler: GroupState())
    public var lease = LeaseState()
    /// The newest command under the lease.
    public var newest = CommandMark()
    /// Grants of this epoch so far, of the lease and of groups.
    public var grants: UInt32 = 0
    public var loans = PerGroup<Loan>(filler: Loan())
    public var hands = PerGroup<HandState>(filler: HandState())
    public var offer = LeaseOffer()
    public var episode = Episode()
    /// Number of the last episode that began.
    public var episodes: UInt64 = 0
    public var stop = StopState()
    /// The stamp of the robot's state, on whatever clock; 0 where it had none.
    public var measuredAt: Nanoseconds = 0
    /// When that stamp advanced last, or there was none.
    public var freshAt: Nanoseconds = 0
    /// Commands refused because their lease or sequence was not current.
    public var refusedCommands: UInt64 = 0

    public init() {}

    /// Whether this is the newest command that was accepted under its grant.
    public func isNewest(_ command: OperatorCommand) -> Bool {
        if lease.isHeld, command.lease == lease.tag { return newest.isOf(command) }
        for index in loans.indices where loans[index].lease.isHeld {
            if command.lease == loans[index].lease.tag { return loans[index].newest.isOf(command) }
        }
        return false
    }

    /// The newest command for a group; nil where nothing was heard of its hand.
    public func command(of group: Int) -> GroupCommand? {
        hands.indices.contains(group) && hands[group].isHeard ? hands[group].command : nil
    }
}
