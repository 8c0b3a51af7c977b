public import Messages

/// A console's bulk connection to a cell: records as they go to disk. Belongs to the thread that
/// calls it; waits and descriptor are as ``RobotLink``'s. Subscribes by itself on every connection,
/// and gets what the cell still has of the time between two of them.
public final class BulkLink {
    public let endpoint: Endpoint
    /// Ready from the first record on.
    public var state: LinkState { client.history.state }
    public private(set) var received: UInt64 = 0
    /// Not a record.
    public private(set) var malformed: UInt64 = 0

    /// Records inside libzmq that wait to be read; beyond it the cell's queues fill.
    static let highWater: Int32 = 256

    /// While true a new connection is not subscribed: who records one session after the other first
    /// asks the cell, on the control connection, whether it still is in the same one.
    public var isHeld = false

    private let client: ClientSocket
    private var subscription: BulkSubscription
    private var owesSubscription = false

    /// Begins to connect.
    ///
    /// - Parameter security: the same value as the control connection's.
    public init(
        endpoint: Endpoint, security: ClientSecurity,
        classes: Set<BulkClass> = Set(BulkClass.allCases)
    ) throws(LinkError) {
        self.endpoint = endpoint
        subscription = BulkSubscription(classes)
        // No heartbeats: a reader that takes its time stops the stream, pings included.
        client = try ClientSocket(
            address: endpoint.bulk, ipv6: endpoint.isIPv6, security: security,
            settings: .init(
                sendHighWater: 16, receiveHighWater: BulkLink.highWater,
                longestMessage: 64 << 20, heartbeats: false))
    }

    /// For `poll`, with POLLIN.
    public var descriptor: Int32 { client.descriptor }

    /// False while something can be received already.
    public var mayWait: Bool { !client.hasIncoming }

    /// Sleeps until there is something to receive, or the time is over.
    public func wait(timeoutMilliseconds: Int) {
        client.wait(timeoutMilliseconds: timeoutMilliseconds)
    }

    /// The next record; nil when there is none for now.
    public func receive() -> BulkRecord? {
        followConnection()
        while let incoming = client.socket.receive() {
            guard incoming.parts.count == 1, !incoming.tooManyParts,
                let bytes = incoming.parts.first, let record = BulkRecord(decoding: bytes)
            else {
                malformed &+= 1
                continue
            }
            received &+= 1
            subscription.known.note(record)
            if case .greeting = state { client.history.settle(.ready) }
            return record
        }
        subscribe()
        return nil
    }

    /// Closes the connection. Does not wait.
    public func close() {
        client.close()
        client.history.settle(.closed)
    }

    private func followConnection() {
        while let event = client.nextEvent() {
            if case .authenticated = event { owesSubscription = true }
            if case .disconnected = event { owesSubscription = false }
        }
    }

    /// Once all of an earlier connection is read: what came is not to come again.
    private func subscribe() {
        guard owesSubscription, !isHeld, client.socket.hasWritable else { return }
        if client.socket.send(subscription.encoded()) == .sent { owesSubscription = false }
    }
}
