/// Numbers in the heads of messages, lowest byte first.
extension ArraySlice<UInt8> {
    /// Of at most 8 bytes.
    var littleEndian: UInt64 { reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
}

extension FixedWidthInteger {
    var littleEndianBytes: [UInt8] {
        (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> ($0 &* 8)) }
    }
}
