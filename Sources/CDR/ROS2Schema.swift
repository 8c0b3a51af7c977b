/// The `ros2msg` text of a message type, as a ROS 2 bag stores it: the type's own fields, then for
/// each type it needs a line of 80 `=`, `MSG: package/Name` and that type's fields.
public struct ROS2Schema: CDRFields {
    private var lines: [String] = []
    private var needed: [String] = []
    private var texts: [String: String] = [:]

    private init() {}

    public static func text<M: CDRMessage>(of type: M.Type) -> String {
        var schema = ROS2Schema()
        let own = schema.describe(type)
        let dependencies = schema.needed.map { name in
            String(repeating: "=", count: 80) + "\nMSG: \(shortName(name))\n"
                + (schema.texts[name] ?? "")
        }
        return ([own] + dependencies).joined()
    }

    /// `package/msg/Name` as field types and `MSG:` lines write it: `package/Name`.
    private static func shortName(_ typeName: String) -> String {
        let parts = typeName.split(separator: "/")
        return parts.count == 3 ? "\(parts[0])/\(parts[2])" : typeName
    }

    /// The lines of one type; what it needs is collected on the way, each type once.
    private mutating func describe<M: CDRMessage>(_ type: M.Type) -> String {
        let outer = lines
        lines = []
        var message = M()
        try? message.visit(&self)
        let text = lines.map { $0 + "\n" }.joined()
        lines = outer
        return text
    }

    private mutating func need<M: CDRMessage>(_ type: M.Type) {
        guard texts[M.typeName] == nil else { return }
        texts[M.typeName] = ""
        needed.append(M.typeName)
        texts[M.typeName] = describe(type)
    }

    private mutating func line(_ type: CDRPrimitive, _ name: String) {
        lines.append("\(type.rawValue) \(name)")
    }

    public mutating func field(_ name: String, _ value: inout Bool) { line(.bool, name) }
    public mutating func field(_ name: String, _ value: inout UInt8) { line(.uint8, name) }
    public mutating func field(_ name: String, _ value: inout Int16) { line(.int16, name) }
    public mutating func field(_ name: String, _ value: inout UInt16) { line(.uint16, name) }
    public mutating func field(_ name: String, _ value: inout Int32) { line(.int32, name) }
    public mutating func field(_ name: String, _ value: inout UInt32) { line(.uint32, name) }
    public mutating func field(_ name: String, _ value: inout Int64) { line(.int64, name) }
    public mutating func field(_ name: String, _ value: inout UInt64) { line(.uint64, name) }
    public mutating func field(_ name: String, _ value: inout Float) { line(.float32, name) }
    public mutating func field(_ name: String, _ value: inout Double) { line(.float64, name) }
    public mutating func field(_ name: String, _ value: inout String) { line(.string, name) }
    public mutating func message<M: CDRMessage>(_ name: String, _ value: inout M) {
        need(M.self)
        lines.append("\(ROS2Schema.shortName(M.typeName)) \(name)")
    }
    public mutating func presence(of name: String, _ present: inout Bool) {
        line(.bool, "has_\(name)")
        present = true
    }
    public mutating func code(_ name: String, _ value: inout UInt8, accept: (UInt8) -> Bool) {
        line(.uint8, name)
    }
    public mutating func array(_ name: String, _ type: CDRPrimitive, count: Int) {
        lines.append("\(type.rawValue)[\(count)] \(name)")
    }
    public mutating func sequence(
        _ name: String, _ type: CDRPrimitive, count: inout Int, limit: Int
    ) {
        lines.append("\(type.rawValue)[] \(name)")
        count = 0
    }
    public mutating func sequence<M: CDRMessage>(
        _ name: String, of type: M.Type, count: inout Int, limit: Int
    ) {
        need(M.self)
        lines.append("\(ROS2Schema.shortName(M.typeName))[] \(name)")
        count = 0
    }
    public mutating func element(_ value: inout Int16) {}
    public mutating func element(_ value: inout UInt8) {}
    public mutating func element(_ value: inout UInt32) {}
    public mutating func element(_ value: inout Float) {}
    public mutating func element(_ value: inout Double) {}
    public mutating func element(_ value: inout String) {}
    public mutating func element<M: CDRMessage>(message value: inout M) {}
    public mutating func bytes(_ name: String, _ value: inout [UInt8], limit: Int) {
        lines.append("uint8[] \(name)")
    }
}
