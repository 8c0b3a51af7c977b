import Messages

extension LinkServer {
    /// Whether anyone would get a bulk record: no need to encode one otherwise.
    public var hasSubscribers: Bool { !subscribers.isEmpty }

    /// Gives a record (bytes of `BulkRecord`) to every subscriber that wants its class. Never
    /// waits: what a slow one cannot keep is dropped and counted for it.
    public func publishBulk(_ record: [UInt8], class kind: BulkClass) {
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
        guard hasSubscribers else { return }
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
            guard role(of: client) != nil else {
                tally.unintroduced &+= 1
                continue
            }
            guard subscribers[client] != nil || subscribers.count < LinkServer.mostClients else {
                tally.turnedAway &+= 1
                continue
            }
            subscribers[client] = Subscriber(routing: routing, subscription: subscription)
            subscriptions &+= 1
        }
    }

    func flushBulk() {
        for client in Array(subscribers.keys) { flushBulk(to: client) }
    }

    private func flushBulk(to client: ClientIdentity) {
        guard let routing = subscribers[client]?.routing else { return }
        let outcome = subscribers[client]?.queue.flush {
            transmit($0, to: routing, on: bulk)
        }
        if outcome == .gone { subscribers[client] = nil }
    }
}
