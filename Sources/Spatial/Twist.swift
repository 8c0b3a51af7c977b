/// Linear and angular velocity of a frame; the variable's name says of what, in which frame.
public struct Twist: Equatable, Hashable, Sendable {
    /// m/s
    public var linear: Vector3
    /// rad/s, about the axes of the frame that the variable's name gives
    public var angular: Vector3

    public static let zero = Twist(linear: .zero, angular: .zero)

    public init(linear: Vector3, angular: Vector3) {
        self.linear = linear
        self.angular = angular
    }

    public var isFinite: Bool { linear.isFinite && angular.isFinite }
    public var isZero: Bool { linear == .zero && angular == .zero }

    public static func * (twist: Twist, factor: Double) -> Twist {
        Twist(linear: twist.linear * factor, angular: twist.angular * factor)
    }

    public static func + (a: Twist, b: Twist) -> Twist {
        Twist(linear: a.linear + b.linear, angular: a.angular + b.angular)
    }

    public static func - (a: Twist, b: Twist) -> Twist {
        Twist(linear: a.linear - b.linear, angular: a.angular - b.angular)
    }

    /// Each part cut to its own limit, direction kept.
    public func limited(linear: Double, angular: Double) -> Twist {
        Twist(linear: self.linear.limited(to: linear), angular: self.angular.limited(to: angular))
    }

    /// The same motion expressed in the frame that `rotation` maps into.
    public func rotated(by rotation: Rotation) -> Twist {
        Twist(linear: rotation.rotating(linear), angular: rotation.rotating(angular))
    }
}
