public import Spatial

/// How one puck moves two arms at once. In the axes of the operator's view (x forward, y left,
/// z up), so that each arm turns its part into its own base frame.
///
/// One arm goes with the hand, the other one against it or beside it. No tool turns about a point
/// between both: each turns about its own tool point.
public enum PuckPairing: UInt8, CaseIterable, Sendable {
    // 0 in a recording: the puck moved one arm at most.

    /// Both do what the puck does.
    case parallel = 1
    /// The other arm does the mirror image in the view's sagittal plane, the one through x and z.
    /// With the reflection S = diag(1, -1, 1): v' = S v and, an angular velocity being an axial
    /// vector, w' = det(S) S w. So y of the linear part and x and z of the angular one change sign.
    case mirrored = 2
    /// Each does half of what the puck does, in opposite directions: the one arm moves against the
    /// other by the whole, and the point midway between both tool points rests. The angular part
    /// likewise: each tool turns in place by half, so that one turns against the other by the
    /// whole, and no tool swings about the midpoint.
    case relative = 3

    /// The part of an arm.
    /// - Parameter twist: of the puck, m/s and rad/s in the view's axes.
    /// - Parameter isOpposite: whether the arm is the one that does not go with the hand.
    public func part(of twist: Twist, isOpposite: Bool) -> Twist {
        switch self {
        case .parallel: return twist
        case .relative: return twist * (isOpposite ? -0.5 : 0.5)
        case .mirrored:
            guard isOpposite else { return twist }
            let (linear, angular) = (twist.linear, twist.angular)
            return Twist(
                linear: Vector3(linear.x, -linear.y, linear.z),
                angular: Vector3(-angular.x, angular.y, -angular.z))
        }
    }

    /// The next one, as a key goes through them.
    public var next: PuckPairing {
        switch self {
        case .parallel: .mirrored
        case .mirrored: .relative
        case .relative: .parallel
        }
    }
}
