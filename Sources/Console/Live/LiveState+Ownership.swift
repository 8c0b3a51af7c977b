public import Control
public import Messages

/// Control that its holder offers, seen from this console.
public enum OfferStatus: Sendable, Equatable {
    case none
    /// This console has control and offers it; nil to anyone.
    case mine(to: String?)
    /// This console may accept.
    case open
    /// Another may.
    case toAnother
}

extension LiveState {
    public mutating func apply(_ ownership: Ownership) {
        var clean = ownership
        clean.holderName = ownership.holderName.forDisplay(limit: 40)
        clean.formerName = ownership.formerName.forDisplay(limit: 40)
        for index in clean.consoles.indices {
            clean.consoles[index].name = clean.consoles[index].name.forDisplay(limit: 40)
        }
        for index in clean.loans.indices {
            clean.loans[index].holderName = clean.loans[index].holderName.forDisplay(limit: 40)
        }
        self.ownership = clean
        guard let client = cell?.client else { return }
        if clean.former == client { loss = clean }
        // The role may change while the connection stands.
        if let own = clean.consoles.first(where: { $0.client == client }) { cell?.role = own.role }
    }

    // MARK: arms that are lent

    /// Groups that are lent, a bit each.
    public var lent: GroupMask { lent { $0.isHeld } }

    /// Groups that are lent to this console.
    public var borrowed: GroupMask {
        guard holdsGrant, let client = cell?.client else { return 0 }
        return lent { $0.isHeld && $0.holder == client }
    }

    /// Groups that this console may command; what it would have of a free lease where nobody holds
    /// it.
    public var commanded: GroupMask {
        let all = cell?.allGroups ?? 0
        switch lease {
        case .mine, .free: return all & ~lent
        case .unknown: return all
        case .other: return borrowed
        }
    }

    private func lent(where matches: (LeaseState) -> Bool) -> GroupMask {
        guard let newest else { return 0 }
        return newest.groups.indices.reduce(0) {
            matches(newest.groups[$1].decision.loan)
                ? $0 | 1 << GroupMask(truncatingIfNeeded: $1) : $0
        }
    }

    /// Who commands a group that this console does not, by name.
    public func commander(of group: Int) -> String {
        let loan = newest.flatMap { $0.groups.indices.contains(group) ? $0.groups[group] : nil }?
            .decision.loan
        guard let loan, loan.isHeld else {
            return ownerName.isEmpty ? "another console" : ownerName
        }
        let label = ownership?.loans.first { $0.lease.tag == loan.tag }
        return label.map(\.holderName) ?? name(of: loan.holder)
    }

    /// Who is meant by a refusal; empty for nobody.
    func name(ofOwner client: UInt64) -> String {
        if client == 0 { return "" }
        if client == newest?.lease.holder { return ownerName }
        if let label = ownership?.loans.first(where: { $0.lease.holder == client }) {
            return label.holderName
        }
        return name(of: client)
    }

    /// What is offered: no group for control as a whole.
    public var offeredGroups: GroupMask { openOffer?.groups ?? 0 }

    /// The tag that this console commands by; nil without one.
    var ownTag: LeaseTag? {
        if lease.isMine { return newest?.lease.tag }
        guard borrowed != 0, let client = cell?.client else { return nil }
        return newest?.grant(of: client).tag
    }

    /// What the holder is called; empty where it is not known.
    public var ownerName: String {
        guard let ownership, let lease = newest?.lease, lease.isHeld,
            ownership.lease.holder == lease.holder, !ownership.holderName.isEmpty
        else { return leaseHolderName }
        return ownership.holderName
    }

    /// The offer that stands under the grant of the newest step.
    private var openOffer: LeaseOffer? {
        guard let ownership, ownership.offer.isOpen, let lease = newest?.lease, lease.isHeld,
            ownership.lease.tag == lease.tag
        else { return nil }
        return ownership.offer
    }

    public var offer: OfferStatus {
        guard let offer = openOffer, let client = cell?.client else { return .none }
        if lease.isMine { return .mine(to: offer.to == 0 ? nil : name(of: offer.to)) }
        return offer.covers(client) ? .open : .toAnother
    }

    /// Until the offer is over, by the cell's clock.
    public var offerLeft: Nanoseconds? {
        guard let offer = openOffer, let newest else { return nil }
        return max(0, offer.until &- newest.now)
    }

    /// The number of the grant in force, 0 for none: what a request that ends it names.
    public var grantNumber: UInt64 {
        guard let lease = newest?.lease, lease.isHeld else { return 0 }
        return UInt64(lease.tag.sequence)
    }

    /// The other consoles whose key lets them have control.
    public var rivals: [ConsoleLabel] {
        guard let ownership, let cell else { return [] }
        return ownership.consoles.filter { $0.client != cell.client && $0.role >= .operate }
    }

    private func name(of client: UInt64) -> String {
        ownership?.consoles.first { $0.client == client }?.name ?? "a console that left"
    }
}
