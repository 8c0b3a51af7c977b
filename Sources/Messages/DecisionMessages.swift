public import CDR
public import Control
internal import Spatial

extension Episode: CDRMessage {
    public static let typeName = "reins_msgs/msg/Episode"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("number", &number)
        try fields.enumeration("state", &state)
        try fields.enumeration("outcome", &outcome)
        try fields.field("started_at_ns", &startedAt)
    }
}

extension LeaseState: CDRMessage {
    public static let typeName = "reins_msgs/msg/LeaseState"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("tag", &tag)
        try fields.field("holder", &holder)
        try fields.field("renewed_at_ns", &renewedAt)
        try fields.field("stale", &stale)
    }
}

extension LeaseOffer: CDRMessage {
    public static let typeName = "reins_msgs/msg/LeaseOffer"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("to", &to)
        try fields.field("groups", &groups)
        try fields.field("until_ns", &until)
    }
}

extension Answer: CDRMessage {
    public static let typeName = "reins_msgs/msg/Answer"
    public init() { self.init(client: 0, id: 0, kind: .hold, refusal: .none) }
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("client", &client)
        try fields.field("id", &id)
        try fields.enumeration("kind", &kind)
        try fields.enumeration("refusal", &refusal)
        try fields.field("owner", &owner)
    }
}

extension GroupDecision: CDRMessage {
    public static let typeName = "reins_msgs/msg/GroupDecision"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.enumeration("authority_requested", &requested)
        try fields.enumeration("authority", &effective)
        try fields.enumeration("hold_reason", &hold)
        try fields.entries("executed", &executed)
        try fields.pose("setpoint", &setpoint)
        try fields.lanes("joint_setpoint", &jointSetpoint)
        try fields.lanes("motion", &motion)
        var bits = limits.rawValue
        try fields.field("limits", &bits)
        limits = Limits(rawValue: bits)
        try fields.optional("gripper", &gripper, absent: .nan) { (f, v) throws(CDRError) in
            try f.field("gripper", &v)
        }
        try fields.enumeration("gripper_authority", &gripperAuthority)
        try fields.optional("operator_requested", &operatorRequested, absent: .none) {
            (f, v) throws(CDRError) in try f.entries("operator_requested", &v)
        }
        try fields.optional("operator_limited", &operatorLimited, absent: .none) {
            (f, v) throws(CDRError) in try f.entries("operator_limited", &v)
        }
        try fields.enumeration("freshness", &freshness)
        try fields.optional("command_age_ns", &commandAge, absent: -1) {
            (f, v) throws(CDRError) in try f.field("command_age_ns", &v)
        }
        try fields.field("enabled", &enabled)
        try fields.field("intervention", &intervention)
        try fields.message("loan", &loan)
    }
}

extension Decision: CDRMessage {
    public static let typeName = "reins_msgs/msg/Decision"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.list("groups", &groups)
        try fields.message("episode", &episode)
        try fields.message("lease", &lease)
        try fields.message("offer", &offer)
        try fields.field("stop", &stop)
        try fields.list("answers", &answers)
    }
}
