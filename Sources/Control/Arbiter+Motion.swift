internal import Spatial

/// What a group executes in this tick: the velocity that its phase wants, limited once, integrated
/// and written as an action.
extension Arbiter {
    mutating func drive(_ index: Int, _ input: inout GroupInput, _ tick: Tick) -> GroupDecision {
        let measured = input.observation.tool.flatMap { $0.isFinite ? $0 : nil }
        seat(
            index, &input, measured, inReset: tick.beganInReset || isResetting,
            isOurs: tick.robotMode == .ready)
        let before = reference(index, measured)
        let limiter = MotionLimiter(group: configuration.groups[index])
        var desired = desiredMotion(index, &input, before, tick)
        var limits: Limits = desired.staleRamp ? .staleRamp : []
        if desired.reseating { limits.insert(.reseated) }
        if desired.singular { limits.insert(.singularity) }
        let situation = situation(index, &input, measured, tick, share: desired.speedShare)
        if !desired.total.isFinite { desired.total = .zero }
        let (motion, acted) = limiter.limited(desired.total, situation)
        limits.formUnion(acted)
        if !motion.isFinite { fail(index, .brokenAssumption, at: tick.now) }
        integrate(index, motion.isFinite ? motion : .zero, &input, tick)
        driveGripper(index, &input, &limits)
        state.groups[index].lastMeasured = measured ?? state.groups[index].lastMeasured
        return decision(index, &input, before, desired, limits, tick)
    }

    /// What a phase wants, and what there is to say about it.
    struct Desired {
        var total = SIMD8<Double>.zero
        /// The operator's part before the limits; nil where no operator drives.
        var operatorPart: SIMD8<Double>?
        var speedShare = 1.0
        var staleRamp = false
        var reseating = false
        var singular = false
    }

    private mutating func desiredMotion(
        _ index: Int, _ input: inout GroupInput, _ reference: ActionMapping.Reference, _ tick: Tick
    ) -> Desired {
        var desired = Desired()
        switch state.groups[index].phase {
        case .policy:
            desired.total = policyMotion(index, input.candidate, reference, tick)
        case .taking(let since, let from):
            let share = 1 - ratio(tick.now &- since, times.takeoverRamp)
            desired.total = from * share
        case .operator(let since):
            addOperator(index, since, 1, &input, tick, to: &desired)
        case .delta(let since, let engaged, _):
            desired.total = policyMotion(index, input.candidate, reference, tick)
            if engaged {
                addOperator(index, since, configuration.deltaSpeedShare, &input, tick, to: &desired)
            }
        case .returning(_, let blending):
            desired.speedShare = configuration.blendSpeedShare
            guard let blending else { break }
            let weight = minimumJerk(ratio(tick.now &- blending, times.blend))
            desired.total = policyMotion(index, input.candidate, reference, tick) * weight
            desired.speedShare += (1 - desired.speedShare) * weight
        case .hold:
            guard let target = state.groups[index].reseating else { break }
            desired.reseating = true
            // A fifth of a second to come to where the arm is: under the limits in any case.
            desired.total = ActionMapping.lanes(
                of: reference.setpoint.displacement(to: target) * 5)
        case .deviceLost, .linkLost, .fault, .stopped: break
        }
        return desired
    }

    private mutating func policyMotion(
        _ index: Int, _ candidate: PolicyCandidate?, _ reference: ActionMapping.Reference,
        _ tick: Tick
    ) -> SIMD8<Double> {
        guard let candidate = current(candidate, of: index) else { return .zero }
        return mapping(index).motion(
            of: candidate, from: reference, tick: tick.span) ?? .zero
    }

    /// The operator's twist in the latched frame: ramped in after engaging, ramped out as it ages.
    private mutating func addOperator(
        _ index: Int, _ since: Nanoseconds, _ share: Double, _ input: inout GroupInput,
        _ tick: Tick,
        to desired: inout Desired
    ) {
        guard let (command, age) = liveCommand(of: index, at: tick.now), command.enabled else {
            return
        }
        let span = times.commandStale &- times.commandRepeat
        let fade = 1 - ratio(age &- times.commandRepeat, span)
        desired.staleRamp = fade < 1
        let gain = share * fade * ratio(tick.now &- since, times.takeoverRamp)
        let limits = configuration.groups[index].limits
        let twist =
            command.twist.rotated(by: state.groups[index].operatorFrame)
            .limited(linear: limits.linearSpeed, angular: limits.angularSpeed) * gain
        let part = operatorMotion(index, mapping(index).admitted(twist), input.kinematics, &desired)
        desired.operatorPart = part
        desired.total += part
    }

    private mutating func operatorMotion(
        _ index: Int, _ twist: Twist, _ kinematics: Kinematics?, _ desired: inout Desired
    ) -> SIMD8<Double> {
        guard !configuration.groups[index].space.isCartesian else {
            return ActionMapping.lanes(of: twist)
        }
        guard let kinematics else { return .zero }
        let solved = DampedLeastSquares(kinematics, configuration.groups[index]).velocity(
            for: twist, at: state.groups[index].joints, posture: state.groups[index].posture)
        desired.singular = solved.nearSingularity
        return solved.joints
    }

    /// The setpoint is taken from the robot where there is none yet, while the scene is reset (also
    /// in the tick that ends it, before which a simulator has put everything elsewhere), and after
    /// the robot was not ours. A re-seating ends where it is reached. The gripper's value is
    /// taken too, before the first episode and in a reset: a cell that starts lets nothing fall.
    ///
    /// - Parameter isOurs: false while somebody else moves the robot: it is seated anew in the
    ///   first tick in which it is ours again.
    private mutating func seat(
        _ index: Int, _ input: inout GroupInput, _ measured: Pose?, inReset: Bool, isOurs: Bool
    ) {
        if inReset { state.groups[index].seated = false }
        if let target = state.groups[index].reseating {
            let rest = state.groups[index].setpoint.displacement(to: target)
            if rest.linear.length < 1e-3, rest.angular.length < 1e-2 {
                state.groups[index].reseating = nil
            }
        }
        seatGripper(index, input.observation.gripper, inReset: inReset)
        let isMeasured = configuration.groups[index].isMeasured(by: input.observation)
        guard !state.groups[index].seated, isMeasured else { return }
        if let measured { state.groups[index].setpoint = measured }
        if let joints = input.observation.joints { state.groups[index].joints = joints }
        state.groups[index].reseating = nil
        state.groups[index].motion = .zero
        state.groups[index].seated = isOurs
    }

    private var isResetting: Bool { state.episode.state == .resetting }

    /// A gripper's driver may come up later than the arm's: the first reading counts whenever it
    /// comes, as long as nobody has commanded anything.
    private mutating func seatGripper(_ index: Int, _ opening: Double?, inReset: Bool) {
        if inReset { state.groups[index].gripperSeated = false }
        let isUncommanded = state.episode.number == 0 || inReset
        guard isUncommanded, !state.groups[index].gripperSeated,
            let opening, opening.isFinite
        else { return }
        state.groups[index].gripper = mapping(index).gripper(found: opening)
        state.groups[index].gripperSeated = true
    }

    private mutating func reference(_ index: Int, _ measured: Pose?) -> ActionMapping.Reference {
        let group = state.groups[index]
        return ActionMapping.Reference(
            setpoint: group.setpoint, joints: group.joints, measured: measured ?? group.setpoint)
    }

    private mutating func situation(
        _ index: Int, _ input: inout GroupInput, _ measured: Pose?, _ tick: Tick, share: Double
    ) -> MotionLimiter.Situation {
        let group = state.groups[index]
        let wrench = input.observation.wrench.flatMap { $0.isFinite ? $0 : nil } ?? .zero
        let travelled = group.lastMeasured.displacement(to: measured ?? group.lastMeasured)
        return MotionLimiter.Situation(
            setpoint: group.setpoint, joints: group.joints, previous: group.motion,
            measured: measured, measuredTwist: travelled * (1 / max(tick.seconds, 1e-4)),
            kinematics: input.kinematics, force: wrench.force.length, speedShare: share,
            tick: tick.seconds)
    }

    private mutating func integrate(
        _ index: Int, _ motion: SIMD8<Double>, _ input: inout GroupInput, _ tick: Tick
    ) {
        guard state.groups[index].seated else {
            state.groups[index].motion = .zero
            return
        }
        state.groups[index].motion = motion
        // At rest the setpoint is the same number in every tick: no rounding creeps in.
        guard motion != .zero else { return }
        let group = configuration.groups[index]
        if group.space.isCartesian {
            var pose = state.groups[index].setpoint.advanced(
                by: ActionMapping.twist(of: motion), for: tick.seconds)
            // Outside on one axis, where a robot was left so, is no leave to go out on another.
            let was = state.groups[index].setpoint.position
            pose.position.clamp(
                lowerBound: pointwiseMin(group.limits.workspaceLow, was),
                upperBound: pointwiseMax(group.limits.workspaceHigh, was))
            state.groups[index].setpoint = pose
        } else {
            state.groups[index].joints = joints(
                from: state.groups[index].joints, moved: motion * tick.seconds, group.limits)
            if let kinematics = input.kinematics {
                state.groups[index].setpoint = kinematics.tool.advanced(
                    by: kinematics.twist(of: motion), for: tick.seconds)
            }
        }
    }

    /// Within their ends: braking in ticks may pass them by a hair.
    private func joints(
        from joints: SIMD8<Double>, moved: SIMD8<Double>, _ limits: GroupLimits
    ) -> SIMD8<Double> {
        var result = joints + moved
        for lane in 0..<8 {
            let high = max(limits.jointHigh[lane], joints[lane])
            let low = min(limits.jointLow[lane], joints[lane])
            result[lane] = min(high, max(low, result[lane]))
        }
        return result
    }

    mutating func mapping(_ index: Int) -> ActionMapping {
        ActionMapping(
            group: configuration.groups[index], policyPeriod: configuration.policy.period)
    }

    /// `time` as a share of `whole`, 0 to 1.
    private func ratio(_ time: Nanoseconds, _ whole: Nanoseconds) -> Double {
        whole <= 0 ? 1 : min(1, max(0, Double(time) / Double(whole)))
    }

    /// Weight of a minimum-jerk movement at share `t` of its time (Flash and Hogan, 1985).
    private func minimumJerk(_ t: Double) -> Double { t * t * t * (10 - 15 * t + 6 * t * t) }
}
