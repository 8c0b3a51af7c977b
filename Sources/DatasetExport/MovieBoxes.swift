/// The boxes of an MP4 file, big-endian, each behind its length and its name of four letters.
struct MovieBoxes {
    private(set) var bytes: [UInt8] = []

    mutating func integer<T: FixedWidthInteger>(_ value: T) {
        for shift in stride(from: T.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> T(shift)))
        }
    }

    mutating func integers<T: FixedWidthInteger>(_ values: [T]) {
        for value in values { integer(value) }
    }

    mutating func text(_ value: String) { bytes += Array(value.utf8) }

    mutating func zeros(_ count: Int) { bytes += [UInt8](repeating: 0, count: count) }

    /// A box. Its length is known when its content is.
    mutating func box(_ name: String, _ content: (inout MovieBoxes) -> Void) {
        let start = bytes.count
        integer(UInt32(0))
        text(name)
        content(&self)
        let length = UInt32(bytes.count - start)
        for byte in 0..<4 {
            bytes[start + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32(byte)))
        }
    }

    /// A box that starts with a version and flags.
    mutating func fullBox(
        _ name: String, version: UInt8 = 0, flags: UInt32 = 0,
        _ content: (inout MovieBoxes) -> Void
    ) {
        box(name) { box in
            box.integer(UInt32(version) << 24 | flags)
            content(&box)
        }
    }

    /// The matrix that turns and shears nothing.
    mutating func unityMatrix() {
        integers([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000] as [UInt32])
    }
}
