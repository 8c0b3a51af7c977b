import CLinux
import Messages

extension LinkServer {
    /// Whether anyone gets bulk records now.
    public var hasSubscribers: Bool { !subscribers.isEmpty }

    /// Whether anyone would get a bulk record, now or when it is back: no need to encode one
    /// otherwise.
    public var wantsBulk: Bool { subscriptions > 0 }

    /// Gives a record (bytes of `BulkRecord`) to every subscriber that wants its class. Never
    /// waits: what a slow one cannot keep is dropped and counted for it.
    public func publishBulk(_ record: [UInt8], class kind: BulkClass) {
        if wantsBulk { history.append(record, class: kind, at: reins_monotonic_ns()) }
        for client in Array(subscribers.keys) {
            guard subscribers[client]?.subscription.wants(kind) == true else { continue }
            if subscribers[client]?.queue.append(record, class: kind) == false {
                tally.bulkDropped &+= 1
            }
            flushBulk(to: client)
        }
    }

    /// As ``publishBulk(_:class:)-([UInt8],_)``, for bytes in a ring.
    public func publishBulk(_ record: UnsafeRawBufferPointer, class kind: BulkClass) {
        guard wantsBulk else { return }
        unsafe publishBulk(Array(record), class: kind)
    }

    /// Bytes that wait for slow subscribers, outside libzmq.
    public var bulkBacklogBytes: Int {
        subscribers.values.reduce(0) { $0 &+ $1.queue.bytes }
    }

    func takeSubscriptions() {
        for _ in 0..<16 {
            guard let incoming = bulk.receive() else { return }
            guard incoming.parts.count == 2, !incoming.tooManyParts,
                let routing = incoming.parts.first, let bytes = incoming.parts.last,
                let client = identity(of: incoming),
                let subscription = BulkSubscription(decoding: bytes),
                subscription.version == Messages.protocolVersion
            else {
                tally.malformed &+= 1
                continue
            }
            followRoles(at: reins_monotonic_ns())
            guard role(of: client) != nil else {
                tally.unintroduced &+= 1
                continue
            }
            guard subscribers[client] != nil || subscribers.count < LinkServer.mostClients else {
                tally.turnedAway &+= 1
                continue
            }
            var subscriber = Subscriber(routing: routing, subscription: subscription)
            if subscription.known.since != nil {
                subscriber.catchUp = CatchUp(
                    next: history.oldest, end: history.next, known: subscription.known)
            }
            subscribers[client] = subscriber
            subscriptions &+= 1
        }
    }

    func flushBulk() {
        for client in Array(subscribers.keys) { flushBulk(to: client) }
    }

    private func flushBulk(to client: ClientIdentity) {
        guard let routing = subscribers[client]?.routing else { return }
        var outcome: SendOutcome? = catchUp(client, at: routing)
        if outcome == .sent {
            outcome = subscribers[client]?.queue.flush { transmit($0, to: routing, on: bulk) }
        }
        if outcome == .gone { subscribers[client] = nil }
    }

    /// Records of the past that are sent in one go: more wait for the next round.
    private static let mostCatchUp = 512

    /// What the client missed while it was away, before what is new.
    /// - Returns: `sent` once there is no more of it.
    private func catchUp(_ client: ClientIdentity, at routing: [UInt8]) -> SendOutcome {
        guard var owed = subscribers[client]?.catchUp,
            let subscription = subscribers[client]?.subscription
        else { return .sent }
        var outcome = SendOutcome.full
        for _ in 0..<LinkServer.mostCatchUp {
            guard let record = owed.take(from: history, for: subscription) else {
                subscribers[client]?.catchUp = nil
                return .sent
            }
            outcome = transmit(record, to: routing, on: bulk)
            guard outcome == .sent else { break }
            owed.next &+= 1
        }
        subscribers[client]?.catchUp = owed
        return outcome == .gone ? .gone : .full
    }
}
