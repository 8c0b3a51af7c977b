/// Position and orientation of one frame in another.
public struct Pose: Equatable, Hashable, Sendable {
    /// m
    public var position: Vector3
    public var rotation: Rotation

    public static let identity = Pose(position: .zero, rotation: .identity)

    public init(position: Vector3, rotation: Rotation) {
        self.position = position
        self.rotation = rotation
    }

    public var isFinite: Bool { position.isFinite && rotation.isFinite }

    /// A point of this pose's frame, in the outer frame, m.
    public func applied(to point: Vector3) -> Vector3 { position + rotation.rotating(point) }

    public static func * (outer: Pose, inner: Pose) -> Pose {
        Pose(
            position: outer.applied(to: inner.position),
            rotation: outer.rotation * inner.rotation)
    }

    public var inverse: Pose {
        let back = rotation.inverse
        return Pose(position: -back.rotating(position), rotation: back)
    }

    /// This pose after moving for `seconds` with a constant twist about its own origin, both
    /// expressed in the outer frame ("world composition"). The rotation follows the exponential
    /// map.
    public func advanced(by twistInOuter: Twist, for seconds: Double) -> Pose {
        moved(by: twistInOuter * seconds)
    }

    /// This pose moved by a displacement (m, rad as axis times angle) in the outer frame.
    public func moved(by displacementInOuter: Twist) -> Pose {
        Pose(
            position: position + displacementInOuter.linear,
            rotation: Rotation(axisAngle: displacementInOuter.angular) * rotation)
    }

    /// The displacement in the outer frame that moves this pose to `target`: the inverse of
    /// ``moved(by:)``.
    public func displacement(to target: Pose) -> Twist {
        Twist(
            linear: target.position - position,
            angular: (target.rotation * rotation.inverse).axisAngle)
    }

    /// The pose at share `t` (0 to 1) of the way to `target`: straight line, shortest rotation.
    public func interpolated(to target: Pose, _ t: Double) -> Pose {
        Pose(
            position: position.interpolated(to: target.position, t),
            rotation: rotation.interpolated(to: target.rotation, t))
    }
}
