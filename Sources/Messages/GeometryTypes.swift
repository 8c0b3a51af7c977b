public import CDR
public import Spatial

/// `geometry_msgs/msg/Vector3`
struct ROSVector3: CDRMessage {
    static let typeName = "geometry_msgs/msg/Vector3"
    var value = Vector3.zero
    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("x", &value.x)
        try fields.field("y", &value.y)
        try fields.field("z", &value.z)
    }
}

/// `geometry_msgs/msg/Point`
struct ROSPoint: CDRMessage {
    static let typeName = "geometry_msgs/msg/Point"
    var value = Vector3.zero
    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("x", &value.x)
        try fields.field("y", &value.y)
        try fields.field("z", &value.z)
    }
}

/// `geometry_msgs/msg/Quaternion`
struct ROSQuaternion: CDRMessage {
    static let typeName = "geometry_msgs/msg/Quaternion"
    var value = Rotation.identity
    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        var (x, y, z, w) = (value.vector.x, value.vector.y, value.vector.z, value.real)
        try fields.field("x", &x)
        try fields.field("y", &y)
        try fields.field("z", &z)
        try fields.field("w", &w)
        value = Rotation(recordedX: x, y: y, z: z, w: w) ?? .identity
    }
}

/// `geometry_msgs/msg/Pose`
struct ROSPose: CDRMessage {
    static let typeName = "geometry_msgs/msg/Pose"
    var position = ROSPoint()
    var orientation = ROSQuaternion()
    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("position", &position)
        try fields.message("orientation", &orientation)
    }
}

/// `geometry_msgs/msg/PoseStamped`
public struct PoseStamped: CDRMessage {
    public static let typeName = "geometry_msgs/msg/PoseStamped"
    public var header = Header()
    private var content = ROSPose()

    public init() {}
    public var pose: Pose {
        get { Pose(position: content.position.value, rotation: content.orientation.value) }
        set {
            content.position.value = newValue.position
            content.orientation.value = newValue.rotation
        }
    }
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("header", &header)
        try fields.message("pose", &content)
    }
}

/// `geometry_msgs/msg/Wrench`
struct ROSWrench: CDRMessage {
    static let typeName = "geometry_msgs/msg/Wrench"
    var force = ROSVector3()
    var torque = ROSVector3()
    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("force", &force)
        try fields.message("torque", &torque)
    }
}

/// `geometry_msgs/msg/WrenchStamped`
public struct WrenchStamped: CDRMessage {
    public static let typeName = "geometry_msgs/msg/WrenchStamped"
    public var header = Header()
    private var content = ROSWrench()

    public init() {}
    public var wrench: Wrench {
        get { Wrench(force: content.force.value, torque: content.torque.value) }
        set {
            content.force.value = newValue.force
            content.torque.value = newValue.torque
        }
    }
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("header", &header)
        try fields.message("wrench", &content)
    }
}
