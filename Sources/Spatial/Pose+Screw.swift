/// Motion along a screw: what a twist does that stays the same in the moving frame itself ("body
/// composition"), by the exponential map of SE(3) and its inverse.
extension Pose {
    /// This pose after the displacement (m, rad) of a twist that was constant in its own axes.
    public func moved(alongScrew displacementInOwn: Twist) -> Pose {
        let turn = displacementInOwn.angular
        let straight = displacementInOwn.linear.averaged(overTurn: turn)
        return Pose(
            position: position + rotation.rotating(straight),
            rotation: rotation * Rotation(axisAngle: turn))
    }

    /// The displacement in this pose's own axes that moves it to `target`: the inverse of
    /// ``moved(alongScrew:)``, with an angle of at most pi.
    public func screw(to target: Pose) -> Twist {
        let back = rotation.inverse
        let turn = (back * target.rotation).axisAngle
        let straight = back.rotating(target.position - position)
        return Twist(linear: straight.beforeAveraging(overTurn: turn), angular: turn)
    }
}

extension Vector3 {
    /// The mean of this vector while its frame turns evenly by `turn` (axis times angle): the left
    /// Jacobian of SO(3).
    public func averaged(overTurn turn: Vector3) -> Vector3 {
        let angle = turn.length
        let sideways = turn.cross(self)
        // Below this the series is exact to the last bit.
        guard angle > 1e-3 else {
            let squared = angle * angle
            return self + sideways * (0.5 - squared / 24)
                + turn.cross(sideways) * (1.0 / 6 - squared / 120)
        }
        let half = Elementary.sine(angle / 2)
        return self + sideways * (2 * half * half / (angle * angle))
            + turn.cross(sideways)
            * ((angle - Elementary.sine(angle)) / (angle * angle * angle))
    }

    /// The inverse of ``averaged(overTurn:)``, for an angle below 2 pi.
    public func beforeAveraging(overTurn turn: Vector3) -> Vector3 {
        let angle = turn.length
        let sideways = turn.cross(self)
        var share = 1.0 / 12 + angle * angle / 720
        if angle > 1e-2 {
            let half = angle / 2
            share =
                (1 - half * Elementary.cosine(half) / Elementary.sine(half)) / (angle * angle)
        }
        return self - sideways * 0.5 + turn.cross(sideways) * share
    }
}
