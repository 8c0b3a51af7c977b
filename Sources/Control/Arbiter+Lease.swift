/// One holder at most. Ownership and stopping are separate: a lease that goes stale stops nothing
/// by itself, what stops an arm is the silence of its commands.
extension Arbiter {
    mutating func acquireLease(_ client: UInt64, at now: Nanoseconds) -> Refusal {
        guard client != 0 else { return .malformed }
        let lease = state.lease
        guard !lease.isHeld || lease.stale || lease.holder == client else {
            return .leaseHeldByAnother
        }
        endCommand(at: now)
        state.lease.tag.sequence &+= 1
        state.lease.holder = client
        state.lease.renewedAt = now
        state.lease.stale = false
        return .none
    }

    mutating func renewLease(_ request: Request, at now: Nanoseconds) -> Refusal {
        guard holdsLease(request) else { return .notLeaseHolder }
        state.lease.renewedAt = now
        state.lease.stale = false
        return .none
    }

    mutating func releaseLease(_ request: Request, at now: Nanoseconds) -> Refusal {
        guard holdsLease(request) else { return .notLeaseHolder }
        endCommand(at: now)
        state.lease.holder = 0
        state.lease.stale = false
        return .none
    }

    mutating func expireLease(at now: Nanoseconds) {
        if state.lease.isHeld, now &- state.lease.renewedAt > times.leaseStale {
            state.lease.stale = true
        }
    }

    /// The commands of the ending grant count no more; what they moved holds.
    private mutating func endCommand(at now: Nanoseconds) {
        for index in state.groups.indices {
            let group = state.groups[index]
            // A hand-back that is under way was this grant's too.
            guard group.requested != .policy || group.phase.needsOperator else { continue }
            hold(index, .leaseLost, at: now)
        }
        state.command = nil
        for index in state.groups.indices {
            state.groups[index].presses = 0
            state.groups[index].gripperToggles = 0
        }
    }
}
