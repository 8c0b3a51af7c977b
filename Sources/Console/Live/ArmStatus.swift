public import Control
internal import Messages
public import Spatial

/// What the newest step says of one group, and what only time shows.
public struct ArmStatus: Sendable, Equatable {
    /// Who drives, as the cell says.
    public var authority = Authority.hold
    /// What a human act asked for last.
    public var requested = Authority.policy
    public var holdReason = HoldReason.none
    /// Whether it holds because a stop was reset: for the cell that is an acknowledgement too.
    public var holdsAfterStop = false
    /// Cell time at which this authority, for this reason, was seen first.
    public var since: Nanoseconds = 0
    /// Measured and commanded pose of the tool in the group's base frame.
    public var tool: Pose?
    public var setpoint: Pose?
    /// N, N·m, in the manifest's frame and sign.
    public var wrench: Wrench?
    /// Greatest force per span, N.
    public var force = History(.greatest)
    /// Commanded and measured, in the manifest's unit.
    public var gripper: Double?
    public var gripperMeasured: Double?
    public var gripperAuthority = GripperAuthority.policy
    public var chunk: ChunkStatus?
    public var freshness = Freshness.none
    /// Speed of the setpoint, m/s; nil in joint spaces.
    public var speed: Double?
    public var commandAge: Nanoseconds?
    /// Whether the cell sees the enabling switch closed.
    public var enabled = false
    public var intervention = false
    public var tactile: TactilePatch?
    /// Cell time at which each limit acted last; what never acted is absent.
    private var limitsActed: [Limits: Nanoseconds] = [:]

    public init() {}

    /// A limit is shown this long after it acted: words that come and go cannot be read.
    static let limitShown = Nanoseconds.milliseconds(700)

    /// The limits that act, or just did.
    public func limits(at now: Nanoseconds) -> Limits {
        limitsActed.reduce(into: Limits()) { shown, entry in
            if now &- entry.value < ArmStatus.limitShown { shown.formUnion(entry.key) }
        }
    }

    mutating func apply(_ pulse: GroupPulse, at now: Nanoseconds) {
        drive(pulse.effective, pulse.hold, requested: pulse.requested, at: now)
    }

    private mutating func drive(
        _ effective: Authority, _ hold: HoldReason, requested: Authority, at now: Nanoseconds
    ) {
        if effective != authority || hold != holdReason || since == 0 { since = now }
        let isCleared = effective == .hold && hold == .acknowledged
        holdsAfterStop = isCleared && (holdsAfterStop || authority == .stopped)
        authority = effective
        self.requested = requested
        holdReason = hold
    }

    mutating func apply(_ step: GroupStep, at now: Nanoseconds, isCartesian: Bool) {
        let decision = step.decision
        drive(decision.effective, decision.hold, requested: decision.requested, at: now)
        tool = step.observation.tool
        setpoint = decision.setpoint
        wrench = step.observation.wrench.flatMap { $0.isFinite ? $0 : nil }
        force.append(wrench?.force.length, at: now)
        gripper = decision.gripper
        gripperMeasured = step.observation.gripper
        gripperAuthority = decision.gripperAuthority
        chunk = step.candidate.map { ChunkStatus($0, at: now) }
        freshness = decision.freshness
        let motion = Vector3(decision.motion[0], decision.motion[1], decision.motion[2])
        speed = isCartesian && motion.isFinite ? motion.length : nil
        commandAge = decision.commandAge
        enabled = decision.enabled
        intervention = decision.intervention
        for (limit, _) in Limits.named where decision.limits.contains(limit) {
            limitsActed[limit] = now
        }
    }
}

/// Where in its chunk a policy is.
public struct ChunkStatus: Sendable, Equatable {
    public var chunk: UInt64
    /// Entry, from 0.
    public var index: Int
    /// Age of the observation that it was inferred on.
    public var age: Nanoseconds
    /// From the observation to the offer.
    public var latency: Nanoseconds

    init(_ candidate: PolicyCandidate, at now: Nanoseconds) {
        chunk = candidate.chunk
        index = Int(candidate.index)
        age = max(0, now &- candidate.observedAt)
        latency = max(0, candidate.offeredAt &- candidate.observedAt)
    }
}

/// Pressure on a gripper's pads.
public struct TactilePatch: Sendable, Equatable {
    public var rows: Int
    public var columns: Int
    /// Row-major, share of the greatest pressure seen in this session, 0 to 1; nil for what is
    /// not a number.
    public var shares: [Double?]
    /// The greatest pressure seen, in the manifest's unit.
    public var greatest: Double

    /// nil for a message whose size is not what it says.
    init?(_ message: Tactile, after earlier: TactilePatch?) {
        rows = Int(message.rows)
        columns = Int(message.columns)
        guard rows > 0, columns > 0, rows * columns == message.pressure.count else { return nil }
        let finite = message.pressure.filter(\.isFinite).map { Double($0) }
        let scale = max(earlier?.greatest ?? 0, finite.max() ?? 0, 1e-9)
        greatest = scale
        shares = message.pressure.map { $0.isFinite ? min(1, max(0, Double($0) / scale)) : nil }
    }
}
