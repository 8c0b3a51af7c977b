/// One holder at most. Ownership and stopping are separate: a lease that goes stale stops nothing
/// by itself, what stops an arm is the silence of its commands. Whichever way control changes
/// hands, what the former holder drove holds, and nothing of it goes on under the next.
extension Arbiter {
    mutating func acquireLease(_ client: UInt64, at now: Nanoseconds) -> Refusal {
        guard client != 0 else { return .malformed }
        let lease = state.lease
        guard !lease.isHeld || lease.stale || lease.holder == client else {
            return .leaseHeldByAnother
        }
        grantLease(to: client, at: now, holding: .leaseLost)
        return .none
    }

    /// Against the holder's will. The request names the grant that it ends: one that comes late or
    /// twice ends no other. Who may ask is the link's to know.
    mutating func takeLease(_ request: Request, at now: Nanoseconds) -> Refusal {
        guard request.client != 0 else { return .malformed }
        guard isInForce(request.lease) else { return .leaseChanged }
        grantLease(to: request.client, at: now, holding: .leaseTaken)
        return .none
    }

    mutating func renewLease(_ request: Request, at now: Nanoseconds) -> Refusal {
        guard holdsLease(request) else { return renewLoan(request, at: now) }
        state.lease.renewedAt = now
        state.lease.stale = false
        return .none
    }

    mutating func releaseLease(_ request: Request, at now: Nanoseconds) -> Refusal {
        guard holdsLease(request) else { return returnLoan(request, at: now) }
        endGrant(holding: .leaseLost, at: now)
        state.lease.holder = 0
        state.lease.stale = false
        return .none
    }

    /// A newer offer is in place of the one before.
    mutating func offerLease(_ request: Request, at now: Nanoseconds) -> Refusal {
        guard holdsLease(request) else { return .notLeaseHolder }
        guard request.argument != request.client else { return .malformed }
        let refusal = request.groups == 0 ? .none : checkLending(request.groups, request.argument)
        guard refusal == .none else { return refusal }
        state.offer.to = request.argument
        state.offer.groups = request.groups
        state.offer.until = now &+ times.leaseOffer
        return .none
    }

    mutating func withdrawOffer(_ request: Request) -> Refusal {
        guard holdsLease(request) else { return .notLeaseHolder }
        guard state.offer.isOpen else { return .notOffered }
        state.offer = LeaseOffer()
        return .none
    }

    mutating func acceptLease(_ request: Request, at now: Nanoseconds) -> Refusal {
        let client = request.client
        guard client != 0 else { return .malformed }
        guard isInForce(request.lease) else { return .leaseChanged }
        guard state.offer.covers(client), client != state.lease.holder,
            request.groups == state.offer.groups
        else { return .notOffered }
        guard request.groups == 0 else { return lend(request.groups, to: client, at: now) }
        grantLease(to: client, at: now, holding: .leasePassed)
        return .none
    }

    /// What the clock ends: before the requests of the tick.
    mutating func expireLease(at now: Nanoseconds) {
        if state.lease.isHeld, now &- state.lease.renewedAt > times.leaseStale {
            state.lease.stale = true
        }
        expireLoans(at: now)
        if state.offer.isOpen, now >= state.offer.until { state.offer = LeaseOffer() }
    }

    private func isInForce(_ tag: LeaseTag) -> Bool { state.lease.isHeld && state.lease.tag == tag }

    private mutating func grantLease(
        to client: UInt64, at now: Nanoseconds, holding reason: HoldReason
    ) {
        endGrant(holding: reason, at: now)
        state.grants &+= 1
        state.lease.tag.sequence = state.grants
        state.lease.holder = client
        state.lease.renewedAt = now
        state.lease.stale = false
    }

    /// What was lent ends with it. A reset of the stop that was begun under it is begun anew.
    private mutating func endGrant(holding reason: HoldReason, at now: Nanoseconds) {
        for index in state.groups.indices {
            endCommand(of: index, holding: reason, at: now)
            state.loans[index] = Loan()
        }
        state.newest = CommandMark()
        state.offer = LeaseOffer()
        state.stop.resetArmedBy = 0
    }

    /// Who commanded the group does so no more: the commands count no longer, and what they moved
    /// holds.
    mutating func endCommand(of index: Int, holding reason: HoldReason, at now: Nanoseconds) {
        state.groups[index].reseating = nil
        // A hand-back that is under way was this grant's too.
        if state.groups[index].requested != .policy || state.groups[index].phase.needsOperator {
            hold(index, reason, at: now)
        }
        // The next hand takes it over anew: in its own frame, and not by a press for another arm.
        if state.groups[index].requested != .policy { state.groups[index].requested = .hold }
        state.hands[index] = HandState()
        state.groups[index].presses = 0
        state.groups[index].gripperToggles = 0
    }
}
