/// The deflection of a puck's cap on its six axes, in device counts.
///
/// The axes are the device's own, right-handed, z down: x right, y toward the operator, z into the
/// table; rotations right-handed about those axes. Full deflection is `fullScale`.
public struct PuckCounts: Equatable, Hashable, Sendable {
    /// Counts at full deflection, either way. Some units exceed it, up to 498; they are cut.
    public static let fullScale: Int32 = 350
    public static let zero = PuckCounts(translation: .zero, rotation: .zero)

    public var translation: SIMD3<Int32>
    public var rotation: SIMD3<Int32>

    public init(translation: SIMD3<Int32>, rotation: SIMD3<Int32>) {
        self.translation = translation
        self.rotation = rotation
    }

    /// Axis 0 to 5 in the order of the evdev codes: x, y, z, rx, ry, rz. Any other reads as zero.
    public subscript(axis: Int) -> Int32 {
        get {
            switch axis {
            case 0...2: translation[axis]
            case 3...5: rotation[axis - 3]
            default: 0
            }
        }
        set {
            switch axis {
            case 0...2: translation[axis] = newValue
            case 3...5: rotation[axis - 3] = newValue
            default: break
            }
        }
    }

    /// True where no axis is further from zero than `band` counts.
    public func isWithin(_ band: Int32) -> Bool {
        for axis in 0..<6 where self[axis] > band || self[axis] < 0 &- band { return false }
        return true
    }

    /// Every count multiplied by `share`, 0 to 1, toward zero.
    func faded(to share: Double) -> PuckCounts {
        var faded = PuckCounts.zero
        for axis in 0..<6 { faded[axis] = Int32(Double(self[axis]) * min(1, max(0, share))) }
        return faded
    }

    /// `value` cut to full deflection.
    static func clamped(_ value: Int32) -> Int32 { min(fullScale, max(0 &- fullScale, value)) }
}
