public import CDR
import CLinux
import Control
public import Messages
import Synchronization

extension LinkServer {
    /// The next message of a client that said hello, nil when there is none for now or enough was
    /// taken since the last ``wait(timeoutMilliseconds:)``. A hello that comes here has the right
    /// version: answer it with ``Handshake/welcome(session:client:role:manifest:topics:)``. Another
    /// hello of one client is a console that started anew or reconnected. Requests carry the
    /// client's identity and commands the time of receipt as this link established them.
    public func receive() -> (client: ClientIdentity, message: ControlMessage)? {
        while budget > 0, byteBudget > 0 {
            budget &-= 1
            guard let incoming = control.receive() else { return nil }
            byteBudget &-= incoming.bytes
            if let accepted = accept(incoming) {
                tally.received &+= 1
                return accepted
            }
        }
        return nil
    }

    /// Sends bytes made by ``ControlMessage/encoded()`` without waiting. A client that is gone is
    /// announced by ``nextDeparture()``.
    @discardableResult
    public func send(_ message: [UInt8], to client: ClientIdentity) -> SendOutcome {
        guard let routing = clients[client]?.routing else { return .gone }
        let outcome = transmit(message, to: routing, on: control)
        switch outcome {
        case .sent: break
        case .full: tally.controlDropped &+= 1
        case .gone: depart(client)
        }
        return outcome
    }

    /// Encodes and sends.
    ///
    /// - Throws: `CDRError` where a text in the message is too long.
    @discardableResult
    public func send(
        _ message: ControlMessage, to client: ClientIdentity
    ) throws(CDRError) -> SendOutcome {
        send(try message.encoded(), to: client)
    }

    /// Sends bytes to every connected client; each that does not take them is counted.
    public func broadcast(_ message: [UInt8]) {
        for client in clients.keys { send(message, to: client) }
    }

    func transmit(_ message: [UInt8], to routing: [UInt8], on socket: Socket) -> SendOutcome {
        let outcome = socket.send(routing, more: true)
        guard outcome == .sent else { return outcome }
        return socket.send(message)
    }

    func depart(_ client: ClientIdentity) {
        guard clients.removeValue(forKey: client) != nil else { return }
        departures.append(client)
    }

    /// Reads the list anew once a second, and when it has let another connection in: before
    /// anything is taken from a client.
    func followRoles(at now: Int64) {
        let accepted = zap?.tally.accepted.load(ordering: .acquiring) ?? 0
        guard let allowed, accepted != rolesAfter || now >= readRolesAt else { return }
        rolesAfter = accepted
        readRolesAt = now &+ 1_000_000_000
        roles = allowed.roles()
        dropRevoked()
    }

    /// Revoking a key ends its client's session: libzmq cannot close one peer, so what it sends is
    /// dropped and nothing is sent to it.
    private func dropRevoked() {
        for client in Array(clients.keys) where roles[client] == nil {
            var farewell = Farewell()
            farewell.reason = "the key of this console was revoked: ask for it to be allowed again"
            if let bytes = try? ControlMessage.farewell(farewell).encoded() {
                send(bytes, to: client)
            }
            depart(client)
        }
        for client in Array(subscribers.keys) where roles[client] == nil {
            subscribers[client] = nil
        }
    }

    func identity(of incoming: Socket.Incoming) -> ClientIdentity? {
        if allowed != nil { return ClientIdentity(userID: incoming.userID) }
        return incoming.parts.first.map { ClientIdentity(hashing: $0) }
    }

    private func accept(
        _ incoming: Socket.Incoming
    ) -> (client: ClientIdentity, message: ControlMessage)? {
        guard incoming.parts.count == 2, !incoming.tooManyParts, let routing = incoming.parts.first,
            let bytes = incoming.parts.last, let client = identity(of: incoming)
        else {
            tally.malformed &+= 1
            return nil
        }
        let now = reins_monotonic_ns()
        followRoles(at: now)
        // Its connection outlives its key: what comes on it is no client's.
        guard role(of: client) != nil else {
            tally.unintroduced &+= 1
            return nil
        }
        if let version = Handshake.version(ofMessage: bytes), version != Messages.protocolVersion {
            turnAway(routing, Handshake.farewell(toVersion: version))
            return nil
        }
        guard let message = try? ControlMessage(decoding: bytes) else {
            tally.malformed &+= 1
            return nil
        }
        if case .hello(var hello) = message {
            hello.name = PlainText.of(hello.name, most: 64)
            return greet(client, routing, hello, at: now) ? (client, .hello(hello)) : nil
        }
        guard clients[client]?.routing == routing else {
            tally.unintroduced &+= 1
            return nil
        }
        clients[client]?.lastHeard = now
        // STOP is let through whatever else its console sends.
        guard clients[client]?.rate.admit(at: now) == true || message.isStop else {
            tally.flooded &+= 1
            return nil
        }
        guard let marked = LinkServer.mark(message, client: client, now: now) else {
            tally.malformed &+= 1
            return nil
        }
        return (client, marked)
    }

    /// Writes in what only the link knows; nil for what a console does not send.
    private static func mark(
        _ message: ControlMessage, client: ClientIdentity, now: Int64
    ) -> ControlMessage? {
        switch message {
        case .request(var request):
            request.client = client.number
            return .request(request)
        case .command(var command, let seen):
            command.receivedAt = now
            return .command(command, seen: seen)
        case .remark(let remark):
            return remark.text.utf8.count <= Remark.maximumBytes ? message : nil
        case .clockProbe, .hello:
            return message
        case .welcome, .farewell, .reply, .step, .event, .drops, .plane, .ownership:
            return nil
        }
    }

    private func greet(
        _ client: ClientIdentity, _ routing: [UInt8], _ hello: Hello, at now: Int64
    ) -> Bool {
        if let old = clients[client], old.routing != routing {
            // The same key from another connection: the newer one is the one at the keyboard now.
            var farewell = Farewell()
            farewell.reason =
                "another console connected with the same key: give each console a key of its own"
            sendFarewell(farewell, to: old.routing)
        } else if clients[client] == nil, clients.count >= LinkServer.mostClients {
            var farewell = Farewell()
            farewell.reason =
                "the cell has \(LinkServer.mostClients) consoles already: close one of them"
            turnAway(routing, farewell)
            return false
        }
        var rate = clients[client]?.rate ?? SendRate()
        guard rate.admit(at: now) else {
            tally.flooded &+= 1
            return false
        }
        clients[client] = Client(
            routing: routing, name: hello.name, lastHeard: now, rate: rate)
        return true
    }

    private func turnAway(_ routing: [UInt8], _ farewell: Farewell) {
        tally.turnedAway &+= 1
        sendFarewell(farewell, to: routing)
    }

    private func sendFarewell(_ farewell: Farewell, to routing: [UInt8]) {
        guard let bytes = try? ControlMessage.farewell(farewell).encoded() else { return }
        _ = transmit(bytes, to: routing, on: control)
    }
}

extension ControlMessage {
    fileprivate var isStop: Bool {
        if case .request(let request) = self { request.kind == .stop } else { false }
    }
}
