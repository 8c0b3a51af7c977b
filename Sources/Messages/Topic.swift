public import CDR

/// One stream of a recording, declared by the cell when a console connects.
public struct Topic: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Topic"
    /// What bulk messages name it by; counts from 0.
    public var id: UInt16 = 0
    public var name = ""
    /// `package/msg/Name`
    public var type = ""
    /// Its `ros2msg` text: the reader of a recording needs nothing else.
    public var schema = ""
    public init() {}
    public init<M: CDRMessage>(id: UInt16, name: String, of type: M.Type) {
        self.id = id
        self.name = name
        self.type = M.typeName
        schema = ROS2Schema.text(of: type)
    }
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("id", &id)
        try fields.field("name", &name)
        try fields.field("type", &type)
        try fields.field("schema", &schema)
    }
}

/// Names of the topics, see the table in the README.
public enum TopicName {
    public static let step = "/reins/step"
    public static let event = "/reins/event"
    public static let arbiterInput = "/reins/arbiter_input"
    public static let arbiterState = "/reins/arbiter_state"
    public static let policyChunk = "/reins/policy_chunk"
    public static let operatorInput = "/reins/operator_input"
    public static let clock = "/reins/clock"
    /// ``LatencyHistogram``, of the console: from a device's event to the command on the socket.
    public static let eventToCommand = "/reins/event_to_command"
    /// ``LatencyHistogram``, of the cell: from a command's receipt to the step that first used it.
    public static let commandToExecution = "/reins/command_to_execution"
    public static let log = "/rosout"
    public static func jointStates(_ group: String) -> String { "/\(group)/joint_states" }
    public static func wrench(_ group: String) -> String { "/\(group)/wrench" }
    public static func tactile(_ group: String) -> String { "/\(group)/tactile" }
    public static func toolPose(_ group: String) -> String { "/\(group)/tool_pose" }
    public static func camera(_ name: String) -> String { "/camera/\(name)/compressed" }
}
