public import Spatial

/// How the puck lies before the operator, and where the operator stands.
public struct PuckMounting: Equatable, Hashable, Sendable {
    /// The cable points away from the operator, who looks along the base frame's x.
    public static let standard = PuckMounting()

    public var axes = AxisMap.cableAway
    /// Turn of the operator about the base frame's z, rad: positive where the operator stands
    /// turned to the left of x. -6.3 to 6.3.
    public var operatorYaw: Double = 0

    public init(axes: AxisMap = .cableAway, operatorYaw: Double = 0) {
        self.axes = axes
        self.operatorYaw = operatorYaw
    }

    /// From the puck's axes to the operator's frame (x forward, y left, z up), turned to the base.
    public func turned(_ vector: Vector3) -> Vector3 {
        let mapped = axes.mapped(vector)
        guard operatorYaw != 0 else { return mapped }
        let sine = Elementary.sine(operatorYaw)
        let cosine = Elementary.cosine(operatorYaw)
        return Vector3(
            cosine * mapped.x - sine * mapped.y, sine * mapped.x + cosine * mapped.y, mapped.z)
    }
}

/// A permutation of three axes with signs.
public struct AxisMap: Equatable, Hashable, Sendable {
    /// An axis of the puck, with the sign in which it is used.
    public enum Source: String, CaseIterable, Equatable, Hashable, Sendable {
        case plusX = "+x"
        case minusX = "-x"
        case plusY = "+y"
        case minusY = "-y"
        case plusZ = "+z"
        case minusZ = "-z"

        var axis: Int {
            switch self {
            case .plusX, .minusX: 0
            case .plusY, .minusY: 1
            case .plusZ, .minusZ: 2
            }
        }

        var sign: Double {
            switch self {
            case .plusX, .plusY, .plusZ: 1
            case .minusX, .minusY, .minusZ: -1
            }
        }
    }

    /// Puck x right, y toward the operator, z down, to x forward, y left, z up.
    public static let cableAway = AxisMap(x: .minusY, y: .minusX, z: .minusZ)

    public var x: Source
    public var y: Source
    public var z: Source

    public init(x: Source, y: Source, z: Source) {
        self.x = x
        self.y = y
        self.z = z
    }

    /// Every axis is used once. Mirrored maps are allowed: the screen shows them live.
    public var isProper: Bool { Set([x.axis, y.axis, z.axis]).count == 3 }

    func mapped(_ vector: Vector3) -> Vector3 {
        Vector3(
            vector[x.axis] * x.sign, vector[y.axis] * y.sign, vector[z.axis] * z.sign)
    }
}
