internal import Spatial

/// Bounds the velocity of one group's setpoint: once, after arbitration, whoever asked for it.
///
/// Order: speed, force, leash, workspace, acceleration. Near the leash, the box or a joint's end
/// the speed is held to what half the acceleration limit can brake in the distance left, so that
/// the acceleration limit never has to be broken to stay inside.
struct MotionLimiter: Sendable {
    let group: GroupConfiguration

    /// Where the setpoint stands and what the robot does.
    struct Situation {
        var setpoint: Pose
        var joints: SIMD8<Double>
        var previous: SIMD8<Double>
        var measured: Pose?
        /// Velocity of the measured tool in the base frame, m/s.
        var measuredVelocity: Vector3
        var kinematics: Kinematics?
        /// N
        var force: Double
        /// Share of the speed limits that is allowed: less than 1 while blending.
        var speedShare: Double
        /// s
        var tick: Double
    }

    /// The velocity allowed, and which limits acted.
    func limited(_ desired: SIMD8<Double>, _ situation: Situation) -> (SIMD8<Double>, Limits) {
        var acted: Limits = []
        let share = situation.speedShare * forceShare(situation.force, &acted)
        if group.space.isCartesian {
            var twist = ActionMapping.twist(of: desired)
            limitSpeed(&twist, share, &acted)
            limitLeash(&twist.linear, situation, &acted)
            limitWorkspace(&twist.linear, situation.setpoint.position, &acted)
            limitAcceleration(&twist, situation, &acted)
            return (ActionMapping.lanes(of: twist), acted)
        }
        var joints = desired
        limitJointSpeed(&joints, share, &acted)
        limitToolOfJoints(&joints, situation, share, &acted)
        limitJointEnds(&joints, situation.joints, &acted)
        limitJointAcceleration(&joints, situation, &acted)
        return (joints, acted)
    }

    /// 1 below `slowForce`, falling to a quarter at `holdForce`.
    private func forceShare(_ force: Double, _ acted: inout Limits) -> Double {
        let limits = group.limits
        guard force > limits.slowForce else { return 1 }
        acted.insert(.wrenchSlow)
        let span = max(limits.holdForce - limits.slowForce, 1e-9)
        return 1 - 0.75 * min(1, (force - limits.slowForce) / span)
    }

    private func limitSpeed(_ twist: inout Twist, _ share: Double, _ acted: inout Limits) {
        let linear = group.limits.linearSpeed * share
        let angular = group.limits.angularSpeed * share
        if twist.linear.length > linear { acted.insert(.linearSpeed) }
        if twist.angular.length > angular { acted.insert(.angularSpeed) }
        twist = twist.limited(linear: linear, angular: angular)
    }

    /// Speed from which half the acceleration limit stops within `distance`, m/s.
    private func braking(_ distance: Double, _ acceleration: Double) -> Double {
        distance > 0 ? (acceleration * distance).squareRoot() : 0
    }

    /// Bounds how fast the setpoint may leave the measured tool, not how fast both may move.
    private func limitLeash(
        _ linear: inout Vector3, _ situation: Situation, _ acted: inout Limits
    ) {
        guard let measured = situation.measured else { return }
        let offset = situation.setpoint.position - measured.position
        let distance = offset.length
        guard distance > 1e-9 else { return }
        let outward = offset / distance
        let followed = max(0, situation.measuredVelocity.dot(outward))
        let allowed =
            followed + braking(group.leashLinear - distance, group.limits.linearAcceleration * 0.5)
        let speed = linear.dot(outward)
        guard speed > allowed else { return }
        acted.insert(.leash)
        linear += outward * (allowed - speed)
    }

    private func limitWorkspace(
        _ linear: inout Vector3, _ position: Vector3, _ acted: inout Limits
    ) {
        // An axis may take a third of the acceleration, so that all three together stay inside it.
        let acceleration = group.limits.linearAcceleration / 3
        for axis in 0..<3 {
            let up = braking(group.limits.workspaceHigh[axis] - position[axis], acceleration)
            let down = braking(position[axis] - group.limits.workspaceLow[axis], acceleration)
            if linear[axis] > up {
                linear[axis] = up
                acted.insert(.workspace)
            } else if linear[axis] < -down {
                linear[axis] = -down
                acted.insert(.workspace)
            }
        }
    }

    private func limitAcceleration(
        _ twist: inout Twist, _ situation: Situation, _ acted: inout Limits
    ) {
        let previous = ActionMapping.twist(of: situation.previous)
        let change = twist - previous
        let linear = group.limits.linearAcceleration * situation.tick
        let angular = group.limits.angularAcceleration * situation.tick
        guard change.linear.length > linear || change.angular.length > angular else { return }
        acted.insert(.acceleration)
        twist = previous + change.limited(linear: linear, angular: angular)
    }

    private func limitJointSpeed(
        _ joints: inout SIMD8<Double>, _ share: Double, _ acted: inout Limits
    ) {
        var scale = 1.0
        for joint in 0..<group.joints {
            let limit = group.limits.jointSpeed[joint & 7] * share
            let speed = abs(joints[joint & 7])
            if speed > limit { scale = min(scale, limit / speed) }
        }
        guard scale < 1 else { return }
        acted.insert(.jointSpeed)
        joints *= scale
    }

    /// The tool's own limits, where the runtime supplies kinematics: all joints slow down together.
    private func limitToolOfJoints(
        _ joints: inout SIMD8<Double>, _ situation: Situation, _ share: Double,
        _ acted: inout Limits
    ) {
        guard let kinematics = situation.kinematics else { return }
        let twist = kinematics.twist(of: joints)
        var scale = 1.0
        let speed = twist.linear.length
        if speed > group.limits.linearSpeed * share {
            scale = group.limits.linearSpeed * share / speed
            acted.insert(.linearSpeed)
        }
        var bounded = twist.linear
        limitLeash(&bounded, situation, &acted)
        limitWorkspace(&bounded, kinematics.tool.position, &acted)
        if bounded != twist.linear, speed > 1e-12 {
            scale = min(scale, max(0, bounded.dot(twist.linear) / (speed * speed)))
        }
        joints *= scale
    }

    private func limitJointEnds(
        _ velocity: inout SIMD8<Double>, _ position: SIMD8<Double>, _ acted: inout Limits
    ) {
        for joint in 0..<group.joints {
            let lane = joint & 7
            let acceleration = group.limits.jointAcceleration[lane]
            let up = braking(group.limits.jointHigh[lane] - position[lane], acceleration)
            let down = braking(position[lane] - group.limits.jointLow[lane], acceleration)
            let bounded = min(up, max(-down, velocity[lane]))
            if bounded != velocity[lane] { acted.insert(.jointPosition) }
            velocity[lane] = bounded
        }
    }

    private func limitJointAcceleration(
        _ velocity: inout SIMD8<Double>, _ situation: Situation, _ acted: inout Limits
    ) {
        for joint in 0..<group.joints {
            let lane = joint & 7
            let step = group.limits.jointAcceleration[lane] * situation.tick
            let previous = situation.previous[lane]
            let bounded = min(previous + step, max(previous - step, velocity[lane]))
            if bounded != velocity[lane] { acted.insert(.acceleration) }
            velocity[lane] = bounded
        }
    }
}

extension Kinematics {
    /// Twist of the tool in the base frame for joint velocities, rad/s.
    func twist(of velocity: SIMD8<Double>) -> Twist {
        func row(_ index: Int) -> Double { (jacobian[index] * velocity).sum() }
        return Twist(
            linear: Vector3(row(0), row(1), row(2)), angular: Vector3(row(3), row(4), row(5)))
    }
}
