internal import CDR
internal import CLinux
internal import Control
internal import Link
internal import Messages

/// The real-time plane: datagrams of those who may command in, pulses out.
extension LinkLoop {
    /// The grants are as ``grants`` says. A key of another is gone with this call, and each who may
    /// command and is connected gets one of its own.
    func followGrants() {
        let grants = grants
        planes.removeAll { plane in
            !grants.contains { $0.tag == plane.key.lease && $0.holder == plane.client.number }
        }
        orders = orders.filter { order in grants.contains { $0.holder == order.key } }
        for grant in grants where !planes.contains(where: { $0.key.lease == grant.tag }) {
            guard let client = consoles.keys.first(where: { $0.number == grant.holder }) else {
                continue
            }
            offerPlane(to: client)
        }
    }

    /// The same key again to a holder that reconnected: the process that has the grant may have
    /// missed it, and no other makes use of it.
    func offerPlane(to client: ClientIdentity) {
        guard let port = server.datagramPort, let grant = grant(of: client) else { return }
        if let held = planes.first(where: { $0.key.lease == grant.tag }) {
            send(.plane(held.grant(port: port)), to: client)
        } else {
            let plane = HolderPlane(client: client, lease: grant.tag)
            planes.append(plane)
            send(.plane(plane.grant(port: port)), to: client)
        }
    }

    /// Of what came from each since the last round only the newest command counts.
    func takeDatagrams() {
        // A connection that is gone may be back; what a key allows no longer opens nothing more.
        planes.removeAll { (server.role(of: $0.client) ?? .observe) < .operate }
        var newest = [PlaneCommand?](repeating: nil, count: planes.count)
        var now: Nanoseconds = 0
        while let (datagram, address) = server.receiveDatagram() {
            now = reins_monotonic_ns()
            // What names no grant in force is the first one's to count.
            let grant = Datagrams.grant(of: datagram)
            let named = planes.firstIndex { $0.key.lease.sequence == grant }
            guard let index = named ?? planes.indices.first,
                let taken = planes[index].open(datagram, from: address, at: now)
            else { continue }
            if planes[index].isNewStop(taken.stop) { stop(taken.stop, by: planes[index]) }
            if taken.command.sequence != 0 { newest[index] = taken }
        }
        for index in newest.indices {
            if let taken = newest[index] { take(taken, by: index, at: now) }
        }
    }

    private func take(_ taken: PlaneCommand, by index: Int, at now: Nanoseconds) {
        var command = taken.command
        command.receivedAt = now
        let client = planes[index].client
        take(command, seen: taken.seen, from: client)
        guard planes[index].isRenewalDue(at: now) else { return }
        let ring = client.number == lease.holder ? core.holderRequests : core.loanRequests
        _ = ring.push(
            Request(.renewLease, client: client.number, lease: planes[index].key.lease))
    }

    private func stop(_ number: UInt32, by plane: HolderPlane) {
        // Full means that STOPs wait already.
        _ = core.stops.push(
            Request(.stop, client: plane.client.number, lease: plane.key.lease, id: number))
    }

    /// The step that a pulse tells of: only where there is somebody to tell.
    func notePulse(ofStep record: [UInt8]) {
        guard planes.contains(where: { $0.console != nil }),
            let step = try? CDRDecoder.decode(
                Step.self, from: Array(record.dropFirst(BulkRecord.headSize)))
        else { return }
        for index in planes.indices { planes[index].note(step) }
    }

    func sendPulses() {
        for index in planes.indices {
            let now = reins_monotonic_ns()
            let clock =
                switch core.clock {
                // The same reading: what the console makes of the two is right to the microsecond.
                case .monotonic: now
                case .caller: core.now
                }
            guard let (datagram, address) = planes[index].nextPulse(at: now, clock: clock) else {
                continue
            }
            server.sendDatagram(datagram, to: address)
        }
    }

    /// Commands by datagrams alone are for an outage, not for good.
    func closeAbandonedPlanes(at now: Nanoseconds) {
        for index in planes.indices.reversed() {
            let isConnected = consoles[planes[index].client] != nil
            if planes[index].isAbandoned(isConnected: isConnected, at: now) {
                planes.remove(at: index)
            }
        }
    }

    func tellRefusedDatagrams() {
        for index in planes.indices {
            guard let count = planes[index].refusalsToTell() else { continue }
            tell(
                composer.event(
                    .refusal,
                    "Refused datagrams (\(count) so far): the key of "
                        + "\(composer.person(planes[index].client.number)) did not seal them.",
                    at: core.now, tick: newestTick, level: Log.warning))
        }
    }
}
