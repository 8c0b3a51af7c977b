/// The checksum of MCAP (IEEE 802.3, as in zlib), sixteen bytes at a time.
public struct CRC32: Equatable, Sendable {
    private var state: UInt32 = 0xFFFF_FFFF

    /// The checksum of no bytes.
    public init() {}

    /// Continues a checksum that was taken before.
    init(resuming value: UInt32) { state = ~value }

    /// The checksum of all bytes seen so far.
    public var value: UInt32 { ~state }

    /// Continues the checksum over `bytes`.
    public mutating func update(_ bytes: Span<UInt8>) {
        var crc = state
        unsafe CRC32.tables.withUnsafeBufferPointer { table in
            unsafe bytes.withUnsafeBytes { source in
                let whole = source.count & ~15
                var at = 0
                while at < whole {
                    let a = unsafe word(source, at) ^ crc
                    let b = unsafe word(source, at + 4)
                    let c = unsafe word(source, at + 8)
                    let d = unsafe word(source, at + 12)
                    let ab = unsafe fold(table, a, 15) ^ fold(table, b, 11)
                    let cd = unsafe fold(table, c, 7) ^ fold(table, d, 3)
                    crc = ab ^ cd
                    at += 16
                }
                while at < source.count {
                    let index = unsafe (crc ^ UInt32(source[at])) & 0xFF
                    crc = unsafe (crc >> 8) ^ table[Int(index)]
                    at += 1
                }
            }
        }
        state = crc
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

    /// Table k holds the checksum of one byte followed by k zero bytes.
    private static let tables: [UInt32] = {
        var table = [UInt32](repeating: 0, count: 16 * 256)
        for n in 0..<256 {
            var crc = UInt32(n)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
            table[n] = crc
        }
        for n in 256..<table.count {
            let before = table[n - 256]
            table[n] = (before >> 8) ^ table[Int(before & 0xFF)]
        }
        return table
    }()
}

/// The four bytes at `offset`; the caller has checked that they are there.
@inline(__always)
private func word(_ source: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    unsafe UInt32(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
}

/// The share of one word in the checksum; `last` is the table of its first byte.
@inline(__always)
private func fold(_ table: UnsafeBufferPointer<UInt32>, _ word: UInt32, _ last: Int) -> UInt32 {
    let a = unsafe table[last << 8 | Int(word & 0xFF)]
    let b = unsafe table[(last - 1) << 8 | Int(word >> 8 & 0xFF)]
    let c = unsafe table[(last - 2) << 8 | Int(word >> 16 & 0xFF)]
    let d = unsafe table[(last - 3) << 8 | Int(word >> 24)]
    return a ^ b ^ c ^ d
}
