internal import Control
internal import Spatial

/// One grant as the notary has it: of control as a whole, or of groups that are lent.
struct Grant: Sendable {
    var tag: LeaseTag
    /// 0 for nobody.
    var holder: UInt64 = 0
    /// None for control as a whole.
    var groups: GroupMask = 0
    var grantedAt: Nanoseconds = 0
    var renewedAt: Nanoseconds = 0
    var isStale = false
    /// Of the newest command that counts.
    var newest: (sequence: UInt32, receivedAt: Nanoseconds)?

    init(tag: LeaseTag) { self.tag = tag }

    func isOf(_ request: Request) -> Bool {
        holder != 0 && request.client == holder && request.lease == tag
    }

    mutating func age(_ now: Nanoseconds, _ bounds: Bounds) {
        if holder != 0, now - renewedAt > bounds.leaseStale { isStale = true }
    }

    mutating func renew(_ now: Nanoseconds) { (renewedAt, isStale) = (now, false) }

    /// Whether a command counts: under this grant, and newer than all before it.
    mutating func take(_ offered: OperatorCommand) -> Bool {
        guard holder != 0, offered.lease == tag,
            offered.sequence > newest?.sequence ?? 0
                || newest == nil
        else { return false }
        newest = (offered.sequence, offered.receivedAt)
        return true
    }
}

/// Who was granted what, and whose commands count for which group.
extension Ledger {
    var all: GroupMask { (1 << GroupMask(pages.count)) - 1 }
    var lent: GroupMask { loans.reduce(0) { $0 | $1.groups } }

    /// The grant that a group goes by.
    func grant(of group: Int) -> Grant {
        loans.first { $0.groups & (1 << GroupMask(group)) != 0 } ?? root
    }

    func command(of group: Int) -> GroupCommand? { pages[group].command }

    /// Age of the newest command that counts for a group; nil without one.
    func commandAge(of group: Int, at now: Nanoseconds) -> Nanoseconds? {
        guard pages[group].command != nil, let newest = grant(of: group).newest else { return nil }
        return max(0, now - newest.receivedAt)
    }

    /// For how long nothing has been heard of who commands the group.
    func silence(of group: Int, at now: Nanoseconds) -> Nanoseconds {
        let grant = grant(of: group)
        return now - (grant.newest?.receivedAt ?? grant.grantedAt)
    }

    /// Groups that changed hands in this tick.
    var changedHands: GroupMask {
        handovers[.acquireLease] | handovers[.takeLease] | handovers[.acceptLease]
            | handovers[.releaseLease] | handovers[.recallLease]
    }

    func read(_ offered: OperatorCommand, _ now: Nanoseconds) {
        guard offered.receivedAt <= now else { return }
        if root.take(offered) { return follow(offered, all & ~lent) }
        for index in loans.indices where loans[index].take(offered) {
            follow(offered, loans[index].groups)
        }
    }

    private func follow(_ offered: OperatorCommand, _ mask: GroupMask) {
        for index in pages.indices where mask & (1 << GroupMask(index)) != 0 {
            var command = GroupCommand()
            if index < offered.groups.count {
                command = offered.groups[index]
                // A twist that is no number is no twist, and no reason to be enabled.
                if !command.twist.isFinite { command.enabled = false }
            } else {
                // Nothing is said of it: it is open, and nothing was pressed.
                command.presses = pages[index].command?.presses ?? 0
                command.gripperToggles = pages[index].command?.gripperToggles ?? 0
            }
            if pages[index].command == nil {
                pages[index].isFirstCommand = true
                pages[index].spentPresses = command.presses
            }
            pages[index].command = command
        }
    }

    func readGrant(
        _ request: Request, _ answer: Refusal, _ isHolder: Bool, _ now: Nanoseconds
    ) {
        let own = loans.firstIndex { $0.isOf(request) }
        switch request.kind {
        case .acquireLease:
            let mayHave =
                request.client != 0 && (holder == 0 || isStale || holder == request.client)
            if judge(mayHave, answer) { grant(request, now) }
        case .takeLease:
            if judge(namesGrant(request), answer) { grant(request, now) }
        case .acceptLease:
            guard judge(namesGrant(request) && isOffered(request), answer) else { break }
            if request.groups == 0 { grant(request, now) } else { lend(request, now) }
        case .offerLease:
            let mayOffer =
                isHolder && request.argument != holder
                && (request.groups == 0 || isLendable(request.groups, request.argument))
            guard judge(mayOffer, answer) else { break }
            offer = (request.argument, request.groups, now + bounds.leaseOffer)
        case .withdrawOffer:
            if judge(isHolder && offer != nil, answer) { offer = nil }
        case .renewLease:
            guard judge(isHolder || own != nil, answer) else { break }
            if let own { loans[own].renew(now) } else { root.renew(now) }
        case .releaseLease:
            guard judge(isHolder || own != nil, answer) else { break }
            if let own {
                comeBack(.releaseLease, loans[own].groups)
            } else {
                endGrant(.releaseLease)
            }
        case .recallLease:
            let named = request.groups == 0 ? all : request.groups
            guard judge(isHolder && named & lent != 0, answer) else { break }
            comeBack(.recallLease, named)
        case .takeOver, .takeDelta, .hold, .handBack, .acknowledge, .releaseGripper, .stop,
            .armReset, .confirmReset, .start, .end, .next, .resetDone:
            break
        }
    }

    /// Whether a request for groups comes from who commands them; holding is also for who lent
    /// them, and for the runtime.
    func mayCommand(_ request: Request, _ isHolder: Bool) -> Bool {
        if request.kind == .hold, isHolder || request.client == 0 { return true }
        let mask = groups(of: request)
        if isHolder { return mask & lent == 0 }
        return loans.contains { $0.isOf(request) && mask & ~$0.groups == 0 }
    }

    /// The groups that a request is about, coupled ones included.
    private func groups(of request: Request) -> GroupMask {
        guard request.kind == .takeOver || request.kind == .hold else { return request.groups }
        var mask = request.groups
        for index in pages.indices where request.groups & (1 << GroupMask(index)) != 0 {
            for other in kinship.relatives(of: index) { mask |= 1 << GroupMask(other) }
        }
        return mask
    }

    /// Whether a request deserves a yes; counts it where it was answered otherwise.
    private func judge(_ deserves: Bool, _ answer: Refusal) -> Bool {
        if deserves != (answer == .none) { wrongAnswers += 1 }
        return deserves
    }

    /// Taken or accepted is what the request names, and only while that is in force.
    private func namesGrant(_ request: Request) -> Bool {
        request.client != 0 && holder != 0 && request.lease == lease
    }

    private func isOffered(_ request: Request) -> Bool {
        guard let offer, request.client != holder, request.groups == offer.groups else {
            return false
        }
        let isWhole = request.groups == 0
        guard isWhole || !loans.contains(where: { $0.holder == request.client }) else {
            return false
        }
        return offer.to == 0 || offer.to == request.client
    }

    /// Some groups but not all, none that is lent, none without those it is coupled with or that
    /// follow it, to nobody who has some.
    private func isLendable(_ mask: GroupMask, _ client: UInt64) -> Bool {
        let isTorn = pages.indices.contains { one in
            pages.indices.contains { other in
                let belong =
                    kinship.relatives(of: one).contains(other) || kinship.follows(one, other)
                let (isOne, isOther) = (
                    mask & (1 << GroupMask(one)) != 0, mask & (1 << GroupMask(other)) != 0
                )
                return belong && isOne != isOther
            }
        }
        return mask & ~all == 0 && mask != all && mask & lent == 0 && !isTorn
            && !loans.contains { $0.holder == client }
    }

    private func grant(_ request: Request, _ now: Nanoseconds) {
        endGrant(request.kind)
        root = made(request, now)
    }

    private func lend(_ request: Request, _ now: Nanoseconds) {
        offer = nil
        handovers[.acceptLease] |= request.groups
        forget(request.groups)
        var loan = made(request, now)
        loan.groups = request.groups
        loans.append(loan)
    }

    private func made(_ request: Request, _ now: Nanoseconds) -> Grant {
        grants += 1
        var grant = Grant(tag: LeaseTag(epoch: lease.epoch, sequence: grants))
        grant.holder = request.client
        (grant.grantedAt, grant.renewedAt) = (now, now)
        return grant
    }

    private func endGrant(_ kind: RequestKind) {
        root = Grant(tag: lease)
        loans = []
        offer = nil
        resetArmedBy = 0
        handovers[kind] |= all
        forget(all)
    }

    /// Every loan that has one of these groups.
    private func comeBack(_ kind: RequestKind, _ named: GroupMask) {
        let ended = loans.reduce(0) { $1.groups & named != 0 ? $0 | $1.groups : $0 }
        loans.removeAll { $0.groups & ended != 0 }
        handovers[kind] |= ended
        forget(ended)
    }

    private func forget(_ mask: GroupMask) {
        for index in pages.indices where mask & (1 << GroupMask(index)) != 0 {
            pages[index].command = nil
        }
    }
}
