internal import Control
internal import Link
internal import Messages

/// Who has control, told to the consoles by name.
extension LinkLoop {
    func note(_ old: LeaseState, _ new: LeaseState, by act: RequestKind?) {
        ownership.lease = new
        ownershipIsNews = true
        guard old.tag != new.tag || old.holder != new.holder else { return }
        ownership.offer = LeaseOffer()
        ownership.former = old.holder
        ownership.cause = act ?? .acquireLease
    }

    /// At most once a round, whatever happened in it.
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
