internal import CLinux
internal import Control
internal import Link
internal import Messages

/// What consoles send, and what the control thread answers them.
extension LinkLoop {
    private static let mostNames = 256

    func take(_ message: ControlMessage, from client: ClientIdentity) {
        guard let role = server.role(of: client), role >= message.leastRole else {
            return refuse(message, from: client)
        }
        switch message {
        case .hello(let hello): welcome(client, hello)
        case .request(let request): take(request, from: client)
        case .command(let command, let seen): take(command, seen: seen, from: client)
        case .remark(let remark): take(remark, from: client)
        case .clockProbe(var probe):
            probe.cell = core.now
            probe.cellWall = reins_wall_ns()
            send(.clockProbe(probe), to: client)
        case .welcome, .farewell, .reply, .step, .event, .drops, .plane, .ownership:
            // The link lets through only what a console may send.
            break
        }
    }

    /// What a key does not allow reaches no tick. A request is answered; that it was refused is
    /// told now and then, as of commands.
    private func refuse(_ message: ControlMessage, from client: ClientIdentity) {
        if case .request(let request) = message {
            let answer = Answer(
                client: client.number, id: request.id, kind: request.kind,
                refusal: .keyDoesNotAllow)
            reply(answer, lease, own: grant(of: client) ?? LeaseState())
        }
        let role = server.role(of: client) ?? .observe
        tellRefused(client, "its key allows it to \(role.word) only.", .keyDoesNotAllow)
    }

    /// At the first and then at each power of two: a stream of them is one fact.
    private func tellRefused(_ client: ClientIdentity, _ why: String, _ refusal: Refusal) {
        let count = (consoles[client]?.refused ?? 0) &+ 1
        consoles[client]?.refused = count
        guard count & (count &- 1) == 0 else { return }
        var event = composer.event(
            .refusal,
            "Refused commands of \(composer.person(client.number)) (\(count) so far): " + why,
            at: core.now, tick: newestTick, level: Log.warning)
        event.code = Int64(refusal.rawValue)
        event.argument = Int64(truncatingIfNeeded: count)
        tell(event)
    }

    private func take(_ request: Request, from client: ClientIdentity) {
        switch request.kind {
        // Full means that STOPs wait already: the next tick stops the arms whosever it is.
        case .stop: _ = core.stops.push(request)
        case .takeLease: if !core.takes.push(request) { tellCrowded(client) }
        case .acquireLease, .renewLease, .releaseLease, .offerLease, .withdrawOffer,
            .acceptLease, .recallLease, .takeOver, .takeDelta, .hold, .handBack, .acknowledge,
            .armReset, .confirmReset, .start, .end, .next, .resetDone, .releaseGripper:
            let isHolder = client.number == lease.holder
            let ring =
                isHolder
                ? core.holderRequests
                : grant(of: client) == nil ? core.requests : core.loanRequests
            if !ring.push(request) { tellCrowded(client) }
        }
    }

    /// At the first and then at each power of two.
    private func tellCrowded(_ client: ClientIdentity) {
        let count = (consoles[client]?.crowded ?? 0) &+ 1
        consoles[client]?.crowded = count
        guard count & (count &- 1) == 0 else { return }
        tellGap(
            "Requests of \(composer.person(client.number)) found no room (\(count) so far).")
    }

    private func welcome(_ client: ClientIdentity, _ hello: Hello) {
        let isNew = consoles[client] == nil
        if isNew { consoles[client] = Console() }
        if composer.names.count >= LinkLoop.mostNames { composer.names.removeAll() }
        let name = hello.name.withoutControlCharacters(limit: 40)
        let shown = unlike(others: name.isEmpty ? "console \(client)" : name, client)
        consoles[client]?.role = server.role(of: client) ?? .observe
        if isNew || composer.names[client.number] != shown { ownershipIsNews = true }
        composer.names[client.number] = shown
        let welcome = Handshake.welcome(
            session: core.session, client: client, role: server.role(of: client) ?? .observe,
            manifest: core.manifest.text, topics: core.topics.all)
        send(.welcome(welcome), to: client)
        offerPlane(to: client)
        send(.ownership(namedOwnership), to: client)
        guard isNew else { return }
        tell(
            composer.event(
                .session, "\(composer.person(client.number)) connected.", at: core.now,
                tick: newestTick))
    }

    /// Who is offered control, or asked whether it is to be taken from him, is one console only: a
    /// name that another one has gets a number.
    private func unlike(others name: String, _ client: ClientIdentity) -> String {
        var taken: Set<String> = []
        for other in consoles.keys where other != client {
            if let name = composer.names[other.number] { taken.insert(name.lowercased()) }
        }
        for grant in grants where grant.holder != client.number {
            if let name = composer.names[grant.holder] { taken.insert(name.lowercased()) }
        }
        var (candidate, number) = (name, 1)
        while taken.contains(candidate.lowercased()) {
            number += 1
            candidate = "\(name) \(number)"
        }
        return candidate
    }

    func depart(_ client: ClientIdentity) {
        guard consoles.removeValue(forKey: client) != nil else { return }
        ownershipIsNews = true
        tell(
            composer.event(
                .session, "\(composer.person(client.number)) left.", at: core.now, tick: newestTick)
        )
    }

    /// Commands of who may command are queued; of others they are counted, and told now and then.
    func take(
        _ command: OperatorCommand, seen: Nanoseconds, from client: ClientIdentity
    ) {
        var command = command
        guard let grant = grant(of: client) else {
            let owner = lease.isHeld ? composer.person(lease.holder) : "nobody"
            return tellRefused(client, "\(owner) has control.", .notLeaseHolder)
        }
        guard orders[client.number, default: CommandOrder()].admit(command, under: grant.tag)
        else { return }
        // Everyone reads the tags of everyone's grants in the steps: one that is not the client's
        // own counts as none, so that nobody commands under another's.
        if command.lease != grant.tag { command.lease = .none }
        let arrived: Nanoseconds
        switch core.clock {
        // Time that a simulation gives says nothing of the way between console and cell.
        case .caller:
            arrived = core.now
            command.receivedAt = arrived
        case .monotonic:
            arrived = command.receivedAt
            command.countRoundTrip(seen: seen, limit: times.roundTrip)
        }
        // A full ring means that nothing steps: the command would be stale anyway.
        _ = core.commands.push(ArrivedCommand(command: command, client: client.number, at: arrived))
    }

    private func take(_ remark: Remark, from client: ClientIdentity) {
        let text = remark.text.withoutControlCharacters(limit: Remark.maximumBytes)
        let isHolder = client.number == lease.holder && remark.lease == lease.tag
        let person = composer.person(client.number)
        switch remark.kind {
        case .note where isHolder:
            tell(composer.event(.note, text, at: core.now, tick: newestTick))
        case .instruction where isHolder:
            core.instruction.set(text)
            tell(composer.event(.instruction, text, at: core.now, tick: newestTick))
        case .console:
            tell(
                composer.event(
                    .screen, text, at: core.now, tick: newestTick, level: Log.warning))
        case .note, .instruction:
            var event = composer.event(
                .refusal, "Refused a remark of \(person): it does not have control.",
                at: core.now, tick: newestTick, level: Log.warning)
            event.code = Int64(Refusal.notLeaseHolder.rawValue)
            tell(event)
        }
    }

    func take(_ notice: Notice) {
        switch notice.matter {
        case .lease(let old, let new, let act):
            note(old, new, by: act)
            lease = new
            followGrants()
        case .loan(let group, let old, let new, let act):
            noteLoan(group, old, new, by: act)
            followGrants()
        case .offer(let offer, _, _):
            ownership.offer = offer
            ownershipIsNews = true
        case .answer(let answer, let current, let own):
            lease = current
            reply(answer, current, own: own)
            followGrants()
        case .authority, .hold, .gripper, .episode, .stop, .robotMode, .driver, .notFinite,
            .chunkRefused, .dropped:
            break
        }
        let refused = countRefusal(notice)
        if refused > 0, let event = composer.event(notice, refused: refused) { tell(event) }
    }

    /// How many requests of the same console were refused so far; 0 for one that is not to be told,
    /// 1 for whatever is no refusal.
    private func countRefusal(_ notice: Notice) -> UInt64 {
        guard case .answer(let answer, _, _) = notice.matter, answer.refusal != .none,
            let client = consoles.keys.first(where: { $0.number == answer.client })
        else { return 1 }
        let isTold = consoles[client]?.refusedRequests.add(at: reins_monotonic_ns()) ?? true
        return isTold ? consoles[client]?.refusedRequests.total ?? 1 : 0
    }

    private func reply(_ answer: Answer, _ lease: LeaseState, own: LeaseState) {
        guard let client = consoles.keys.first(where: { $0.number == answer.client }) else {
            return
        }
        var reply = Reply()
        reply.answer = answer
        reply.lease = lease
        reply.holderName = lease.isHeld ? composer.person(lease.holder) : ""
        reply.own = own
        send(.reply(reply), to: client)
    }
}

extension String {
    /// Text of a console as it may stand in a recording and on other people's screens: without
    /// control characters, at most `limit` bytes.
    func withoutControlCharacters(limit: Int) -> String {
        var kept = ""
        var bytes = 0
        for scalar in unicodeScalars where scalar.properties.generalCategory != .control {
            bytes &+= String(scalar).utf8.count
            guard bytes <= limit else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }
}
