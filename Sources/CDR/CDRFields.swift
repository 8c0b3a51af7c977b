/// The primitive types of `ros2msg` that we use, by their names there.
public enum CDRPrimitive: String, Sendable {
    case bool, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64, string
}

/// A message that ROS 2 tools can read: its fields are declared once, in order, in ``visit(_:)``.
public protocol CDRMessage: Sendable {
    /// `package/msg/Name`
    static var typeName: String { get }
    init()
    /// Shows every field to `fields`, which reads it, writes it or describes it.
    mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError)
    /// ``visit(_:)`` with the encoder. Not to be written: the one below is compiled for each
    /// message in the module that declares it, where its fields are known; a tick writes hundreds.
    mutating func encode(into encoder: inout CDREncoder) throws(CDRError)
    /// ``visit(_:)`` with the decoder, in the same way: an export reads millions.
    mutating func decode(from decoder: inout CDRDecoder) throws(CDRError)
}

extension CDRMessage {
    @inlinable
    public mutating func encode(into encoder: inout CDREncoder) throws(CDRError) {
        try visit(&encoder)
    }

    @inlinable
    public mutating func decode(from decoder: inout CDRDecoder) throws(CDRError) {
        try visit(&decoder)
    }
}

/// What walks over the fields of a message. Arrays are a header and then their elements, so that
/// inline storage needs neither closures nor allocation.
public protocol CDRFields {
    mutating func field(_ name: String, _ value: inout Bool) throws(CDRError)
    mutating func field(_ name: String, _ value: inout UInt8) throws(CDRError)
    mutating func field(_ name: String, _ value: inout Int16) throws(CDRError)
    mutating func field(_ name: String, _ value: inout UInt16) throws(CDRError)
    mutating func field(_ name: String, _ value: inout Int32) throws(CDRError)
    mutating func field(_ name: String, _ value: inout UInt32) throws(CDRError)
    mutating func field(_ name: String, _ value: inout Int64) throws(CDRError)
    mutating func field(_ name: String, _ value: inout UInt64) throws(CDRError)
    mutating func field(_ name: String, _ value: inout Float) throws(CDRError)
    mutating func field(_ name: String, _ value: inout Double) throws(CDRError)
    mutating func field(_ name: String, _ value: inout String) throws(CDRError)
    mutating func message<M: CDRMessage>(_ name: String, _ value: inout M) throws(CDRError)

    /// Whether an optional field has a value; in `ros2msg` a `bool has_NAME` before it.
    mutating func presence(of name: String, _ present: inout Bool) throws(CDRError)
    /// An enumeration as `uint8`; `accept` says whether a decoded value is one of its cases.
    mutating func code(_ name: String, _ value: inout UInt8, accept: (UInt8) -> Bool)
        throws(CDRError)

    /// Announces `type[count] name`; that many ``element(_:)`` follow.
    mutating func array(_ name: String, _ type: CDRPrimitive, count: Int) throws(CDRError)
    /// Announces `type[] name`; `count` elements follow. A decoder sets `count`, at most `limit`.
    mutating func sequence(_ name: String, _ type: CDRPrimitive, count: inout Int, limit: Int)
        throws(CDRError)
    /// Announces `Type[] name` of messages; `count` of ``element(message:)`` follow.
    mutating func sequence<M: CDRMessage>(
        _ name: String, of type: M.Type, count: inout Int, limit: Int) throws(CDRError)

    mutating func element(_ value: inout Int16) throws(CDRError)
    mutating func element(_ value: inout UInt8) throws(CDRError)
    mutating func element(_ value: inout UInt32) throws(CDRError)
    mutating func element(_ value: inout Float) throws(CDRError)
    mutating func element(_ value: inout Double) throws(CDRError)
    mutating func element(_ value: inout String) throws(CDRError)
    mutating func element<M: CDRMessage>(message value: inout M) throws(CDRError)
    /// The whole of a byte sequence at once: images are large.
    mutating func bytes(_ name: String, _ value: inout [UInt8], limit: Int) throws(CDRError)
}

extension CDRFields {
    /// An enumeration whose cases are small numbers.
    @inlinable
    public mutating func enumeration<E: RawRepresentable<UInt8>>(
        _ name: String, _ value: inout E
    ) throws(CDRError) {
        var raw = value.rawValue
        try code(name, &raw, accept: { E(rawValue: $0) != nil })
        if let decoded = E(rawValue: raw) { value = decoded }
    }

    @inlinable
    public mutating func doubles(_ name: String, _ values: inout [Double], limit: Int)
        throws(CDRError)
    {
        var count = values.count
        try sequence(name, .float64, count: &count, limit: limit)
        if count != values.count { values = [Double](repeating: 0, count: count) }
        for index in values.indices { try element(&values[index]) }
    }

    @inlinable
    public mutating func floats(_ name: String, _ values: inout [Float], limit: Int)
        throws(CDRError)
    {
        var count = values.count
        try sequence(name, .float32, count: &count, limit: limit)
        if count != values.count { values = [Float](repeating: 0, count: count) }
        for index in values.indices { try element(&values[index]) }
    }

    @inlinable
    public mutating func strings(_ name: String, _ values: inout [String], limit: Int)
        throws(CDRError)
    {
        var count = values.count
        try sequence(name, .string, count: &count, limit: limit)
        if count != values.count { values = [String](repeating: "", count: count) }
        for index in values.indices { try element(&values[index]) }
    }

    @inlinable
    public mutating func messages<M: CDRMessage>(_ name: String, _ values: inout [M], limit: Int)
        throws(CDRError)
    {
        var count = values.count
        try sequence(name, of: M.self, count: &count, limit: limit)
        if count != values.count { values = [M](repeating: M(), count: count) }
        for index in values.indices { try element(message: &values[index]) }
    }
}
