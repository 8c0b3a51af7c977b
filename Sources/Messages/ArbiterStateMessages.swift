public import CDR
public import Control
internal import Spatial

extension GroupState: CDRMessage {
    public static let typeName = "reins_msgs/msg/GroupState"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        var flat = FlatPhase(phase)
        try flat.visit(&fields)
        phase = flat.phase
        try fields.enumeration("authority_requested", &requested)
        try fields.pose("setpoint", &setpoint)
        try fields.lanes("joints", &joints)
        try fields.field("seated", &seated)
        try fields.optional("reseating", &reseating, absent: .absent) { (f, v) throws(CDRError) in
            try f.pose("reseating", &v)
        }
        try fields.lanes("motion", &motion)
        try fields.pose("last_measured", &lastMeasured)
        var frame = Pose(position: .zero, rotation: operatorFrame)
        try fields.pose("operator_frame", &frame)
        operatorFrame = frame.rotation
        try fields.lanes("posture", &posture)
        try fields.field("taken_at_ns", &takenAt)
        try fields.field("epoch_began_ns", &epochBegan)
        try fields.field("presses", &presses)
        try fields.field("gripper_toggles", &gripperToggles)
        try fields.field("gripper", &gripper)
        try fields.field("gripper_seated", &gripperSeated)
        try fields.enumeration("gripper_authority", &gripperAuthority)
        try fields.field("wrench_armed", &wrenchArmed)
        try fields.message("watch", &watch)
    }
}

extension HoldWatch: CDRMessage {
    public static let typeName = "reins_msgs/msg/HoldWatch"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.optional("rests_since_ns", &restsSince, absent: -1) {
            (f, v) throws(CDRError) in try f.field("rests_since_ns", &v)
        }
        try fields.optional("linear", &linear, absent: Creep()) { (f, v) throws(CDRError) in
            try f.message("linear", &v)
        }
        try fields.optional("angular", &angular, absent: Creep()) { (f, v) throws(CDRError) in
            try f.message("angular", &v)
        }
        try fields.optional("quiet", &quiet, absent: .absent) { (f, v) throws(CDRError) in
            try f.wrench("quiet", &v)
        }
        try fields.field("is_blind", &isBlind)
    }
}

extension Creep: CDRMessage {
    public static let typeName = "reins_msgs/msg/Creep"
    public init() { self.init(at: .nan) }
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("least", &least)
        try fields.field("greatest", &greatest)
        try fields.field("growths", &growths)
    }
}

/// A ``GroupPhase`` as fields: the authority, and every payload that some phase has.
private struct FlatPhase {
    var authority = Authority.hold
    var reason = HoldReason.none
    var since: Nanoseconds = 0
    /// The second time of a phase: missing since, blending since; -1 for none.
    var second: Nanoseconds = -1
    var engaged = false
    var from = SIMD8<Double>.zero

    init(_ phase: GroupPhase) {
        authority = phase.authority
        reason = phase.holdReason
        switch phase {
        case .policy(let missing): second = missing ?? -1
        case .taking(let since, let from): (self.since, self.from) = (since, from)
        case .delta(let since, let engaged, let missing):
            (self.since, self.engaged) = (since, engaged)
            second = missing ?? -1
        case .returning(let since, let blending):
            self.since = since
            second = blending ?? -1
        case .operator(let since), .hold(_, let since), .deviceLost(let since),
            .linkLost(let since), .fault(_, let since), .stopped(_, let since):
            self.since = since
        }
    }

    var phase: GroupPhase {
        let optional = second < 0 ? nil : second
        return switch authority {
        case .policy: .policy(missing: optional)
        case .returning: .returning(since: since, blending: optional)
        case .delta: .delta(since: since, engaged: engaged, missing: optional)
        case .operator: .operator(since: since)
        case .taking: .taking(since: since, from: from)
        case .hold: .hold(reason, since: since)
        case .deviceLost: .deviceLost(since: since)
        case .linkLost: .linkLost(since: since)
        case .fault: .fault(reason, since: since)
        case .stopped: .stopped(reason, since: since)
        }
    }

    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.enumeration("authority", &authority)
        try fields.enumeration("hold_reason", &reason)
        try fields.field("since_ns", &since)
        try fields.field("second_ns", &second)
        try fields.field("engaged", &engaged)
        try fields.lanes("from", &from)
    }
}

extension StopState: CDRMessage {
    public static let typeName = "reins_msgs/msg/StopState"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("active", &active)
        try fields.field("count", &count)
        try fields.field("reset_armed_by", &resetArmedBy)
    }
}

extension CommandMark: CDRMessage {
    public static let typeName = "reins_msgs/msg/CommandMark"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("is_set", &isSet)
        try fields.field("sequence", &sequence)
        try fields.field("received_at_ns", &receivedAt)
    }
}

extension Loan: CDRMessage {
    public static let typeName = "reins_msgs/msg/Loan"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("lease", &lease)
        try fields.message("newest", &newest)
    }
}

extension HandState: CDRMessage {
    public static let typeName = "reins_msgs/msg/HandState"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("is_heard", &isHeard)
        try fields.message("command", &command)
    }
}

/// All that the arbiter remembered after the tick it names: replay goes on from here.
extension ArbiterState: CDRMessage {
    public static let typeName = "reins_msgs/msg/ArbiterState"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("tick", &tick)
        try fields.field("now_ns", &now)
        try fields.list("groups", &groups)
        try fields.message("lease", &lease)
        try fields.message("newest", &newest)
        try fields.field("grants", &grants)
        try fields.list("loans", &loans)
        try fields.list("hands", &hands)
        try fields.message("offer", &offer)
        try fields.message("episode", &episode)
        try fields.field("episodes", &episodes)
        try fields.message("stop", &stop)
        try fields.field("measured_at_ns", &measuredAt)
        try fields.field("fresh_at_ns", &freshAt)
        try fields.field("refused_commands", &refusedCommands)
    }
}
