/// A vector of three numbers; the name of the variable says its unit and frame.
public typealias Vector3 = SIMD3<Double>

extension SIMD3<Double> {
    public func dot(_ other: Self) -> Double { (self * other).sum() }

    public func cross(_ other: Self) -> Self {
        Self(
            y * other.z - z * other.y,
            z * other.x - x * other.z,
            x * other.y - y * other.x)
    }

    /// Euclidean length.
    public var length: Double { dot(self).squareRoot() }

    /// The same direction, no longer than `limit`; unchanged where it already is.
    public func limited(to limit: Double) -> Self {
        let length = length
        return length > limit ? self * (limit / length) : self
    }

    public var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }

    /// The point at share `t` (0 to 1) of the straight way to `other`.
    public func interpolated(to other: Self, _ t: Double) -> Self { self + (other - self) * t }
}

extension SIMD8<Double> {
    /// Whether every lane is a number.
    @inlinable public var isFinite: Bool {
        for lane in 0..<8 where !self[lane].isFinite { return false }
        return true
    }
}
