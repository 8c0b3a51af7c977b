/// Reads one message from CDR bytes. Every length is checked against what is left before anything
/// is allocated.
public struct CDRDecoder: CDRFields {
    /// `offset` and those of errors count from its first byte.
    @usableFromInline let source: ArraySlice<UInt8>
    @usableFromInline var offset: Int

    /// - Throws: ``CDRError/badHeader`` where the bytes are not little-endian CDR.
    public init(_ bytes: ArraySlice<UInt8>) throws(CDRError) {
        guard bytes.starts(with: [0, 1]), bytes.count >= 4 else { throw .badHeader }
        source = bytes
        offset = 4
    }

    public init(_ bytes: [UInt8]) throws(CDRError) { try self.init(bytes[...]) }

    /// Decodes a whole message. Bytes behind it are ignored: a newer sender may append fields.
    public static func decode<M: CDRMessage>(_ type: M.Type, from bytes: [UInt8]) throws(CDRError)
        -> M
    {
        try decode(type, from: bytes[...])
    }

    public static func decode<M: CDRMessage>(
        _ type: M.Type, from bytes: ArraySlice<UInt8>
    ) throws(CDRError) -> M {
        var decoder = try CDRDecoder(bytes)
        var message = M()
        try message.decode(from: &decoder)
        return message
    }

    /// As ``decode(_:from:)``, for a peer that speaks exactly our version: bytes behind the message
    /// are refused.
    public static func decodeExactly<M: CDRMessage>(
        _ type: M.Type, from bytes: [UInt8]
    ) throws(CDRError) -> M {
        var decoder = try CDRDecoder(bytes)
        var message = M()
        try message.visit(&decoder)
        guard decoder.offset == bytes.count else { throw .trailing(offset: decoder.offset) }
        return message
    }

    @inlinable @inline(__always)
    mutating func take<T: BitwiseCopyable>(_ type: T.Type) throws(CDRError) -> T {
        let size = MemoryLayout<T>.size
        let aligned = (offset &- 4 &+ size &- 1) / size * size &+ 4
        guard aligned <= source.count, source.count &- aligned >= size else {
            throw .truncated(offset: source.count, needed: aligned &+ size &- source.count)
        }
        offset = aligned &+ size
        return unsafe source.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: aligned, as: T.self)
        }
    }

    @inlinable
    mutating func takeFlag(_ name: String) throws(CDRError) -> Bool {
        switch try take(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw .badValue(offset: offset - 1, field: name)
        }
    }

    /// A value that is the same already stays: most strings of a stream never change.
    private mutating func take(into value: inout String) throws(CDRError) {
        let start = offset
        let length = Int(try take(UInt32.self))
        guard length >= 1, length <= CDR.maximumString else { throw .badString(offset: start) }
        guard source.count - offset >= length else {
            throw .truncated(offset: source.count, needed: offset + length - source.count)
        }
        let first = source.startIndex + offset
        let end = first + length - 1
        guard source[end] == 0 else { throw .badString(offset: start) }
        offset += length
        if value.utf8.elementsEqual(source[first..<end]) { return }
        guard let text = String(validating: source[first..<end], as: UTF8.self) else {
            throw .badString(offset: start)
        }
        value = text
    }

    private mutating func takeCount(limit: Int, elementSize: Int) throws(CDRError) -> Int {
        let start = offset
        let count = try take(UInt32.self)
        guard count <= UInt32(clamping: limit) else {
            throw .tooMany(offset: start, count: UInt64(count), limit: limit)
        }
        let needed = Int(count) * elementSize
        guard source.count - offset >= needed else {
            throw .truncated(offset: source.count, needed: offset + needed - source.count)
        }
        return Int(count)
    }

    @inlinable
    public mutating func field(_ name: String, _ value: inout Bool) throws(CDRError) {
        value = try takeFlag(name)
    }
    @inlinable
    public mutating func field(_ name: String, _ value: inout UInt8) throws(CDRError) {
        value = try take(UInt8.self)
    }
    @inlinable
    public mutating func field(_ name: String, _ value: inout Int16) throws(CDRError) {
        value = try take(Int16.self)
    }
    @inlinable
    public mutating func field(_ name: String, _ value: inout UInt16) throws(CDRError) {
        value = try take(UInt16.self)
    }
    @inlinable
    public mutating func field(_ name: String, _ value: inout Int32) throws(CDRError) {
        value = try take(Int32.self)
    }
    @inlinable
    public mutating func field(_ name: String, _ value: inout UInt32) throws(CDRError) {
        value = try take(UInt32.self)
    }
    @inlinable
    public mutating func field(_ name: String, _ value: inout Int64) throws(CDRError) {
        value = try take(Int64.self)
    }
    @inlinable
    public mutating func field(_ name: String, _ value: inout UInt64) throws(CDRError) {
        value = try take(UInt64.self)
    }
    @inlinable
    public mutating func field(_ name: String, _ value: inout Float) throws(CDRError) {
        value = try take(Float.self)
    }
    @inlinable
    public mutating func field(_ name: String, _ value: inout Double) throws(CDRError) {
        value = try take(Double.self)
    }
    public mutating func field(_ name: String, _ value: inout String) throws(CDRError) {
        try take(into: &value)
    }
    public mutating func message<M: CDRMessage>(_ name: String, _ value: inout M) throws(CDRError) {
        try value.decode(from: &self)
    }
    @inlinable
    public mutating func presence(of name: String, _ present: inout Bool) throws(CDRError) {
        present = try takeFlag(name)
    }
    @inlinable
    public mutating func code(
        _ name: String, _ value: inout UInt8, accept: (UInt8) -> Bool
    ) throws(CDRError) {
        value = try take(UInt8.self)
        guard accept(value) else { throw .badValue(offset: offset - 1, field: name) }
    }
    public mutating func array(_ name: String, _ type: CDRPrimitive, count: Int) {}
    public mutating func sequence(
        _ name: String, _ type: CDRPrimitive, count: inout Int, limit: Int
    ) throws(CDRError) { count = try takeCount(limit: limit, elementSize: type.minimumSize) }
    public mutating func sequence<M: CDRMessage>(
        _ name: String, of type: M.Type, count: inout Int, limit: Int
    ) throws(CDRError) { count = try takeCount(limit: limit, elementSize: 1) }
    @inlinable
    public mutating func element(_ value: inout Int16) throws(CDRError) {
        value = try take(Int16.self)
    }
    @inlinable
    public mutating func element(_ value: inout UInt8) throws(CDRError) {
        value = try take(UInt8.self)
    }
    @inlinable
    public mutating func element(_ value: inout UInt32) throws(CDRError) {
        value = try take(UInt32.self)
    }
    @inlinable
    public mutating func element(_ value: inout Float) throws(CDRError) {
        value = try take(Float.self)
    }
    @inlinable
    public mutating func element(_ value: inout Double) throws(CDRError) {
        value = try take(Double.self)
    }
    public mutating func element(_ value: inout String) throws(CDRError) {
        try take(into: &value)
    }
    public mutating func element<M: CDRMessage>(message value: inout M) throws(CDRError) {
        try value.decode(from: &self)
    }
    public mutating func bytes(_ name: String, _ value: inout [UInt8], limit: Int) throws(CDRError)
    {
        let count = try takeCount(limit: limit, elementSize: 1)
        value = Array(source.dropFirst(offset).prefix(count))
        offset += count
    }
}

extension CDRPrimitive {
    /// Bytes that one element takes at least, so that a count can be checked before allocation.
    var minimumSize: Int {
        switch self {
        case .bool, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        case .string: 5
        }
    }
}
