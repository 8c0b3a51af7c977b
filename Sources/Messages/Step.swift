public import CDR
public import Control

/// The whole truth of one control tick, made by the cell and written to disk unchanged.
///
/// Causal order: observation n, both candidates, executed action n; `accepted` and `driverStatus`
/// speak of step n−1. An exporter pairs (observation n, executed n, observation n+1).
public struct Step: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Step"

    /// Wall time of the tick, for people; nothing is decided by it.
    public var stamp = Time()
    /// Cell-monotonic time of the tick, ns.
    public var now: Nanoseconds = 0
    /// Counts the ticks from 1 without a gap: what is missing was lost on the way.
    public var tick: UInt64 = 0
    /// Number of the observation that this tick saw; chunks name it.
    public var observation: UInt64 = 0
    /// When the robot's state was measured, cell-monotonic ns; 0 where the runtime did not say.
    public var measuredAt: Nanoseconds = 0
    public var robotMode = RobotMode.ready
    public var instruction = ""
    /// Policy id and version.
    public var policy = ""
    /// Extra observation entries beside the groups' own, in the manifest's order and units.
    public var features: [Double] = []
    /// What the policy says of itself, in the manifest's order.
    public var gauges: [Double] = []
    public var groups = PerGroup<GroupStep>(filler: GroupStep())
    public var episode = Episode()
    public var lease = LeaseState()
    /// The stop in force, 0 for none.
    public var stop: UInt64 = 0
    /// Whether the robot's driver accepted step n−1, and its own status word.
    public var accepted = true
    public var driverStatus: UInt32 = 0
    /// How late this tick began after its deadline, ns.
    public var late: Nanoseconds = 0

    public init() {}

    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("stamp", &stamp)
        try fields.field("monotonic_ns", &now)
        try fields.field("tick", &tick)
        try fields.field("observation", &observation)
        try fields.field("measured_at_ns", &measuredAt)
        try fields.enumeration("robot_mode", &robotMode)
        try fields.field("instruction", &instruction)
        try fields.field("policy", &policy)
        try fields.doubles("features", &features, limit: 256)
        try fields.doubles("gauges", &gauges, limit: 64)
        try fields.list("groups", &groups)
        try fields.message("episode", &episode)
        try fields.message("lease", &lease)
        try fields.field("stop", &stop)
        try fields.field("accepted", &accepted)
        try fields.field("driver_status", &driverStatus)
        try fields.field("late_ns", &late)
    }
}

/// One group's part of a step.
public struct GroupStep: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/GroupStep"

    public var observation = GroupObservation()
    /// The policy's action for this tick, executed or not; nil where it has none.
    public var candidate: PolicyCandidate?
    /// The newest live operator command; nil without one.
    public var command: GroupCommand?
    public var decision = GroupDecision()

    public init() {}

    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("observation", &observation)
        try fields.optional("candidate", &candidate, absent: .init()) { (f, v) throws(CDRError) in
            try f.message("candidate", &v)
        }
        try fields.optional("command", &command, absent: .init()) { (f, v) throws(CDRError) in
            try f.message("command", &v)
        }
        try fields.message("decision", &decision)
    }
}

extension Step {
    /// What a client may command by: the lease, or the groups that are lent to it; held by nobody
    /// where that is nothing.
    public func grant(of client: UInt64) -> LeaseState {
        if lease.isHeld, lease.holder == client { return lease }
        for index in groups.indices where client != 0 && groups[index].decision.loan.isHeld {
            if groups[index].decision.loan.holder == client { return groups[index].decision.loan }
        }
        return LeaseState()
    }
}
