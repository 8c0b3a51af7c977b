/// How a puck reports its cap. Decided by the capability bits of the device, never by its USB id:
/// one product comes in both kinds.
public enum PuckKind: Equatable, Hashable, Sendable {
    /// `EV_REL`: values are displacements. Zero never arrives; an axis that is left out of its
    /// group's frame is zero, and so is a group that has gone silent.
    case relative
    /// `EV_ABS`: values are state. Zero arrives; silence means unchanged.
    case absolute(AxisRanges)
}

/// The ranges that an absolute device declares for its six axes.
public struct AxisRanges: Equatable, Hashable, Sendable {
    public static let standard = AxisRanges(
        minimum: SIMD8(repeating: -350), maximum: SIMD8(repeating: 350))

    /// Axis 0 to 5 in the first six places; the last two are unused.
    public var minimum: SIMD8<Int32>
    public var maximum: SIMD8<Int32>

    public init(minimum: SIMD8<Int32>, maximum: SIMD8<Int32>) {
        self.minimum = minimum
        self.maximum = maximum
    }

    /// `value` of an axis as counts, the declared range stretched to full deflection and cut there.
    func counts(_ value: Int32, axis: Int) -> Int32 {
        guard (0..<6).contains(axis) else { return 0 }
        let low = Int64(minimum[axis])
        let high = Int64(maximum[axis])
        // A device without a range of its own speaks in counts already.
        guard high > low else { return PuckCounts.clamped(value) }
        let offset = 2 * Int64(value) - (low + high)
        let scaled = (offset * Int64(PuckCounts.fullScale)) / (high - low)
        return PuckCounts.clamped(Int32(clamping: scaled))
    }
}
