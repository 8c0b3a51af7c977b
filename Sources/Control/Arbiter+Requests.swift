internal import Spatial

/// Explicit acts: of the lease holder, of anyone for STOP, of the runtime for its own episode.
extension Arbiter {
    /// Carries the request out, or says why not.
    mutating func answer(_ request: Request, at tick: Tick) -> Refusal {
        switch request.kind {
        case .acquireLease: return acquireLease(request.client, at: tick.now)
        case .renewLease: return renewLease(request, at: tick.now)
        case .releaseLease: return releaseLease(request, at: tick.now)
        case .takeLease: return takeLease(request, at: tick.now)
        case .offerLease: return offerLease(request, at: tick.now)
        case .withdrawOffer: return withdrawOffer(request)
        case .acceptLease: return acceptLease(request, at: tick.now)
        case .recallLease: return recallLease(request, at: tick.now)
        case .stop: return stop(at: tick.now)
        case .armReset, .confirmReset: return resetStop(request, at: tick.now)
        case .start, .end, .next, .resetDone: return answerEpisode(request, at: tick.now)
        case .takeOver, .takeDelta, .hold, .handBack, .acknowledge, .releaseGripper:
            return answerGroups(request, at: tick)
        }
    }

    mutating func holdsLease(_ request: Request) -> Bool {
        state.lease.isHeld && request.client == state.lease.holder
            && request.lease == state.lease.tag
    }

    /// Checks every named group before any is changed: a request is carried out whole or not at
    /// all. The runtime may hold too, without a lease (its own collision check, say); what a human
    /// asked for last stays what it was, so that a fresh press or a hand-back goes on.
    private mutating func answerGroups(_ request: Request, at tick: Tick) -> Refusal {
        let isRuntime = request.kind == .hold && request.client == 0
        let (isHolder, lent) = (holdsLease(request), groupsLent(to: request))
        guard isRuntime || isHolder || lent != 0 else { return .notLeaseHolder }
        let named = isRuntime ? request.groups & everyGroup : request.groups
        guard named != 0, Int(named) < 1 << configuration.groups.count else { return .noSuchGroup }
        let wanted = withCoupled(named, for: request.kind)
        if isHolder, request.kind != .hold, wanted & everyLent() != 0 { return .leaseHeldByAnother }
        guard isRuntime || isHolder || wanted & ~lent == 0 else { return .notLeaseHolder }
        let refusal = check(request.kind, of: wanted, at: tick)
        guard refusal == .none else { return refusal }
        let mask = wanted | brought(by: wanted, request.kind, at: tick)
        for index in state.groups.indices where mask & GroupBonds.bit(index) != 0 {
            if isRuntime {
                hold(index, .requested, at: tick.now)
            } else {
                carryOut(request, of: index, at: tick.now)
            }
        }
        return .none
    }

    var everyGroup: GroupMask {
        configuration.groups.indices.reduce(0) { $0 | GroupBonds.bit($1) }
    }

    /// Of several reasons the one with the greatest number, so that the groups' order says nothing.
    private mutating func check(_ kind: RequestKind, of mask: GroupMask, at tick: Tick) -> Refusal {
        var result = Refusal.none
        for index in state.groups.indices where mask & GroupBonds.bit(index) != 0 {
            let refusal = check(kind, of: index, at: tick)
            if refusal.rawValue > result.rawValue { result = refusal }
        }
        return result
    }

    mutating func check(_ kind: RequestKind, of index: Int, at tick: Tick) -> Refusal {
        let phase = state.groups[index].phase
        switch kind {
        case .acknowledge: return checkAcknowledge(phase, index, tick)
        case .releaseGripper, .hold: return .none
        case .takeOver, .takeDelta, .handBack: break
        case .acquireLease, .renewLease, .releaseLease, .takeLease, .offerLease, .withdrawOffer,
            .acceptLease, .recallLease, .stop, .armReset, .confirmReset, .start, .end, .next,
            .resetDone:
            return .malformed
        }
        switch phase {
        case .stopped: return .stopped
        case .deviceLost, .linkLost, .fault: return .acknowledgeFirst
        case .policy, .taking, .operator, .delta, .hold, .returning: break
        }
        guard tick.robotMode == .ready else { return .robotNotReady }
        if kind == .takeOver {
            return state.episode.state == .resetting ? .episodeNotRunning : .none
        }
        guard state.episode.state == .running else { return .episodeNotRunning }
        if kind == .takeDelta, !configuration.deltaEnabled { return .deltaDisabled }
        return kind == .takeDelta && phase.authority != .policy ? .policyNotDriving : .none
    }

    private mutating func checkAcknowledge(_ phase: GroupPhase, _ index: Int, _ tick: Tick)
        -> Refusal
    {
        switch phase {
        case .fault: return tick.robotMode == .fault ? .robotNotReady : .none
        case .linkLost, .deviceLost:
            guard let (command, age) = liveCommand(of: index, at: tick.now),
                age <= times.commandStale, command.deviceAlive
            else { return .linkNotFresh }
            return .none
        case .policy, .taking, .operator, .delta, .hold, .returning, .stopped:
            return .nothingToAcknowledge
        }
    }

    private mutating func carryOut(_ request: Request, of index: Int, at now: Nanoseconds) {
        switch request.kind {
        case .takeOver: takeOver(index, at: now, in: OperatorFrame(named: request.argument))
        case .takeDelta:
            latch(index, at: now, as: .delta)
            state.groups[index].phase = .delta(since: now, engaged: false, missing: nil)
        case .hold:
            state.groups[index].requested = .hold
            hold(index, .requested, at: now)
        case .handBack:
            state.groups[index].requested = .policy
            state.groups[index].epochBegan = now
            // One that no human had is the policy's all the time.
            if state.groups[index].gripperAuthority != .policy {
                state.groups[index].gripperAuthority = .kept
            }
            state.groups[index].phase = .returning(since: now, blending: nil)
            // A switch that is closed already does not take the arm back in the same breath.
            notePresses(index)
        case .acknowledge:
            state.groups[index].phase = .hold(.acknowledged, since: now)
            // Somebody looked: it may stay where it is now.
            state.groups[index].watch = HoldWatch()
            notePresses(index)
        case .releaseGripper: state.groups[index].gripperAuthority = .policy
        case .acquireLease, .renewLease, .releaseLease, .takeLease, .offerLease, .withdrawOffer,
            .acceptLease, .recallLease, .stop, .armReset, .confirmReset, .start, .end, .next,
            .resetDone:
            break
        }
    }

    private mutating func takeOver(
        _ index: Int, at now: Nanoseconds, in frame: OperatorFrame?
    ) {
        latch(index, at: now, as: .operator, in: frame)
        if case .hold = state.groups[index].phase {
            state.groups[index].phase = .hold(.taken, since: now)
        } else {
            state.groups[index].phase = .taking(since: now, from: state.groups[index].motion)
        }
    }

    /// What a takeover fixes: when, the operator's frame, the posture, the counters.
    private mutating func latch(
        _ index: Int, at now: Nanoseconds, as requested: Authority, in frame: OperatorFrame? = nil
    ) {
        state.groups[index].requested = requested
        state.groups[index].takenAt = now
        state.groups[index].posture = state.groups[index].joints
        // A correction on top of the policy leaves the gripper with it, until it is toggled.
        if requested == .operator { state.groups[index].gripperAuthority = .operator }
        notePresses(index)
        switch frame ?? liveCommand(of: index, at: now)?.0.frame ?? .base {
        case .base: state.groups[index].operatorFrame = .identity
        case .tool: state.groups[index].operatorFrame = state.groups[index].setpoint.rotation
        case .view: state.groups[index].operatorFrame = configuration.groups[index].baseFromView
        }
    }

    /// Presses and toggles so far are spent: only an edge after this moment counts.
    mutating func notePresses(_ index: Int) {
        guard let command = liveCommand(of: index, at: state.now)?.0 else { return }
        state.groups[index].presses = command.presses
        state.groups[index].gripperToggles = command.gripperToggles
    }

    /// Into hold, from wherever it is; a group that must be acknowledged or reset stays.
    mutating func hold(_ index: Int, _ reason: HoldReason, at now: Nanoseconds) {
        switch state.groups[index].phase {
        case .deviceLost, .linkLost, .fault, .stopped: return
        case .hold(let current, _) where current == reason: return
        case .policy, .taking, .operator, .delta, .hold, .returning: break
        }
        state.groups[index].phase = .hold(reason, since: now)
        notePresses(index)
    }
}
