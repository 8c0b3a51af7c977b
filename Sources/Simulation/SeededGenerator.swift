public import Spatial

/// SplitMix64: chance as a value. The same seed gives the same numbers everywhere.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// A generator of its own for one purpose: what one consumer draws never shifts another's.
    public init(seed: UInt64, stream: UInt64) {
        var mixer = SeededGenerator(seed: seed)
        let first = mixer.next()
        state = first ^ (stream &* 0xD1B5_4A32_D192_ED03)
        _ = next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in [-reach, reach).
    public mutating func symmetric(_ reach: Double) -> Double { (uniform() * 2 - 1) * reach }

    /// Normal with mean 0 and standard deviation 1.
    public mutating func normal() -> Double {
        let radius = (-2 * Elementary.logarithm(1 - uniform())).squareRoot()
        return radius * Elementary.cosine(2 * Double.pi * uniform())
    }

    /// Three independent normal numbers of the given standard deviation.
    public mutating func normalVector(_ deviation: Double) -> Vector3 {
        Vector3(normal(), normal(), normal()) * deviation
    }
}
