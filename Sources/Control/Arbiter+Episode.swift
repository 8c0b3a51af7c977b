/// The episode's life, and the stop.
extension Arbiter {
    mutating func answerEpisode(_ request: Request, at now: Nanoseconds) -> Refusal {
        let isRuntime = request.client == 0
        guard isRuntime || holdsLease(request) else { return .notLeaseHolder }
        switch request.kind {
        case .start:
            if isRuntime, !configuration.runtimeMayStart { return .runtimeMayNotStart }
            return start(at: now)
        case .end: return end(request.argument, at: now)
        case .next:
            if isRuntime, !configuration.runtimeMayStart, state.episode.state != .idle {
                return .runtimeMayNotStart
            }
            return next(byRuntime: isRuntime, at: now)
        case .resetDone: return isRuntime ? resetDone(at: now) : .malformed
        case .acquireLease, .renewLease, .releaseLease, .takeLease, .offerLease, .withdrawOffer,
            .acceptLease, .recallLease, .takeOver, .takeDelta, .hold, .handBack, .acknowledge,
            .stop, .armReset, .confirmReset, .releaseGripper:
            return .malformed
        }
    }

    private mutating func start(at now: Nanoseconds) -> Refusal {
        guard state.episode.state == .ready else { return .episodeNotReady }
        guard state.stop.active == 0 else { return .stopped }
        state.episode.state = .running
        state.episode.outcome = .unlabelled
        state.episode.startedAt = now
        for index in state.groups.indices where state.groups[index].phase.holdReason == .notRunning
        {
            state.groups[index].phase = .policy(missing: nil)
        }
        return .none
    }

    /// Ends the running episode, or gives an ended one its label.
    private mutating func end(_ code: UInt64, at now: Nanoseconds) -> Refusal {
        guard let outcome = Outcome(rawValue: UInt8(clamping: code)) else { return .malformed }
        switch state.episode.state {
        case .idle, .resetting, .ready: return .episodeNotRunning
        case .running:
            for index in state.groups.indices { endDriving(index, at: now) }
        case .ended: break
        }
        state.episode.state = .ended
        state.episode.outcome = outcome
        return .none
    }

    /// The policy's part is over; a group that the operator has stays the operator's.
    private mutating func endDriving(_ index: Int, at now: Nanoseconds) {
        switch state.groups[index].phase {
        case .policy, .delta, .returning: hold(index, .notRunning, at: now)
        case .taking, .operator, .hold, .deviceLost, .linkLost, .fault, .stopped: break
        }
    }

    /// Putting an episode away gives taken groups back where the lease holder asks for it. Where
    /// the runtime does, or a group is lent, they stay the operator's and wait in hold: only an act
    /// of who commands a taken group gives it to the policy.
    private mutating func next(byRuntime: Bool, at now: Nanoseconds) -> Refusal {
        switch state.episode.state {
        case .ended, .idle: break
        case .resetting, .ready, .running: return .episodeNotRunning
        }
        state.episodes &+= 1
        state.episode = Episode()
        state.episode.number = state.episodes
        state.episode.state = .resetting
        for index in state.groups.indices {
            let isHolders = !byRuntime && !isLent(index)
            guard isHolders || state.groups[index].requested == .policy else {
                hold(index, .taken, at: now)
                continue
            }
            hold(index, .notRunning, at: now)
            state.groups[index].requested = .policy
            state.groups[index].gripperAuthority = .policy
        }
        return .none
    }

    /// What the policy planned for the scene before is not for this one.
    private mutating func resetDone(at now: Nanoseconds) -> Refusal {
        guard state.episode.state == .resetting else { return .episodeNotRunning }
        state.episode.state = .ready
        for index in state.groups.indices { state.groups[index].epochBegan = now }
        return .none
    }

    mutating func stop(at now: Nanoseconds) -> Refusal {
        if state.stop.active == 0 {
            state.stop.count &+= 1
            state.stop.active = state.stop.count
        }
        state.stop.resetArmedBy = 0
        for index in state.groups.indices {
            if state.groups[index].phase.authority != .stopped {
                state.groups[index].phase = .stopped(.none, since: now)
            }
            // After the reset a hand has to take it anew: the next nudge must not move it.
            if state.groups[index].requested != .policy { state.groups[index].requested = .hold }
        }
        return .none
    }

    /// Two steps by the same client, both naming the stop. Ends in hold, never in motion.
    mutating func resetStop(_ request: Request, at now: Nanoseconds) -> Refusal {
        guard holdsLease(request) else { return .notLeaseHolder }
        guard state.stop.active != 0, request.argument == state.stop.active else {
            return .wrongStop
        }
        if request.kind == .armReset {
            state.stop.resetArmedBy = request.client
            return .none
        }
        guard state.stop.resetArmedBy == request.client else { return .wrongStop }
        state.stop.active = 0
        state.stop.resetArmedBy = 0
        for index in state.groups.indices {
            state.groups[index].phase = .hold(.acknowledged, since: now)
            state.groups[index].seated = false
            notePresses(index)
        }
        return .none
    }
}
