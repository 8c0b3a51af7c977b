internal import Spatial

/// The gripper, and putting the tick's outcome into words.
extension Arbiter {
    /// The gripper keeps its last command in every state that does not drive, and is never blended.
    mutating func driveGripper(_ index: Int, _ input: inout GroupInput, _ limits: inout Limits) {
        let group = configuration.groups[index]
        guard group.hasGripper else { return }
        let held = state.groups[index].gripper
        // A plan from before a hand-back or a reset moves no gripper either.
        let wanted = current(input.candidate, of: index).flatMap {
            mapping(index).gripper(of: $0.entries, holding: held)
        }
        switch state.groups[index].phase {
        case .policy, .delta, .returning:
            if case .delta(_, engaged: true, _) = state.groups[index].phase {
                toggleGripper(index)
            } else {
                spendToggles(index)
            }
            guard let wanted else { break }
            let kept = state.groups[index].gripperAuthority == .kept
            if kept, abs(wanted - state.groups[index].gripper) <= group.gripperTolerance {
                state.groups[index].gripperAuthority = .policy
            }
            if state.groups[index].gripperAuthority == .policy {
                state.groups[index].gripper = wanted
            }
        case .operator: toggleGripper(index)
        case .taking, .hold, .deviceLost, .linkLost, .fault, .stopped: spendToggles(index)
        }
        let low = min(group.gripperLow, group.gripperHigh)
        let high = max(group.gripperLow, group.gripperHigh)
        let bounded = min(high, max(low, state.groups[index].gripper))
        if bounded != state.groups[index].gripper { limits.insert(.gripperRange) }
        state.groups[index].gripper = bounded
    }

    /// What is toggled while the arm is not the operator's never acts, then or later.
    private mutating func spendToggles(_ index: Int) {
        guard let command = liveCommand(of: index, at: state.now)?.0 else { return }
        state.groups[index].gripperToggles = command.gripperToggles
    }

    /// To the end that the last command is farther from: the toggle starts from what holds now.
    private mutating func toggleGripper(_ index: Int) {
        guard let command = liveCommand(of: index, at: state.now)?.0 else { return }
        let toggles = command.gripperToggles &- state.groups[index].gripperToggles
        state.groups[index].gripperToggles = command.gripperToggles
        guard toggles % 2 == 1 else { return }
        state.groups[index].gripperAuthority = .operator
        let group = configuration.groups[index]
        let middle = (group.gripperLow + group.gripperHigh) / 2
        let isNearLow =
            (state.groups[index].gripper < middle) == (group.gripperLow < group.gripperHigh)
        state.groups[index].gripper = isNearLow ? group.gripperHigh : group.gripperLow
    }

    mutating func decision(
        _ index: Int, _ input: inout GroupInput, _ before: ActionMapping.Reference,
        _ desired: Desired,
        _ limits: Limits, _ tick: Tick
    ) -> GroupDecision {
        let group = state.groups[index]
        let mapping = mapping(index)
        var result = GroupDecision()
        result.requested = group.requested
        result.effective = group.phase.authority
        result.hold = group.phase.holdReason
        result.executed = withGripper(
            mapping.action(
                from: before, to: group.setpoint, joints: group.joints, motion: group.motion,
                over: tick.span),
            index)
        result.setpoint = group.setpoint
        result.jointSetpoint = group.joints
        result.motion = group.motion
        result.limits = limits
        result.gripper = configuration.groups[index].hasGripper ? group.gripper : nil
        result.gripperAuthority = group.gripperAuthority
        result.loan = state.loans[index].lease
        result.freshness = freshness(index, input.candidate, tick.now)
        if let (command, age) = liveCommand(of: index, at: tick.now) {
            result.commandAge = age
            result.enabled = command.enabled && age <= times.commandStale
        }
        describeOperator(index, before, desired, tick, in: &result)
        return result
    }

    /// The operator's own part as an action: as asked, and as what is left of it after the limits.
    private mutating func describeOperator(
        _ index: Int, _ before: ActionMapping.Reference, _ desired: Desired, _ tick: Tick,
        in result: inout GroupDecision
    ) {
        guard let part = desired.operatorPart else { return }
        result.operatorRequested = withGripper(operatorAction(index, part, before, tick), index)
        result.operatorLimited = result.executed
        if case .delta = state.groups[index].phase {
            // What is left of the operator's own part: the whole less what the policy wanted.
            let left = state.groups[index].motion - (desired.total - part)
            result.operatorLimited = withGripper(operatorAction(index, left, before, tick), index)
        }
        // What fades because it aged is nobody's intention.
        result.intervention = result.enabled && !desired.staleRamp
    }

    /// A motion of the operator's alone, from where the tick began, in the manifest's layout.
    private mutating func operatorAction(
        _ index: Int, _ motion: SIMD8<Double>, _ before: ActionMapping.Reference, _ tick: Tick
    ) -> Entries {
        let isCartesian = configuration.groups[index].space.isCartesian
        let moved = before.setpoint.advanced(
            by: ActionMapping.twist(of: motion), for: tick.seconds)
        return mapping(index).action(
            from: before, to: isCartesian ? moved : before.setpoint,
            joints: before.joints + motion * tick.seconds, motion: motion, over: tick.span)
    }

    private mutating func withGripper(_ action: Entries, _ index: Int) -> Entries {
        var action = action
        if configuration.groups[index].hasGripper {
            action[action.count - 1] = state.groups[index].gripper
        }
        return action
    }

    /// Whether the policy's action may stand beside what the operator did.
    private mutating func freshness(_ index: Int, _ candidate: PolicyCandidate?, _ now: Nanoseconds)
        -> Freshness
    {
        guard let candidate, candidate.entries.isFinite else { return .none }
        switch state.groups[index].phase {
        case .policy, .delta: return .driving
        case .returning, .taking, .operator, .hold, .deviceLost, .linkLost, .fault, .stopped:
            let timing = configuration.policy
            let isFresh =
                candidate.observedAt > state.groups[index].takenAt
                && candidate.index < Int32(clamping: timing.shadowHorizon)
                && now &- candidate.observedAt <= timing.maximumAge
            return isFresh ? .fresh : .none
        }
    }
}
