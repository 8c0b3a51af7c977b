/// SplitMix64: the same seed gives the same run on every machine.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension String {
    /// Scalars from the corners where terminals and width tables differ.
    static func random(count: Int, using random: inout Seeded) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0x00...0xFF, 0x300...0x36F, 0x1100...0x11FF, 0x2000...0x206F, 0x2500...0x28FF,
            0x3000...0x30FF, 0xAC00...0xAD00, 0xFE00...0xFEFF, 0x1F300...0x1FAFF, 0x0...0x10FFFF,
        ]
        var text = String.UnicodeScalarView()
        while text.count < count {
            let range = ranges.randomElement(using: &random) ?? 0...0
            guard let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) else {
                continue
            }
            text.append(scalar)
        }
        return String(text)
    }
}
