internal import CDeflate

/// The checksum of MCAP (IEEE 802.3, as in zlib). libdeflate's, because it uses the processor's own
/// instructions: a table in Swift was an eighth of reading a recording.
public struct CRC32: Equatable, Sendable {
    /// The checksum of all bytes seen so far.
    public private(set) var value: UInt32

    /// The checksum of no bytes.
    public init() { value = 0 }

    /// Continues a checksum that was taken before.
    init(resuming value: UInt32) { self.value = value }

    /// Continues the checksum over `bytes`.
    public mutating func update(_ bytes: Span<UInt8>) {
        value = unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return value }
            return unsafe libdeflate_crc32(value, start, source.count)
        }
    }

    /// Continues the checksum over `bytes`.
    public mutating func update(_ bytes: ArraySlice<UInt8>) { update(bytes.span) }

    /// The checksum of `bytes` alone.
    public static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 { of(bytes.span) }

    /// The checksum of `bytes` alone.
    public static func of(_ bytes: Span<UInt8>) -> UInt32 {
        var crc = CRC32()
        crc.update(bytes)
        return crc.value
    }
}
