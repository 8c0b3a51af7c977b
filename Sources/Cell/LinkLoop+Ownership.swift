internal import Control
internal import Link
internal import Messages

/// Who has control, told to the consoles by name.
extension LinkLoop {
    /// What each may command by, in force now: the lease first.
    var grants: [LeaseState] {
        var grants = lease.isHeld ? [lease] : []
        for loan in loans where loan.isHeld && !grants.contains(where: { $0.tag == loan.tag }) {
            grants.append(loan)
        }
        return grants
    }

    /// What a client may command by; nil where that is nothing.
    func grant(of client: ClientIdentity) -> LeaseState? {
        grants.first { $0.holder == client.number }
    }

    func note(_ old: LeaseState, _ new: LeaseState, by act: RequestKind?) {
        let hasPassed = old.tag != new.tag || old.holder != new.holder
        // Who lost control is told so, though it went on from there in the same round.
        if hasPassed { tellOwnership() }
        ownership.lease = new
        ownershipIsNews = true
        if hasPassed { noteEnd(of: old, by: act ?? .acquireLease) }
    }

    func noteLoan(_ group: Int, _ old: LeaseState, _ new: LeaseState, by act: RequestKind?) {
        guard loans.indices.contains(group) else { return }
        let hasPassed = old.isHeld && old.tag != new.tag && ownership.formerTag != old.tag
        if hasPassed { tellOwnership() }
        loans[group] = new
        ownershipIsNews = true
        if new.isHeld, new.tag != old.tag { ownership.offer = LeaseOffer() }
        // Where it went with the lease, that is the cause.
        if hasPassed { noteEnd(of: old, by: act ?? ownership.cause) }
    }

    private func noteEnd(of old: LeaseState, by act: RequestKind) {
        ownership.offer = LeaseOffer()
        ownership.former = old.holder
        ownership.formerTag = old.tag
        ownership.cause = act
    }

    /// A role that was changed is seen on the console that it is of, without a reconnection.
    func followRoles() {
        for client in consoles.keys {
            guard let role = server.role(of: client), role != consoles[client]?.role else {
                continue
            }
            consoles[client]?.role = role
            ownershipIsNews = true
        }
    }

    /// Once for what happened since the last, mostly a round.
    func tellOwnership() {
        guard ownershipIsNews else { return }
        ownershipIsNews = false
        guard let bytes = try? ControlMessage.ownership(namedOwnership).encoded() else { return }
        server.broadcast(bytes)
    }

    var namedOwnership: Ownership {
        var named = ownership
        named.holderName = lease.isHeld ? composer.person(lease.holder) : ""
        named.formerName = ownership.former == 0 ? "" : composer.person(ownership.former)
        named.loans = loans.indices.filter { loans[$0].isHeld }.map { group in
            var label = LoanLabel()
            label.group = UInt8(clamping: group)
            label.lease = loans[group]
            label.holderName = composer.person(loans[group].holder)
            return label
        }
        named.consoles = consoles.keys.prefix(64).map { client in
            var label = ConsoleLabel()
            label.client = client.number
            label.name = composer.person(client.number)
            label.role = server.role(of: client) ?? .observe
            return label
        }
        return named
    }
}
