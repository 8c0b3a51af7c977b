internal import Spatial

/// Whether the robot does what a hold asks of it: to stay. And what of ours is broken.
extension Arbiter {
    /// A settled arm that comes ever farther from its setpoint although nobody pushes it is
    /// stopped. Where no wrench tells whether somebody does, it is a fault: shown and latched.
    /// - Returns: whether it must be stopped.
    mutating func isDrifting(_ index: Int, _ observation: GroupObservation, _ tick: Tick) -> Bool {
        guard isResting(index, observation, tick) else {
            if state.groups[index].watch.restsSince != nil {
                state.groups[index].watch = HoldWatch()
            }
            return false
        }
        let verdict = state.groups[index].watch.note(
            sight(index, observation), configuration.holdTolerance(of: index), at: tick.now)
        if verdict == .driftsUnfelt { fail(index, .drift, at: tick.now) }
        return verdict == .drifts
    }

    /// One that drifts stops all; each that drifts says so.
    mutating func stopDrifting(_ drifting: GroupMask, at now: Nanoseconds) {
        guard drifting != 0 else { return }
        _ = stop(at: now)
        for index in state.groups.indices where drifting & GroupBonds.bit(index) != 0 {
            state.groups[index].phase = .stopped(.drift, since: now)
        }
    }

    /// A hold whose setpoint stands, of a robot that is ours and seen.
    private mutating func isResting(_ index: Int, _ observation: GroupObservation, _ tick: Tick)
        -> Bool
    {
        let group = state.groups[index]
        switch group.phase {
        case .hold, .deviceLost, .linkLost, .fault: break
        // Handed back in this very tick: it stands still, and another's rule may hold it on.
        case .returning(let since, _) where since == tick.now: break
        case .policy, .taking, .operator, .delta, .returning, .stopped: return false
        }
        return group.seated && group.motion == .zero && group.reseating == nil
            && tick.robotMode == .ready && !tick.isFrozen && !isResettingScene(tick)
            && configuration.groups[index].isMeasured(by: observation)
    }

    private mutating func isResettingScene(_ tick: Tick) -> Bool {
        tick.beganInReset || state.episode.state == .resetting
    }

    private mutating func sight(_ index: Int, _ observation: GroupObservation) -> HoldWatch.Sight {
        let group = configuration.groups[index]
        let wrench = observation.wrench.flatMap { $0.isFinite ? $0 : nil }
        guard group.space.isCartesian else {
            var farthest = 0.0
            let joints = observation.joints ?? state.groups[index].joints
            let error = joints - state.groups[index].joints
            for joint in 0..<group.joints { farthest = max(farthest, abs(error[joint & 7])) }
            return HoldWatch.Sight(linear: 0, angular: farthest, wrench: wrench)
        }
        let setpoint = state.groups[index].setpoint
        let error = (observation.tool ?? setpoint).displacement(to: setpoint)
        // What the action cannot turn, the robot turns as it likes.
        let canTurn = group.rotationForm != .none
        return HoldWatch.Sight(
            linear: error.linear.length, angular: canTurn ? error.angular.length : 0,
            wrench: wrench)
    }

    /// Into fault, from wherever it is; what is stopped or in fault already stays so.
    mutating func fail(_ index: Int, _ reason: HoldReason, at now: Nanoseconds) {
        switch state.groups[index].phase {
        case .fault, .stopped: return
        case .policy, .taking, .operator, .delta, .hold, .returning, .deviceLost, .linkLost: break
        }
        state.groups[index].phase = .fault(reason, since: now)
        notePresses(index)
    }

    /// What we remember is finite, whatever was read or restored. Where it is not, a part of ours
    /// is broken: the group is in fault, and its setpoint is taken from the robot anew.
    mutating func checkAssumptions(_ index: Int, at now: Nanoseconds) {
        let group = state.groups[index]
        guard
            !group.setpoint.isFinite || !group.joints.isFinite || !group.motion.isFinite
                || !group.gripper.isFinite
        else { return }
        fail(index, .brokenAssumption, at: now)
        state.groups[index].seated = false
        state.groups[index].setpoint = .identity
        state.groups[index].joints = .zero
        state.groups[index].motion = .zero
        if !group.gripper.isFinite {
            // Closed: nothing falls.
            state.groups[index].gripper = configuration.groups[index].gripperLow
            state.groups[index].gripperSeated = false
        }
    }
}
