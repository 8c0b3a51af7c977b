internal import CDR
internal import Console
internal import Control
internal import Link
internal import Messages

/// What the cell says: into the board, into the recording.
extension ControlLoop {
    func receiveAll(at now: Nanoseconds) {
        while let message = link.receive() { take(message, at: now) }
        let phase = link.phase(at: now)
        board.update { live in
            // The state's own time is kept while nothing changes.
            if !live.link.phase.isSame(as: phase) { live.link.phase = phase }
        }
    }

    private func take(_ message: ControlMessage, at now: Nanoseconds) {
        switch message {
        case .welcome(let welcome): greet(welcome, at: now)
        case .step(let step):
            seen = max(seen, step.now)
            stepAt = now
            if step.stop != 0 { endStop() }
            let client = link.welcome?.client ?? 0
            grant.follow(step.grant(of: client), client: client)
            settlePlane()
            show(step, at: now)
            followAuthority(step, at: now)
        case .event(let event): board.update { $0.apply(event) }
        case .reply(let reply):
            takeGrant(from: reply)
            settlePlane()
            if reply.answer.kind == .stop { endStop() }
            board.update { $0.apply(reply) }
        case .clockProbe(let probe): takeClock(probe, at: now)
        case .plane(let grant): take(grant)
        case .ownership(let ownership): board.update { $0.apply(ownership) }
        case .drops(let drops): board.update { $0.link.drops = drops }
        case .farewell, .hello, .request, .command, .remark: break
        }
    }

    private func show(_ step: Step, at now: Nanoseconds) {
        let isOurs = grant.isCurrent
        board.update { live in
            live.apply(step, receivedAt: now)
            live.holdsGrant = isOurs
        }
    }

    private func greet(_ welcome: Welcome, at now: Nanoseconds) {
        grant.greet(session: welcome.session)
        if let known = board.welcome, let change = change(from: known, to: welcome) {
            return giveUp(change)
        }
        do {
            let manifest = try Manifest(text: welcome.manifest)
            let facts = CellFacts(
                manifest: manifest, welcome: welcome, address: link.endpoint.description)
            if station.groupCount != manifest.groups.count {
                var fresh = OperatorStation(
                    keymap: setup.keymap, groupCount: manifest.groups.count)
                fresh.apply(station.drive)
                station = fresh
                announceDevices()
            }
            // A cell shows its newest step 50 times a second at most; the recording has them all.
            let shown = Nanoseconds.milliseconds(20) / max(1, manifest.control.tickPeriod)
            board.update { live in
                live.apply(facts)
                live.stride = UInt64(max(1, shown))
            }
            board.welcome = welcome
        } catch {
            giveUp(
                "the manifest of the cell at \(link.endpoint) cannot be used, mend it there: "
                    + error.sentence.forDisplay(limit: 2000))
        }
    }

    private func giveUp(_ sentence: String) {
        board.trouble = sentence
        board.requestStop()
    }

    /// A recording is of one session under one manifest: what comes under another belongs to none.
    /// - Returns: a sentence where the cell is not the one that this session began with.
    private func change(from known: Welcome, to welcome: Welcome) -> String? {
        guard known.session == welcome.session else {
            return "the cell at \(link.endpoint) was started anew and this session is over: start "
                + "the console again for the next; what was recorded is complete"
        }
        guard known.manifest == welcome.manifest else {
            return "the cell at \(link.endpoint) changed its manifest in the middle of a session: "
                + "restart the cell, then the console; what was recorded is complete"
        }
        return nil
    }

    /// Puts a record of the console's own beside those of the cell, stamped with the cell's clock.
    func record<M: CDRMessage>(_ message: M, topic: String, at now: Nanoseconds) {
        guard let payload = try? CDREncoder.bytes(of: message) else { return }
        recorder.put(
            .own(topic: topic, stamp: now &+ cellOffset, payload: payload), size: payload.count)
    }
}

extension RobotLink {
    /// The state in the words of the screen.
    func phase(at now: Int64) -> LinkStatus.Phase {
        switch state {
        case .ready: .connected
        case .connecting, .greeting, .noCell: .connecting(since: now)
        case .lost, .closed: .broken(state.sentence(endpoint: endpoint), since: now)
        case .keyNotAllowed, .wrongCellKey, .securityDiffers, .notACell, .versionDiffers, .refused:
            .refused(state.sentence(endpoint: endpoint))
        }
    }
}

extension LinkStatus.Phase {
    /// The same but for when it began.
    func isSame(as other: LinkStatus.Phase) -> Bool {
        switch (self, other) {
        case (.connecting, .connecting), (.connected, .connected): true
        case (.refused(let a), .refused(let b)): a == b
        case (.broken(let a, _), .broken(let b, _)): a == b
        default: false
        }
    }
}
