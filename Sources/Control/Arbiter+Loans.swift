/// Groups that the holder of the lease lets others command, so that two operators drive an arm
/// each.
///
/// Who has a loan takes, drives and hands back its groups, and nothing else; who holds the lease
/// has the rest, may hold what is lent, and may have it back. However a loan ends, what was driven
/// by hand holds and is commanded by the holder of the lease again.
extension Arbiter {
    /// The groups lent under this grant; none for one that is not in force.
    mutating func groupsLent(under tag: LeaseTag) -> GroupMask {
        var mask: GroupMask = 0
        for index in state.loans.indices where isLent(index) {
            if state.loans[index].lease.tag == tag { mask |= 1 << GroupMask(index & 7) }
        }
        return mask
    }

    /// The groups that who asks has on loan under the grant that the request is made under.
    mutating func groupsLent(to request: Request) -> GroupMask {
        groupsLent(under: request.lease) & groupsLent(toClient: request.client)
    }

    /// Who commands what a request was about: whom one of its groups is lent to, else who holds the
    /// lease.
    mutating func owner(ofWhat request: Request) -> UInt64 {
        for index in state.loans.indices where request.groups & (1 << GroupMask(index & 7)) != 0 {
            if isLent(index), state.loans[index].lease.holder != request.client {
                return state.loans[index].lease.holder
            }
        }
        return state.lease.holder
    }

    mutating func renewLoan(_ request: Request, at now: Nanoseconds) -> Refusal {
        let mask = groupsLent(to: request)
        guard mask != 0 else { return .notLeaseHolder }
        for index in state.loans.indices where mask & (1 << GroupMask(index & 7)) != 0 {
            state.loans[index].lease.renewedAt = now
            state.loans[index].lease.stale = false
        }
        return .none
    }

    mutating func returnLoan(_ request: Request, at now: Nanoseconds) -> Refusal {
        let mask = groupsLent(to: request)
        guard mask != 0 else { return .notLeaseHolder }
        endLoans(of: mask, holding: .leaseLost, at: now)
        return .none
    }

    /// Groups that were lent together come back together.
    mutating func recallLease(_ request: Request, at now: Nanoseconds) -> Refusal {
        guard holdsLease(request) else { return .notLeaseHolder }
        let named = request.groups == 0 ? GroupMask.max : request.groups
        var mask: GroupMask = 0
        for index in state.loans.indices where named & (1 << GroupMask(index & 7)) != 0 {
            if isLent(index) { mask |= groupsLent(under: state.loans[index].lease.tag) }
        }
        guard mask != 0 else { return .notLent }
        endLoans(of: mask, holding: .leaseTaken, at: now)
        return .none
    }

    /// Whether these groups can be lent to this client, or 0 for anyone.
    mutating func checkLending(_ mask: GroupMask, _ client: UInt64) -> Refusal {
        guard mask & ~everyGroup == 0 else { return .noSuchGroup }
        // All of them is the whole: that is passed on, not lent.
        guard mask != everyGroup else { return .malformed }
        for index in state.groups.indices {
            let isOf = mask & (1 << GroupMask(index & 7)) != 0
            if isOf, isLent(index) { return .leaseHeldByAnother }
            let bound = bonds.coupled[index] | bonds.followers[index]
            if bound & (isOf ? ~mask : mask) != 0 { return .coupledGroups }
        }
        return hasLoan(client) ? .hasAnother : .none
    }

    mutating func lend(_ mask: GroupMask, to client: UInt64, at now: Nanoseconds) -> Refusal {
        guard !hasLoan(client) else { return .hasAnother }
        state.offer = LeaseOffer()
        state.grants &+= 1
        for index in state.loans.indices where mask & (1 << GroupMask(index & 7)) != 0 {
            endCommand(of: index, holding: .leasePassed, at: now)
            state.loans[index].newest = CommandMark()
            state.loans[index].lease.tag = LeaseTag(
                epoch: state.lease.tag.epoch, sequence: state.grants)
            state.loans[index].lease.holder = client
            state.loans[index].lease.renewedAt = now
            state.loans[index].lease.stale = false
        }
        return .none
    }

    mutating func expireLoans(at now: Nanoseconds) {
        for index in state.loans.indices where isLent(index) {
            if now &- state.loans[index].lease.renewedAt > times.leaseStale {
                state.loans[index].lease.stale = true
            }
        }
    }

    private mutating func endLoans(
        of mask: GroupMask, holding reason: HoldReason, at now: Nanoseconds
    ) {
        for index in state.loans.indices where mask & (1 << GroupMask(index & 7)) != 0 {
            endCommand(of: index, holding: reason, at: now)
            state.loans[index] = Loan()
        }
    }

    private mutating func hasLoan(_ client: UInt64) -> Bool { groupsLent(toClient: client) != 0 }

    private mutating func groupsLent(toClient client: UInt64) -> GroupMask {
        var mask: GroupMask = 0
        for index in state.loans.indices where isLent(index) {
            if state.loans[index].lease.holder == client { mask |= 1 << GroupMask(index & 7) }
        }
        return mask
    }

    mutating func everyLent() -> GroupMask {
        var mask: GroupMask = 0
        for index in state.loans.indices where isLent(index) { mask |= 1 << GroupMask(index & 7) }
        return mask
    }
}
