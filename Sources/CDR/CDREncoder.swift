/// Writes messages as CDR into a buffer that it keeps: encoding again into the same encoder
/// allocates only where a message is longer than any before.
public struct CDREncoder: CDRFields {
    /// The encoded message, with its 4-byte header.
    public private(set) var bytes: [UInt8] = []

    public init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Encodes one message, in place of what the encoder held before.
    public mutating func encode<M: CDRMessage>(_ message: borrowing M) throws(CDRError) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: CDR.header)
        var copy = copy message
        try copy.visit(&self)
    }

    /// As ``encode(_:)``, for a message that the caller keeps and that is not changed: nothing of
    /// it is copied, so that a message with lists encodes without allocating.
    public mutating func encode<M: CDRMessage>(kept message: inout M) throws(CDRError) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: CDR.header)
        try message.visit(&self)
    }

    /// One message as bytes of their own.
    public static func bytes<M: CDRMessage>(of message: M) throws(CDRError) -> [UInt8] {
        var encoder = CDREncoder(capacity: 256)
        try encoder.encode(message)
        return encoder.bytes
    }

    @inline(__always)
    private mutating func put<T: BitwiseCopyable>(_ value: T) {
        let size = MemoryLayout<T>.size
        while (bytes.count &- CDR.header.count) % size != 0 { bytes.append(0) }
        unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func put(_ text: String) throws(CDRError) {
        var text = text
        guard text.utf8.count < CDR.maximumString else {
            throw .tooMany(
                offset: bytes.count, count: UInt64(text.utf8.count), limit: CDR.maximumString)
        }
        put(UInt32(truncatingIfNeeded: text.utf8.count &+ 1))
        text.withUTF8 { unsafe bytes.append(contentsOf: $0) }
        bytes.append(0)
    }

    private mutating func put(count: Int, limit: Int) throws(CDRError) {
        guard count >= 0, count <= limit else {
            throw .tooMany(
                offset: bytes.count, count: UInt64(clamping: count), limit: limit)
        }
        put(UInt32(truncatingIfNeeded: count))
    }

    public mutating func field(_ name: String, _ value: inout Bool) { put(value ? UInt8(1) : 0) }
    public mutating func field(_ name: String, _ value: inout UInt8) { put(value) }
    public mutating func field(_ name: String, _ value: inout Int16) { put(value) }
    public mutating func field(_ name: String, _ value: inout UInt16) { put(value) }
    public mutating func field(_ name: String, _ value: inout Int32) { put(value) }
    public mutating func field(_ name: String, _ value: inout UInt32) { put(value) }
    public mutating func field(_ name: String, _ value: inout Int64) { put(value) }
    public mutating func field(_ name: String, _ value: inout UInt64) { put(value) }
    public mutating func field(_ name: String, _ value: inout Float) { put(value) }
    public mutating func field(_ name: String, _ value: inout Double) { put(value) }
    public mutating func field(_ name: String, _ value: inout String) throws(CDRError) {
        try put(value)
    }
    public mutating func message<M: CDRMessage>(_ name: String, _ value: inout M) throws(CDRError) {
        try value.visit(&self)
    }
    public mutating func presence(of name: String, _ present: inout Bool) {
        put(present ? UInt8(1) : 0)
    }
    public mutating func code(_ name: String, _ value: inout UInt8, accept: (UInt8) -> Bool) {
        put(value)
    }
    public mutating func array(_ name: String, _ type: CDRPrimitive, count: Int) {}
    public mutating func sequence(
        _ name: String, _ type: CDRPrimitive, count: inout Int, limit: Int
    ) throws(CDRError) { try put(count: count, limit: limit) }
    public mutating func sequence<M: CDRMessage>(
        _ name: String, of type: M.Type, count: inout Int, limit: Int
    ) throws(CDRError) { try put(count: count, limit: limit) }
    public mutating func element(_ value: inout Int16) { put(value) }
    public mutating func element(_ value: inout UInt8) { put(value) }
    public mutating func element(_ value: inout Float) { put(value) }
    public mutating func element(_ value: inout Double) { put(value) }
    public mutating func element(_ value: inout String) throws(CDRError) { try put(value) }
    public mutating func element<M: CDRMessage>(message value: inout M) throws(CDRError) {
        try value.visit(&self)
    }
    public mutating func bytes(_ name: String, _ value: inout [UInt8], limit: Int) throws(CDRError)
    {
        try put(count: value.count, limit: limit)
        bytes.append(contentsOf: value)
    }
}
