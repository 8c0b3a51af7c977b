/// Writes messages as CDR into a buffer that it keeps: encoding again into the same encoder
/// allocates only where a message is longer than any before.
public struct CDREncoder: CDRFields {
    /// Longer than the message: storing into a place that is there costs a fraction of appending.
    private var storage: [UInt8]
    private var length = 0

    public init(capacity: Int = 0) {
        storage = [UInt8](repeating: 0, count: max(64, capacity))
    }

    /// The encoded message, with its 4-byte header.
    public var bytes: [UInt8] { Array(storage[..<length]) }

    /// Shows the encoded message without copying it.
    public func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(storage.span.extracting(first: length))
    }

    /// Encodes one message, in place of what the encoder held before.
    public mutating func encode<M: CDRMessage>(_ message: borrowing M) throws(CDRError) {
        var copy = copy message
        try encode(kept: &copy)
    }

    /// As ``encode(_:)``, for a message that the caller keeps and that is not changed: nothing of
    /// it is copied, so that a message with lists encodes without allocating.
    @inlinable
    public mutating func encode<M: CDRMessage>(kept message: inout M) throws(CDRError) {
        begin()
        try message.encode(into: &self)
    }

    @usableFromInline
    mutating func begin() {
        length = 0
        for byte in CDR.header { put(byte) }
    }

    /// One message as bytes of their own.
    public static func bytes<M: CDRMessage>(of message: M) throws(CDRError) -> [UInt8] {
        var encoder = CDREncoder(capacity: 256)
        try encoder.encode(message)
        encoder.storage.removeLast(encoder.storage.count &- encoder.length)
        return encoder.storage
    }

    /// Makes room for `count` bytes more.
    @inline(__always)
    private mutating func reserve(_ count: Int) {
        if storage.count &- length < count { grow(by: count) }
    }

    @inline(never)
    private mutating func grow(by count: Int) {
        let new = max(storage.count &* 2, length &+ count)
        storage.append(contentsOf: repeatElement(0, count: new &- storage.count))
    }

    @inline(__always)
    private mutating func put<T: BitwiseCopyable>(_ value: T) {
        let size = MemoryLayout<T>.size
        let start = length
        let aligned = start &+ (CDR.headerSize &- start) & (size &- 1)
        reserve(aligned &- start &+ size)
        unsafe storage.withUnsafeMutableBytes { bytes in
            for offset in start..<aligned { unsafe bytes[offset] = 0 }
            unsafe bytes.storeBytes(of: value, toByteOffset: aligned, as: T.self)
        }
        length = aligned &+ size
    }

    private mutating func put(raw source: UnsafeRawBufferPointer) {
        reserve(source.count)
        unsafe storage.withUnsafeMutableBytes {
            unsafe UnsafeMutableRawBufferPointer(rebasing: $0[length...]).copyMemory(from: source)
        }
        length &+= source.count
    }

    private mutating func put(_ text: String) throws(CDRError) {
        var text = text
        let count = text.utf8.count
        guard count < CDR.maximumString else {
            throw .tooMany(offset: length, count: UInt64(count), limit: CDR.maximumString)
        }
        put(UInt32(truncatingIfNeeded: count &+ 1))
        text.withUTF8 { unsafe put(raw: UnsafeRawBufferPointer($0)) }
        put(UInt8(0))
    }

    @usableFromInline
    mutating func put(count: Int, limit: Int) throws(CDRError) {
        guard count >= 0, count <= limit else {
            throw .tooMany(offset: length, count: UInt64(clamping: count), limit: limit)
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
    @inlinable
    public mutating func message<M: CDRMessage>(_ name: String, _ value: inout M) throws(CDRError) {
        try value.encode(into: &self)
    }
    public mutating func presence(of name: String, _ present: inout Bool) {
        put(present ? UInt8(1) : 0)
    }
    @inlinable
    public mutating func code(_ name: String, _ value: inout UInt8, accept: (UInt8) -> Bool) {
        field(name, &value)
    }
    @inlinable
    public mutating func array(_ name: String, _ type: CDRPrimitive, count: Int) {}
    public mutating func sequence(
        _ name: String, _ type: CDRPrimitive, count: inout Int, limit: Int
    ) throws(CDRError) { try put(count: count, limit: limit) }
    @inlinable
    public mutating func sequence<M: CDRMessage>(
        _ name: String, of type: M.Type, count: inout Int, limit: Int
    ) throws(CDRError) { try put(count: count, limit: limit) }
    public mutating func element(_ value: inout Int16) { put(value) }
    public mutating func element(_ value: inout UInt8) { put(value) }
    public mutating func element(_ value: inout UInt32) { put(value) }
    public mutating func element(_ value: inout Float) { put(value) }
    public mutating func element(_ value: inout Double) { put(value) }
    public mutating func element(_ value: inout String) throws(CDRError) { try put(value) }
    @inlinable
    public mutating func element<M: CDRMessage>(message value: inout M) throws(CDRError) {
        try value.encode(into: &self)
    }
    public mutating func bytes(_ name: String, _ value: inout [UInt8], limit: Int) throws(CDRError)
    {
        try put(count: value.count, limit: limit)
        unsafe value.withUnsafeBytes { unsafe put(raw: $0) }
    }
}
