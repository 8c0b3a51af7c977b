internal import Spatial

/// What takes a group out of motion, most severe first, and what lets it go on.
extension Arbiter {
    /// - Returns: whether it drifts while it holds, and must be stopped.
    mutating func isDrifting(
        afterConditionsOf index: Int, _ observation: GroupObservation, _ tick: Tick
    ) -> Bool {
        guard state.stop.active == 0 else {
            if state.groups[index].phase.authority != .stopped {
                state.groups[index].phase = .stopped(.none, since: tick.now)
            }
            return false
        }
        checkRobot(index, observation, tick)
        checkLink(index, tick)
        checkWrench(index, observation, tick.now)
        return isDrifting(index, observation, tick)
    }

    /// The robot's own mode, and a state that is missing, not finite or frozen.
    private mutating func checkRobot(
        _ index: Int, _ observation: GroupObservation, _ tick: Tick
    ) {
        if tick.robotMode != .ready {
            if tick.robotMode == .fault {
                fail(index, .robotFault, at: tick.now)
            } else {
                hold(index, .robotMode, at: tick.now)
            }
            // Whoever moves the arm now, we do not: afterwards the setpoint is where the arm is.
            state.groups[index].seated = false
        } else if !configuration.groups[index].isMeasured(by: observation) {
            hold(index, .stateMissing, at: tick.now)
        } else if tick.isFrozen {
            hold(index, .stateFrozen, at: tick.now)
        }
    }

    private mutating func checkLink(_ index: Int, _ tick: Tick) {
        let now = tick.now
        let governor = governor(of: index)
        guard governor.isHeld else {
            if state.groups[index].phase.needsOperator { hold(index, .leaseLost, at: now) }
            return
        }
        let newest = mark(of: index)
        let silence = now &- (newest.isSet ? newest.receivedAt : governor.renewedAt)
        // A holder that has not sent its first command yet is given as long as a lease lasts.
        let patience = newest.isSet ? times.linkLost : times.leaseStale
        if silence > patience { return loseLink(index, now) }
        loseDeviceInHold(index, now)
        guard state.groups[index].phase.needsOperator else { return }
        guard let (command, commandAge) = liveCommand(of: index, at: now) else {
            // Nothing was ever heard of this hand: that is silence too.
            return hold(index, .staleCommand, at: now)
        }
        if !command.deviceAlive {
            loseDevice(index, now)
        } else if commandAge > times.commandStale {
            hold(index, .staleCommand, at: now)
        } else {
            checkSwitch(index, command, now)
        }
    }

    /// A hand-back only waits for its policy: without the device it fails, and there is nothing to
    /// acknowledge.
    private mutating func loseDevice(_ index: Int, _ now: Nanoseconds) {
        if case .returning = state.groups[index].phase {
            hold(index, .handBackFailed, at: now)
        } else {
            state.groups[index].phase = .deviceLost(since: now)
        }
    }

    /// A device that is pulled out lets its buttons go first: the hold after that is the loss too.
    private mutating func loseDeviceInHold(_ index: Int, _ now: Nanoseconds) {
        let group = state.groups[index]
        guard case .hold = group.phase, group.requested == .operator || group.requested == .delta,
            let (command, _) = liveCommand(of: index, at: now), !command.deviceAlive
        else { return }
        loseDevice(index, now)
    }

    /// Latched at this moment: a group that a human took is lost, a policy-driven one follows the
    /// manifest, and a later renewal of the lease resumes neither.
    private mutating func loseLink(_ index: Int, _ now: Nanoseconds) {
        let group = state.groups[index]
        switch group.phase {
        case .taking, .operator, .delta, .returning:
            state.groups[index].phase = .linkLost(since: now)
        case .hold where group.requested == .operator || group.requested == .delta:
            state.groups[index].phase = .linkLost(since: now)
        case .policy:
            if configuration.unattended == .hold { hold(index, .unattended, at: now) }
        case .hold, .deviceLost, .linkLost, .fault, .stopped: break
        }
    }

    private mutating func checkSwitch(_ index: Int, _ command: GroupCommand, _ now: Nanoseconds) {
        switch state.groups[index].phase {
        case .operator:
            if !command.enabled {
                hold(index, .released, at: now)
            } else if command.presses != state.groups[index].presses {
                // Let go and closed again between two commands: engages anew, if neutral.
                hold(index, .released, at: now, keepPresses: true)
            }
        case .delta(let since, let engaged, let missing):
            let isSame = command.enabled && command.presses == state.groups[index].presses
            if engaged, !isSame {
                hold(index, .released, at: now)
            } else if !engaged, isPressed(index, command) {
                notePresses(index)
                state.groups[index].phase = .delta(
                    since: since, engaged: true, missing: missing)
            }
        case .policy, .taking, .hold, .returning, .deviceLost, .linkLost, .fault, .stopped: break
        }
    }

    private mutating func checkWrench(
        _ index: Int, _ observation: GroupObservation, _ now: Nanoseconds
    ) {
        let limits = configuration.groups[index].limits
        guard let wrench = observation.wrench, wrench.isFinite else { return }
        let force = wrench.force.length
        if force < limits.slowForce { state.groups[index].wrenchArmed = true }
        guard force > limits.holdForce, state.groups[index].wrenchArmed else { return }
        state.groups[index].wrenchArmed = false
        hold(index, .wrench, at: now)
    }

    /// A fresh closing of the enabling switch, with the puck seen neutral since.
    mutating func isPressed(_ index: Int, _ command: GroupCommand) -> Bool {
        command.enabled && command.neutralSeen && command.presses != state.groups[index].presses
    }

    /// What goes on by itself or by an edge of the enabling switch.
    mutating func progress(of index: Int, _ input: inout GroupInput, _ tick: Tick) {
        let now = tick.now
        switch state.groups[index].phase {
        case .policy(let missing):
            let missing = missingSince(missing, current(input.candidate, of: index), now)
            state.groups[index].phase = .policy(missing: missing)
            holdWithoutPolicy(index, missing, now)
        case .delta(let since, let engaged, let missing):
            let missing = missingSince(missing, current(input.candidate, of: index), now)
            state.groups[index].phase = .delta(since: since, engaged: engaged, missing: missing)
            holdWithoutPolicy(index, missing, now)
        case .taking(let since, _):
            if now &- since >= times.takeoverRamp {
                hold(index, .taken, at: now, keepPresses: true)
            }
        case .hold:
            if state.episode.state == .resetting || tick.isFrozen {
                // The runtime moves the arms, or nobody sees them: what is pressed is spent.
                notePresses(index)
            } else if mayEngage(index, input.observation, tick) {
                engage(index, input.observation, now)
            }
        case .returning(let since, let blending):
            if mayEngage(index, input.observation, tick) {
                engage(index, input.observation, now)
            } else {
                progressReturn(index, since, blending, input.candidate, now)
            }
        case .operator, .deviceLost, .linkLost, .fault, .stopped: break
        }
    }

    /// Since when the policy has no usable action; nil while it has one.
    private func missingSince(
        _ missing: Nanoseconds?, _ candidate: PolicyCandidate?, _ now: Nanoseconds
    ) -> Nanoseconds? {
        let isUsable = candidate?.entries.isFinite ?? false
        return isUsable ? nil : missing ?? now
    }

    private mutating func holdWithoutPolicy(
        _ index: Int, _ missing: Nanoseconds?, _ now: Nanoseconds
    ) {
        guard let missing, now &- missing > times.policyGrace else { return }
        hold(index, .policyStale, at: now)
    }

    private mutating func mayEngage(
        _ index: Int, _ observation: GroupObservation, _ tick: Tick
    ) -> Bool {
        let group = state.groups[index]
        guard tick.robotMode == .ready, group.seated, state.lease.isHeld,
            configuration.groups[index].isMeasured(by: observation),
            let (command, age) = liveCommand(of: index, at: tick.now),
            age <= times.commandRepeat, command.deviceAlive
        else { return false }
        let taken = group.requested == .operator || group.phase.authority == .returning
        return taken && isPressed(index, command)
    }

    /// Motion starts from the setpoint, unless tracking was lost: then that is mended first, and
    /// the operator presses again. A gripper toggle that came with the press is not spent by it:
    /// by keys, which have no release, both are one act.
    private mutating func engage(
        _ index: Int, _ observation: GroupObservation, _ now: Nanoseconds
    ) {
        if let command = liveCommand(of: index, at: now)?.0 {
            state.groups[index].presses = command.presses
        }
        state.groups[index].requested = .operator
        if let measured = observation.tool, isTrackingLost(index, measured) {
            // A hand-back ends here too: the hand was on the switch.
            if case .returning = state.groups[index].phase {
                state.groups[index].takenAt = now
                hold(index, .handBackFailed, at: now)
            }
            state.groups[index].reseating = measured
            return
        }
        if case .returning = state.groups[index].phase {
            state.groups[index].takenAt = now
            state.groups[index].gripperAuthority = .operator
        }
        state.groups[index].phase = .operator(since: now)
    }

    private mutating func isTrackingLost(_ index: Int, _ measured: Pose) -> Bool {
        let group = configuration.groups[index]
        guard group.space.isCartesian else { return false }
        let error = measured.displacement(to: state.groups[index].setpoint)
        return error.linear.length > group.trackingLinear
            || error.angular.length > group.trackingAngular
    }

    private mutating func progressReturn(
        _ index: Int, _ since: Nanoseconds, _ blending: Nanoseconds?,
        _ candidate: PolicyCandidate?, _ now: Nanoseconds
    ) {
        if now &- since > times.handBackLimit { return hold(index, .handBackFailed, at: now) }
        let isFresh = current(candidate, of: index)?.entries.isFinite ?? false
        guard isFresh else {
            if blending != nil { hold(index, .handBackFailed, at: now) }
            return
        }
        let start = blending ?? now
        state.groups[index].phase = .returning(since: since, blending: start)
        if now &- start >= times.blend { state.groups[index].phase = .policy(missing: nil) }
    }

    /// After a takeover's ramp a press that came meanwhile still counts.
    private mutating func hold(
        _ index: Int, _ reason: HoldReason, at now: Nanoseconds, keepPresses: Bool
    ) {
        let (presses, toggles) = (state.groups[index].presses, state.groups[index].gripperToggles)
        hold(index, reason, at: now)
        guard keepPresses else { return }
        state.groups[index].presses = presses
        state.groups[index].gripperToggles = toggles
    }
}
