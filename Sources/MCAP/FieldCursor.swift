/// Reads the fields of one record, from front to end, and never past it.
struct FieldCursor {
    private let bytes: [UInt8]
    /// Next byte to read, as an index into the bytes.
    private(set) var position: Int
    private let end: Int
    /// File offset of `bytes[0]`, for errors.
    private let base: Int
    /// What is being read, for errors: "the channel record".
    private let what: String

    init(_ bytes: [UInt8], in range: Range<Int>, base: Int, what: String) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
        self.base = base
        self.what = what
    }

    /// Bytes not read yet.
    var remaining: Int { end - position }

    /// File offset of the next byte.
    var offset: Int { base + position }

    /// The next integer, little-endian.
    mutating func integer<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ type: T.Type = T.self
    ) throws(MCAPError) -> T {
        guard remaining >= MemoryLayout<T>.size else {
            throw MCAPError(offset: offset, .endsEarly(what: what))
        }
        let value = load(type, bytes, position)
        position += MemoryLayout<T>.size
        return value
    }

    /// Takes `declared` bytes, if they are there, and returns where they lie in the bytes.
    mutating func take(_ declared: UInt64) throws(MCAPError) -> Range<Int> {
        guard let count = Int(exactly: declared), count <= remaining else {
            throw MCAPError(
                offset: offset,
                .length(what: what, declared: declared, available: UInt64(max(remaining, 0))))
        }
        let range = position..<(position + count)
        position += count
        return range
    }

    /// A string; bytes that are not UTF-8 become replacement characters.
    mutating func string() throws(MCAPError) -> String {
        String(decoding: bytes[try take(UInt64(try integer(UInt32.self)))], as: UTF8.self)
    }

    /// Bytes behind a `u32` length.
    mutating func bytes32() throws(MCAPError) -> [UInt8] {
        [UInt8](bytes[try take(UInt64(try integer(UInt32.self)))])
    }

    /// Bytes behind a `u64` length.
    mutating func bytes64() throws(MCAPError) -> [UInt8] {
        [UInt8](bytes[try take(try integer(UInt64.self))])
    }

    /// A cursor over an array or map, which declares its length in bytes.
    mutating func items() throws(MCAPError) -> FieldCursor {
        let range = try take(UInt64(try integer(UInt32.self)))
        return FieldCursor(bytes, in: range, base: base, what: what)
    }

    /// A map of strings. Of equal keys the last one counts.
    mutating func map() throws(MCAPError) -> [String: String] {
        var items = try items()
        var map: [String: String] = [:]
        while items.remaining > 0 {
            let key = try items.string()
            map[key] = try items.string()
        }
        return map
    }
}

/// The little-endian integer at `offset`. The caller has checked that it lies in the bytes.
@inline(__always)
func load<T: FixedWidthInteger & BitwiseCopyable>(
    _ type: T.Type, _ bytes: [UInt8], _ offset: Int
) -> T {
    unsafe bytes.withUnsafeBytes { raw in
        unsafe T(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: type))
    }
}
