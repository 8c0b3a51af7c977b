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
        self.ownership = clean
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
