internal import Console
internal import Control
internal import Link
internal import Messages

/// What the console keeps of the real-time plane.
struct ConsolePlane {
    /// What the cell offered last, and where. It may be here before the grant that it is for.
    var offer: (grant: PlaneGrant, address: String)?
    var link: PlaneLink?
    var watch = PlaneWatch()
    var up = LossMeter()
    var down = LossMeter()
    /// What the cell said last: its connection may be behind.
    var isStale = false
}

/// Commands by datagrams, as long as they are seen to arrive; by the connection as well while they
/// are not.
extension ControlLoop {
    /// So long commands go by datagrams alone where the connection is gone: it reconnects in that
    /// time or is cut, and who cannot see the picture should not drive on.
    private static let aloneFor = Nanoseconds.seconds(5)

    func take(_ grant: PlaneGrant) {
        guard let address = link.peerAddress else { return }
        // Another key for the same grant: the cell had given this one up.
        if plane.link?.lease == grant.lease, plane.offer?.grant != grant { closePlane() }
        plane.offer = (grant, address)
        settlePlane()
    }

    /// The plane belongs to the grant that this process has now, and to no other.
    func settlePlane() {
        if let own = plane.link, own.lease != grant.tag { closePlane() }
        guard plane.link == nil, let (offer, address) = plane.offer, offer.lease == grant.tag,
            grant.tag != .none
        else { return }
        plane.link = try? PlaneLink(offer, at: address)
        guard plane.link != nil else { return }
        plane.watch.begin()
        board.update { $0.link.plane = PlaneStatus(port: offer.port) }
    }

    private func closePlane() {
        let isLater = plane.offer?.grant.lease != plane.link?.lease
        plane = ConsolePlane(offer: isLater ? plane.offer : nil)
        board.update { $0.link.plane = PlaneStatus() }
    }

    /// Whether commands may go though the connection is gone.
    func fliesAlone(at now: Nanoseconds) -> Bool {
        guard grant.isCurrent, plane.watch.isConfirmed(at: now), !plane.isStale else {
            return false
        }
        return now &- readyAt <= ControlLoop.aloneFor
    }

    func receivePulses(at now: Nanoseconds) {
        guard let link = plane.link else { return }
        for pulse in link.receive() { take(pulse, at: now) }
        let isHeard = self.link.state == .ready && now &- stepAt <= LinkStatus.silence
        let news = plane.watch.settle(at: now, isHeard: isHeard)
        if let news { tell(news, port: link.port) }
        let standing = plane.watch.standing
        board.update { live in
            if live.link.plane.standing != standing { live.link.plane.standing = standing }
        }
    }

    private func take(_ pulse: Pulse, at now: Nanoseconds) {
        guard let link = plane.link else { return }
        seen = max(seen, pulse.now)
        grant.confirm(link.lease)
        plane.isStale = pulse.stale
        plane.watch.heard(newest: pulse.newest, at: now)
        if pulse.stop != 0 { endStop() }
        plane.up.note(number: pulse.newest, received: pulse.received, at: now)
        plane.down.note(number: link.newest, received: link.received, at: now)
        let loss = [plane.up.share, plane.down.share].compactMap { $0 }.max()
        // It may have come after this round began.
        let trip = max(0, Now.monotonic &- pulse.sentAt &- pulse.held)
        if pulse.newest > 0 {
            relateClocks(asked: pulse.sentAt, held: pulse.held, cell: pulse.clock)
        }
        board.update { live in
            live.link.plane.loss = loss
            live.link.plane.held = pulse.held
            live.link.roundTrip = trip
            live.apply(pulse, receivedAt: now)
        }
    }

    private func tell(_ news: PlaneWatch.News, port: UInt16) {
        var remark = Remark()
        remark.kind = .console
        remark.lease = grant.tag
        remark.text =
            switch news {
            case .closed:
                "Commands go by the connection: no datagram came back from UDP port \(port)."
            case .works: "Commands go by datagrams again."
            }
        link.send(.remark(remark))
    }

    /// Sends by datagram, and by the connection unless the former are seen to arrive.
    func transmit(_ command: OperatorCommand, at now: Nanoseconds) {
        var isOnItsWay = false
        if let own = plane.link {
            plane.watch.sent(at: now)
            isOnItsWay = own.send(plane(command, at: now))
        }
        if !isOnItsWay || plane.watch.isInDoubt(at: now) {
            link.send(.command(command, seen: seen))
        }
    }

    /// A STOP also goes where no command does: a frozen screen commands nothing.
    func transmitStop(at now: Nanoseconds) {
        plane.link?.send(plane(OperatorCommand(), at: now))
    }

    private func plane(_ command: OperatorCommand, at now: Nanoseconds) -> PlaneCommand {
        var message = PlaneCommand()
        message.command = command
        message.seen = seen
        message.sentAt = now
        message.stop = unheardStop?.id ?? 0
        return message
    }
}
