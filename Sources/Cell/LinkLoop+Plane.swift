internal import CDR
internal import CLinux
internal import Control
internal import Link
internal import Messages

/// The real-time plane: the holder's datagrams in, pulses out.
extension LinkLoop {
    /// The lease is as ``lease`` says. A key of another grant is gone with this call, and the
    /// present holder, where it is connected, gets one of its own.
    func followLease() {
        if let plane, plane.key.lease != lease.tag || plane.client.number != lease.holder {
            self.plane = nil
        }
        guard plane == nil, lease.isHeld,
            let client = consoles.keys.first(where: { $0.number == lease.holder })
        else { return }
        offerPlane(to: client)
    }

    /// The same key again to a holder that reconnected: the process that has the grant may have
    /// missed it, and no other makes use of it.
    func offerPlane(to client: ClientIdentity) {
        guard let port = server.datagramPort, lease.isHeld, client.number == lease.holder else {
            return
        }
        let held = plane ?? HolderPlane(client: client, lease: lease.tag)
        plane = held
        send(.plane(held.grant(port: port)), to: client)
    }

    /// Of what came since the last round only the newest command counts.
    func takeDatagrams() {
        // A connection that is gone may be back; what a key allows no longer opens nothing more.
        if let client = plane?.client, (server.role(of: client) ?? .observe) < .operate {
            plane = nil
        }
        var newest: PlaneCommand?
        var now: Nanoseconds = 0
        while let (datagram, address) = server.receiveDatagram() {
            now = reins_monotonic_ns()
            guard let taken = plane?.open(datagram, from: address, at: now) else { continue }
            if plane?.isNewStop(taken.stop) == true { stop(taken.stop) }
            if taken.command.sequence != 0 { newest = taken }
        }
        guard let newest, let client = plane?.client else { return }
        var command = newest.command
        command.receivedAt = now
        take(command, seen: newest.seen, from: client)
        guard plane?.isRenewalDue(at: now) == true else { return }
        _ = core.holderRequests.push(Request(.renewLease, client: client.number, lease: lease.tag))
    }

    private func stop(_ number: UInt32) {
        guard let client = plane?.client else { return }
        // Full means that STOPs wait already.
        _ = core.stops.push(
            Request(.stop, client: client.number, lease: lease.tag, id: number))
    }

    /// The step that a pulse tells of: only where there is somebody to tell.
    func notePulse(ofStep record: [UInt8]) {
        guard plane?.console != nil,
            let step = try? CDRDecoder.decode(
                Step.self, from: Array(record.dropFirst(BulkRecord.headSize)))
        else { return }
        plane?.note(step)
    }

    func sendPulse() {
        let now = reins_monotonic_ns()
        let clock =
            switch core.clock {
            // The same reading: what the console makes of the two is right to the microsecond.
            case .monotonic: now
            case .caller: core.now
            }
        guard let (datagram, address) = plane?.nextPulse(at: now, clock: clock) else { return }
        server.sendDatagram(datagram, to: address)
    }

    /// Commands by datagrams alone are for an outage, not for good.
    func closeAbandonedPlane(at now: Nanoseconds) {
        guard let client = plane?.client else { return }
        let isConnected = consoles[client] != nil
        if plane?.isAbandoned(isConnected: isConnected, at: now) == true { plane = nil }
    }

    func tellRefusedDatagrams() {
        guard let count = plane?.refusalsToTell(), let client = plane?.client else { return }
        tell(
            composer.event(
                .refusal,
                "Refused datagrams (\(count) so far): the key of "
                    + "\(composer.person(client.number)) did not seal them.",
                at: core.now, tick: newestTick, level: Log.warning))
    }
}
