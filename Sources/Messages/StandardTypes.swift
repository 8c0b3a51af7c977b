public import CDR

/// `builtin_interfaces/msg/Time`
public struct Time: CDRMessage, Equatable, Hashable {
    public static let typeName = "builtin_interfaces/msg/Time"
    public var seconds: Int32 = 0
    public var nanoseconds: UInt32 = 0

    public init() {}
    /// - Parameter unixNanoseconds: ns since 1970; times outside 32-bit seconds are clamped.
    public init(unixNanoseconds: Int64) {
        seconds = Int32(clamping: unixNanoseconds / 1_000_000_000)
        nanoseconds = UInt32(clamping: unixNanoseconds % 1_000_000_000)
    }
    /// ns since 1970.
    public var unixNanoseconds: Int64 { Int64(seconds) * 1_000_000_000 + Int64(nanoseconds) }

    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("sec", &seconds)
        try fields.field("nanosec", &nanoseconds)
    }
}

/// `std_msgs/msg/Header`
public struct Header: CDRMessage, Equatable {
    public static let typeName = "std_msgs/msg/Header"
    public var stamp = Time()
    public var frame = ""
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("stamp", &stamp)
        try fields.field("frame_id", &frame)
    }
}

/// `sensor_msgs/msg/CompressedImage`: the camera's JPEG as it was sent.
public struct CompressedImage: CDRMessage, Equatable {
    public static let typeName = "sensor_msgs/msg/CompressedImage"
    public static let maximumBytes = 16 << 20
    public var header = Header()
    public var format = "jpeg"
    public var data: [UInt8] = []
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("header", &header)
        try fields.field("format", &format)
        try fields.bytes("data", &data, limit: CompressedImage.maximumBytes)
    }
}

/// `sensor_msgs/msg/JointState`: rad, rad/s, N·m
public struct JointState: CDRMessage, Equatable {
    public static let typeName = "sensor_msgs/msg/JointState"
    public var header = Header()
    public var name: [String] = []
    public var position: [Double] = []
    public var velocity: [Double] = []
    public var effort: [Double] = []
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("header", &header)
        try fields.strings("name", &name, limit: 256)
        try fields.doubles("position", &position, limit: 256)
        try fields.doubles("velocity", &velocity, limit: 256)
        try fields.doubles("effort", &effort, limit: 256)
    }
}

/// `rcl_interfaces/msg/Log`: what viewers show as text.
public struct Log: CDRMessage, Equatable {
    public static let typeName = "rcl_interfaces/msg/Log"
    public static let info: UInt8 = 20
    public static let warning: UInt8 = 30
    public static let error: UInt8 = 40
    public var stamp = Time()
    public var level = Log.info
    public var name = "reins"
    public var text = ""
    public var file = ""
    public var function = ""
    public var line: UInt32 = 0
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("stamp", &stamp)
        try fields.field("level", &level)
        try fields.field("name", &name)
        try fields.field("msg", &text)
        try fields.field("file", &file)
        try fields.field("function", &function)
        try fields.field("line", &line)
    }
}
