public import CDR
public import Control
public import Spatial

extension GroupObservation: CDRMessage {
    public static let typeName = "reins_msgs/msg/GroupObservation"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.optional("tool", &tool, absent: .absent) { (f, v) throws(CDRError) in
            try f.pose("tool", &v)
        }
        try fields.optional("joints", &joints, absent: .init(repeating: .nan)) {
            (f, v) throws(CDRError) in try f.lanes("joints", &v)
        }
        try fields.optional("wrench", &wrench, absent: .absent) { (f, v) throws(CDRError) in
            try f.wrench("wrench", &v)
        }
        try fields.optional("gripper", &gripper, absent: .nan) { (f, v) throws(CDRError) in
            try f.field("gripper", &v)
        }
    }
}

extension Wrench {
    public static let absent = Wrench(
        force: Vector3(repeating: .nan), torque: Vector3(repeating: .nan))
}

extension PolicyCandidate: CDRMessage {
    public static let typeName = "reins_msgs/msg/PolicyCandidate"
    public init() {
        self.init(
            entries: .none, chunk: 0, index: -1, remaining: 0, observation: 0, observedAt: 0,
            inferenceBegan: 0, offeredAt: 0)
    }
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.entries("action", &entries)
        try fields.field("chunk", &chunk)
        try fields.field("index", &index)
        try fields.field("remaining_ns", &remaining)
        try fields.optional("anchor", &anchor, absent: .absent) { (f, v) throws(CDRError) in
            try f.pose("anchor", &v)
        }
        try fields.field("observation", &observation)
        try fields.field("observed_at_ns", &observedAt)
        try fields.field("inference_began_ns", &inferenceBegan)
        try fields.field("offered_at_ns", &offeredAt)
    }
}

extension GroupCommand: CDRMessage {
    public static let typeName = "reins_msgs/msg/GroupCommand"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.twist("twist", &twist)
        try fields.enumeration("frame", &frame)
        try fields.field("enabled", &enabled)
        try fields.field("presses", &presses)
        try fields.field("neutral_seen", &neutralSeen)
        try fields.field("gripper_toggles", &gripperToggles)
        try fields.field("device_alive", &deviceAlive)
        try fields.counts("counts", &counts)
        try fields.field("sample_age_ns", &sampleAge)
    }
}

extension LeaseTag: CDRMessage {
    public static let typeName = "reins_msgs/msg/LeaseTag"
    public init() { self = .none }
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("epoch", &epoch)
        try fields.field("sequence", &sequence)
    }
}

extension OperatorCommand: CDRMessage {
    public static let typeName = "reins_msgs/msg/OperatorCommand"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("lease", &lease)
        try fields.field("sequence", &sequence)
        try fields.field("received_at_ns", &receivedAt)
        try fields.list("groups", &groups)
    }
}

extension Request: CDRMessage {
    public static let typeName = "reins_msgs/msg/Request"
    public init() { self.init(.hold) }
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.enumeration("kind", &kind)
        try fields.field("client", &client)
        try fields.message("lease", &lease)
        try fields.field("id", &id)
        try fields.field("groups", &groups)
        try fields.field("argument", &argument)
    }
}

extension Kinematics: CDRMessage {
    public static let typeName = "reins_msgs/msg/Kinematics"
    public init() {
        self.init(tool: .identity, jacobian: FixedList(repeating: .zero, count: 6))
    }
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.pose("tool", &tool)
        try fields.array("jacobian", .float64, count: 48)
        for row in 0..<6 {
            var lanes = jacobian[row]
            for lane in 0..<8 { try fields.element(&lanes[lane]) }
            jacobian[row] = lanes
        }
    }
}

extension GroupInput: CDRMessage {
    public static let typeName = "reins_msgs/msg/GroupInput"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("observation", &observation)
        try fields.optional("candidate", &candidate, absent: .init()) { (f, v) throws(CDRError) in
            try f.message("candidate", &v)
        }
        try fields.optional("kinematics", &kinematics, absent: .init()) {
            (f, v) throws(CDRError) in try f.message("kinematics", &v)
        }
    }
}

extension ArbiterInput: CDRMessage {
    public static let typeName = "reins_msgs/msg/ArbiterInput"
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("tick", &tick)
        try fields.field("now_ns", &now)
        try fields.enumeration("robot_mode", &robotMode)
        try fields.field("measured_at_ns", &measuredAt)
        try fields.list("groups", &groups)
        try fields.list("commands", &commands)
        try fields.list("requests", &requests)
    }
}
