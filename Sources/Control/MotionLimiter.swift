internal import Spatial

/// Bounds the velocity of one group's setpoint: once, after arbitration, whoever asked for it.
///
/// First what shapes a motion (speed, force, leash, workspace, joint ends), then what bounds its
/// change. The shaping brakes early and lets the rest of the motion slide along; what holds it
/// inside is ``stoppable(_:_:_:_:)``: a velocity is allowed only where braking at the acceleration
/// limit would still come to rest inside, so that neither bound ever has to give way.
struct MotionLimiter: Sendable {
    let group: GroupConfiguration

    /// Where the setpoint stands and what the robot does.
    struct Situation {
        var setpoint: Pose
        var joints: SIMD8<Double>
        var previous: SIMD8<Double>
        var measured: Pose?
        /// Velocity of the measured tool in the base frame.
        var measuredTwist: Twist
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
        var motion = desired
        if group.space.isCartesian {
            var twist = ActionMapping.twist(of: desired)
            limitSpeed(&twist, share, &acted)
            limitLeash(&twist, situation, &acted)
            limitWorkspace(&twist.linear, situation.setpoint.position, situation.tick, &acted)
            limitAcceleration(&twist, situation, &acted)
            motion = ActionMapping.lanes(of: twist)
        } else {
            limitJointSpeed(&motion, share, &acted)
            limitToolOfJoints(&motion, situation, share, &acted)
            limitJointEnds(&motion, situation, &acted)
            limitJointAcceleration(&motion, situation, &acted)
        }
        return (inside(motion, situation, &acted), acted)
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

    /// Speed that may be kept for a tick and then braked away within `distance`.
    private func stoppingSpeed(_ distance: Double, _ acceleration: Double, _ tick: Double) -> Double
    {
        guard distance > 0 else { return 0 }
        return acceleration * ((tick * tick + 2 * distance / acceleration).squareRoot() - tick)
    }

    /// Bounds how fast the setpoint may leave the measured tool, not how fast both may move.
    private func limitLeash(_ twist: inout Twist, _ situation: Situation, _ acted: inout Limits) {
        guard let measured = situation.measured else { return }
        let offset = measured.displacement(to: situation.setpoint)
        let followed = situation.measuredTwist
        let limits = group.limits
        let pulled = Twist(
            linear: held(
                twist.linear, offset.linear, followed.linear, group.leashLinear,
                limits.linearAcceleration, situation.tick),
            angular: held(
                twist.angular, offset.angular, followed.angular, group.leashAngular,
                limits.angularAcceleration, situation.tick))
        if pulled != twist { acted.insert(.leash) }
        twist = pulled
    }

    /// A velocity whose part along `offset` exceeds what is `followed` by no more than a quarter of
    /// the acceleration can brake in what is left of the leash.
    private func held(
        _ velocity: Vector3, _ offset: Vector3, _ followed: Vector3, _ leash: Double,
        _ acceleration: Double, _ tick: Double
    ) -> Vector3 {
        let distance = offset.length
        guard distance > 1e-9 else { return velocity }
        let outward = offset / distance
        let allowed =
            max(0, followed.dot(outward))
            + stoppingSpeed(leash - distance, acceleration / 4, tick)
        let speed = velocity.dot(outward)
        return speed > allowed ? velocity + outward * (allowed - speed) : velocity
    }

    private func limitWorkspace(
        _ linear: inout Vector3, _ position: Vector3, _ tick: Double, _ acted: inout Limits
    ) {
        // An axis may take a sixth of the acceleration, so that all three together leave half of it
        // to whatever else there is to brake.
        let acceleration = group.limits.linearAcceleration / 6
        for axis in 0..<3 {
            let above = group.limits.workspaceHigh[axis] - position[axis]
            let below = position[axis] - group.limits.workspaceLow[axis]
            let up = stoppingSpeed(above, acceleration, tick)
            let down = stoppingSpeed(below, acceleration, tick)
            let bounded = min(up, max(-down, linear[axis]))
            if bounded != linear[axis] { acted.insert(.workspace) }
            linear[axis] = bounded
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
}

// MARK: - Joints

extension MotionLimiter {
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
        let asked = kinematics.twist(of: joints)
        var twist = asked
        limitSpeed(&twist, share, &acted)
        limitLeash(&twist, situation, &acted)
        limitWorkspace(&twist.linear, kinematics.tool.position, situation.tick, &acted)
        joints *= min(
            shareLeft(of: asked.linear, twist.linear), shareLeft(of: asked.angular, twist.angular))
    }

    /// How much of `asked` may stay where `allowed` of it is.
    private func shareLeft(of asked: Vector3, _ allowed: Vector3) -> Double {
        let squared = asked.dot(asked)
        guard asked != allowed, squared > 1e-24 else { return 1 }
        return min(1, max(0, allowed.dot(asked) / squared))
    }

    /// Within the zone before its end a joint's speed falls with the way that is left.
    private func limitJointEnds(
        _ velocity: inout SIMD8<Double>, _ situation: Situation, _ acted: inout Limits
    ) {
        let limits = group.limits
        for joint in 0..<group.joints {
            let lane = joint & 7
            let room = limits.room(
                ofJoint: lane, at: situation.joints[lane], towards: velocity[lane])
            let inZone = limits.jointSpeed[lane] * max(0, room) / limits.endZone(ofJoint: lane)
            let allowed = min(
                inZone, stoppingSpeed(room, limits.jointAcceleration[lane], situation.tick))
            guard abs(velocity[lane]) > allowed else { continue }
            acted.insert(.jointPosition)
            velocity[lane] = velocity[lane] > 0 ? allowed : -allowed
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

// MARK: - Coming to rest inside

extension MotionLimiter {
    /// Halvings in the search for the largest share of the wanted velocity.
    private static let searchSteps = 6

    /// What bounds a tool's place does not concern its turning, and the other way round; joints
    /// move both.
    private func inside(
        _ wanted: SIMD8<Double>, _ situation: Situation, _ acted: inout Limits
    ) -> SIMD8<Double> {
        let brake = braked(situation)
        guard group.space.isCartesian else {
            return stoppable(wanted, brake, situation, &acted)
        }
        let linear = SIMD8<Double>(1, 1, 1, 0, 0, 0, 0, 0)
        let angular = SIMD8<Double>(0, 0, 0, 1, 1, 1, 0, 0)
        return stoppable(wanted * linear, brake * linear, situation, &acted)
            + stoppable(wanted * angular, brake * angular, situation, &acted)
    }

    /// The wanted velocity where braking from it stays in the workspace and on the leash, else as
    /// much of it as does. Braking from the last velocity always does, for that was allowed; and
    /// everything between it and the wanted one is within the acceleration limit.
    private func stoppable(
        _ wanted: SIMD8<Double>, _ brake: SIMD8<Double>, _ situation: Situation,
        _ acted: inout Limits
    ) -> SIMD8<Double> {
        let broken = limitsBroken(by: wanted, situation)
        guard !broken.isEmpty else { return wanted }
        acted.formUnion(broken)
        var low = 0.0
        var high = 1.0
        for _ in 0..<Self.searchSteps {
            let middle = (low + high) / 2
            let between = brake + (wanted - brake) * middle
            if limitsBroken(by: between, situation).isEmpty { low = middle } else { high = middle }
        }
        return brake + (wanted - brake) * low
    }

    /// Where the tool would be at rest, and which limits that breaks. One that is broken already
    /// may not be broken further.
    private func limitsBroken(by velocity: SIMD8<Double>, _ situation: Situation) -> Limits {
        guard let way = wayToRest(velocity, situation) else { return [] }
        let now = situation.setpoint
        let rest = now.moved(by: way)
        var broken: Limits = []
        let low = pointwiseMin(group.limits.workspaceLow, now.position)
        let high = pointwiseMax(group.limits.workspaceHigh, now.position)
        if any(rest.position .< low) || any(rest.position .> high) { broken.insert(.workspace) }
        guard let measured = situation.measured else { return broken }
        let offset = measured.displacement(to: now)
        let offsetAtRest = measured.displacement(to: rest)
        if offsetAtRest.linear.length > max(group.leashLinear, offset.linear.length)
            || offsetAtRest.angular.length > max(group.leashAngular, offset.angular.length)
        {
            broken.insert(.leash)
        }
        return broken
    }

    /// The displacement of the tool over this tick and then braking; nil where it is not known.
    private func wayToRest(_ velocity: SIMD8<Double>, _ situation: Situation) -> Twist? {
        let limits = group.limits
        func way(_ speed: Double, _ acceleration: Double) -> Double {
            situation.tick + speed / (2 * acceleration)
        }
        if group.space.isCartesian {
            let twist = ActionMapping.twist(of: velocity)
            return Twist(
                linear: twist.linear * way(twist.linear.length, limits.linearAcceleration),
                angular: twist.angular * way(twist.angular.length, limits.angularAcceleration))
        }
        guard let kinematics = situation.kinematics else { return nil }
        var ways = SIMD8<Double>.zero
        for joint in 0..<group.joints {
            let (lane, speed) = (joint & 7, velocity[joint & 7])
            ways[lane] = speed * way(abs(speed), limits.jointAcceleration[lane])
        }
        return kinematics.twist(of: ways)
    }

    /// The last velocity, braked as hard as is allowed.
    private func braked(_ situation: Situation) -> SIMD8<Double> {
        let limits = group.limits
        let previous = situation.previous
        guard group.space.isCartesian else {
            let step = limits.jointAcceleration * situation.tick
            return previous.clamped(
                lowerBound: pointwiseMin(previous + step, .zero),
                upperBound: pointwiseMax(previous - step, .zero))
        }
        let twist = ActionMapping.twist(of: previous)
        return ActionMapping.lanes(
            of: Twist(
                linear: braked(twist.linear, limits.linearAcceleration * situation.tick),
                angular: braked(twist.angular, limits.angularAcceleration * situation.tick)))
    }

    private func braked(_ velocity: Vector3, _ step: Double) -> Vector3 {
        let speed = velocity.length
        return speed > step ? velocity * (1 - step / speed) : .zero
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
