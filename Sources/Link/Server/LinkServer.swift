import CLinux
import CZMQ
import Glibc
public import Messages
import Synchronization

/// The cell's end of the link. Belongs to one thread at a time: whoever opened it may hand it to
/// the link thread, which from then on is the only one to call it. Only its ``waker`` is for
/// others.
///
///     while running {
///         server.wait(timeoutMilliseconds: 10)
///         while let (client, message) = server.receive() { … }
///         while let (datagram, address) = server.receiveDatagram() { … }
///         while let client = server.nextDeparture() { … }
///         server.send(…); server.publishBulk(…)
///     }
public final class LinkServer {
    /// Where it listens, with the port that was chosen.
    public let endpoint: Endpoint
    public let waker: Waker

    static let mostClients = 32
    /// Control messages that wait for one client before it counts as slow.
    static let controlHighWater: Int32 = 512
    /// Records inside libzmq per subscriber; the rest wait in the subscriber's ``BulkQueue``.
    static let bulkHighWater: Int32 = 32
    /// Longest message that a client may send, bytes.
    static let longestRequest: Int64 = 64 << 10
    /// A connection that has not proved its key by then is closed. libzmq has no limit on how many
    /// there are at once, so this is what bounds them: those of this long.
    static let handshakeMilliseconds: Int32 = 2000
    /// Connections that wait in the kernel to be accepted.
    static let connectionBacklog: Int32 = 32
    /// Messages taken between two waits: a flood of them cannot keep the thread, nor the holder's
    /// datagrams waiting.
    static let mostPerWait = 32
    /// Bytes of them, but for the last message that is begun.
    static let mostBytesPerWait = 1 << 20

    let control: Socket
    let bulk: Socket
    let context: Context
    /// nil where there is none.
    let datagrams: DatagramSocket?
    let zap: ZAPHandler?
    let allowed: AllowList?

    var clients: [ClientIdentity: Client] = [:]
    var subscribers: [ClientIdentity: Subscriber] = [:]
    /// Begins with the first subscription.
    var history = BulkHistory()
    /// Counts the subscriptions so far: another one has begun to record.
    public internal(set) var subscriptions: UInt64 = 0
    var departures: [ClientIdentity] = []
    var tally = LinkCounters()
    var budget = LinkServer.mostPerWait
    var byteBudget = LinkServer.mostBytesPerWait
    var datagramBudget = LinkServer.mostDatagramsPerWait
    /// Who may do what, as the list said last; empty without keys.
    var roles: [ClientIdentity: Role] = [:]
    var readRolesAt: Int64 = 0
    /// Connections that the list had let in by then: a new one is not judged by what is old.
    var rolesAfter: UInt64 = 0
    private var isOpen = true

    /// A client that said hello.
    struct Client {
        var routing: [UInt8]
        var name: String
        var lastHeard: Int64
        var rate = SendRate()
    }

    /// A client's bulk connection.
    struct Subscriber {
        var routing: [UInt8]
        var subscription: BulkSubscription
        var queue = BulkQueue()
        var catchUp: CatchUp?
        var isBehind: Bool { catchUp != nil || !queue.isEmpty }
    }

    /// Opens both sockets and, with keys, the allow-list's thread.
    ///
    /// - Parameter wantsDatagrams: whether to take datagrams too, where the endpoint is `tcp://`.
    /// - Throws: ``LinkError`` where the address is taken, unsafe, or reachable without keys.
    public init(
        endpoint: Endpoint, security: ServerSecurity, datagrams wantsDatagrams: Bool = true
    ) throws(LinkError) {
        try LinkServer.check(endpoint, security)
        waker = try Waker()
        context = try Context()
        switch security {
        case .curve(_, let list):
            zap = try ZAPHandler(context: context, allowed: list)
            allowed = list
        case .none:
            zap = nil
            allowed = nil
        }
        do {
            let pair = try LinkServer.open(endpoint, security, in: context)
            (control, bulk, self.endpoint) = (pair.control, pair.bulk, pair.endpoint)
            datagrams =
                wantsDatagrams
                ? LinkServer.openDatagrams(at: pair.control.lastEndpoint) : nil
        } catch {
            context.shutDown()
            zap?.join()
            throw error
        }
    }

    /// Waits until a message, a datagram or a ``Waker/wake()`` comes, or the time is over. Negative
    /// waits without end. While a subscriber has records waiting it returns within 2 ms to pass
    /// them on.
    public func wait(timeoutMilliseconds: Int) {
        budget = LinkServer.mostPerWait
        byteBudget = LinkServer.mostBytesPerWait
        datagramBudget = LinkServer.mostDatagramsPerWait
        guard isOpen else { return }
        var timeout = timeoutMilliseconds
        if subscribers.values.contains(where: \.isBehind) {
            timeout = timeout < 0 ? 2 : min(timeout, 2)
        }
        var items = unsafe [
            control.pollItem(), bulk.pollItem(),
            zmq_pollitem_t(
                socket: nil, fd: waker.descriptor, events: Int16(ZMQ_POLLIN), revents: 0),
        ]
        if let datagrams {
            unsafe items.append(
                zmq_pollitem_t(
                    socket: nil, fd: datagrams.descriptor, events: Int16(ZMQ_POLLIN), revents: 0))
        }
        _ = unsafe zmq_poll(&items, Int32(items.count), timeout)
        // Each asks the kernel: what has nothing is not asked, so that answers leave sooner.
        if unsafe items[2].revents != 0 { _ = waker.takeWake() }
        if unsafe items[1].revents != 0 { takeSubscriptions() }
        flushBulk()
        followRoles(at: reins_monotonic_ns())
    }

    /// Who left since the last call: connection gone, or key revoked. One client a call, nil when
    /// there is none.
    public func nextDeparture() -> ClientIdentity? {
        departures.isEmpty ? nil : departures.removeFirst()
    }

    /// What was seen and refused since the start.
    public var counters: LinkCounters {
        var counters = tally
        if let zap {
            counters.keysAccepted = zap.tally.accepted.load(ordering: .relaxed)
            counters.keysRefused = zap.tally.refused.load(ordering: .relaxed)
        }
        return counters
    }

    /// The clients that said hello and are still there.
    public var connected: [ClientStatus] {
        clients.map { identity, client in
            ClientStatus(
                identity: identity, name: client.name, lastHeard: client.lastHeard,
                takesBulk: subscribers[identity] != nil, drops: drops(of: identity))
        }
    }

    /// What a client may do, by its key; nil where that is allowed no longer. Without keys, whoever
    /// reaches the address may do everything.
    public func role(of client: ClientIdentity) -> Role? {
        allowed == nil ? Role.allCases.max() : roles[client]
    }

    /// Bulk records that this client did not get, since it subscribed.
    public func drops(of client: ClientIdentity) -> DropCount {
        subscribers[client]?.queue.drops ?? DropCount()
    }

    /// Closes the sockets and ends the allow-list's thread. Waits for nobody else.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        clients = [:]
        subscribers = [:]
        control.close()
        bulk.close()
        context.shutDown()
        zap?.join()
        context.close()
    }

    deinit { close() }
}

/// One connected client, for a status line.
public struct ClientStatus: Equatable, Sendable {
    public let identity: ClientIdentity
    /// A label that the client gave itself.
    public let name: String
    /// Cell-monotonic ns of its last message.
    public let lastHeard: Int64
    public let takesBulk: Bool
    public let drops: DropCount
}
