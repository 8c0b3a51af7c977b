/// What a fuzz target makes of its input's bytes. When they are used up, everything is zero.
struct Draws {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isEmpty: Bool { place >= bytes.count }

    mutating func byte() -> UInt8 {
        guard place < bytes.count else { return 0 }
        defer { place += 1 }
        return bytes[place]
    }

    mutating func number() -> UInt64 {
        (0..<8).reduce(0) { number, _ in number << 8 | UInt64(byte()) }
    }

    mutating func below(_ bound: Int) -> Int { Int(byte()) % bound }

    /// Once in `times`, by the bytes.
    mutating func once(in times: Int) -> Bool { below(times) == 1 }

    /// Often what is meant, sometimes anything.
    mutating func mostly(_ usual: UInt32) -> UInt32 {
        once(in: 16) ? UInt32(truncatingIfNeeded: number()) : usual
    }

    /// Small numbers, and now and then any bit pattern at all.
    mutating func double() -> Double {
        switch byte() {
        case 255: Double(bitPattern: number())
        case 254: .nan
        case 253: .infinity
        case 252: -.infinity
        case 251: .greatestFiniteMagnitude
        case 250: .leastNonzeroMagnitude
        case 249: 1e18
        case let small: (Double(small) - 124) / 64
        }
    }

    mutating func text(_ most: Int = 48) -> [UInt8] { (0..<below(most)).map { _ in byte() } }
}

/// The whole input as an array.
func array(_ data: UnsafePointer<UInt8>, _ size: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: data, count: size))
}
