public import Spatial

/// What one group executes at this tick, and why.
public struct GroupDecision: Equatable, Sendable {
    /// What was last asked for by a human act, whatever is in force.
    public var requested = Authority.policy
    /// What is in force.
    public var effective = Authority.hold
    public var hold = HoldReason.none
    /// The action sent to the robot, in the manifest's layout.
    public var executed = Entries.none
    /// The commanded tool pose after this tick, in the group's base frame.
    public var setpoint = Pose.identity
    /// The commanded joints after this tick, rad.
    public var jointSetpoint = SIMD8<Double>.zero
    /// Velocity of the setpoint: the tool's twist in the base frame (lanes 0 to 5: m/s, rad/s), or
    /// the joints' (rad/s) in joint spaces.
    public var motion = SIMD8<Double>.zero
    public var limits: Limits = []
    /// Command of the gripper, in the manifest's unit; nil for a group without one.
    public var gripper: Double?
    public var gripperAuthority = GripperAuthority.policy
    /// What the operator asked for, as an action before the limits; nil without a live command.
    public var operatorRequested: Entries?
    /// The same after the limits.
    public var operatorLimited: Entries?
    public var freshness = Freshness.none
    /// Age of the command used; nil without one.
    public var commandAge: Nanoseconds?
    /// Whether the enabling switch is closed in the newest live command.
    public var enabled = false
    /// The human's velocity counts in this tick: effective `operator` or `delta`, switch closed.
    public var intervention = false
    /// Whom the group is lent to; held by nobody where who holds the lease commands it too.
    public var loan = LeaseState()

    public init() {}
}

/// The whole outcome of one tick.
public struct Decision: Equatable, Sendable {
    public var groups = PerGroup<GroupDecision>(filler: GroupDecision())
    public var episode = Episode()
    public var lease = LeaseState()
    public var offer = LeaseOffer()
    /// The stop in force, 0 for none. The driver asks the robot for a protective stop while set.
    public var stop: UInt64 = 0
    /// Answers to this tick's requests.
    public var answers = FixedList<8, Answer>(
        filler: Answer(client: 0, id: 0, kind: .hold, refusal: .none))

    public init() {}
}

/// Control that its holder offers. Ends with the grant, by the clock, or by being withdrawn.
public struct LeaseOffer: Equatable, Hashable, Sendable {
    /// Who may accept it; 0 for anyone.
    public var to: UInt64 = 0
    /// The groups that are to be lent; none where control as a whole is to pass on.
    public var groups: GroupMask = 0
    /// When it is over; 0 while there is none.
    public var until: Nanoseconds = 0

    public init() {}

    public var isOpen: Bool { until != 0 }

    public func covers(_ client: UInt64) -> Bool { isOpen && (to == 0 || to == client) }
}

/// Who may command, all or some groups. One holder at most.
public struct LeaseState: Equatable, Hashable, Sendable {
    /// The current or last grant; sequence 0 before the first.
    public var tag = LeaseTag.none
    /// The holder's identity as the link established it; 0 while nobody holds it.
    public var holder: UInt64 = 0
    public var renewedAt: Nanoseconds = 0
    /// Not renewed in time: the holder may renew, others may acquire.
    public var stale = false

    public init() {}

    public var isHeld: Bool { holder != 0 }
}
