import CLinux
import CZMQ
import Glibc

/// A DEALER socket with its monitor, and one descriptor for both. What RobotLink and BulkLink
/// share.
@safe final class ClientSocket {
    let socket: Socket
    /// How the connection stands, as of the last ``nextEvent()``.
    var history: ConnectionHistory
    private let monitor: ConnectionMonitor
    /// An epoll set over the descriptors of both sockets: readable when either wants attention.
    let descriptor: Int32
    private let address: String
    private let context: Context
    private var isOpen = true

    struct Settings {
        var sendHighWater: Int32
        var receiveHighWater: Int32
        var longestMessage: Int64
        var heartbeats: Bool
    }

    init(
        address: String, ipv6: Bool, security: ClientSecurity, settings: Settings
    ) throws(LinkError) {
        self.address = address
        switch security.mechanism {
        case .curve: history = ConnectionHistory(usesKeys: true)
        case .none: history = ConnectionHistory(usesKeys: false)
        }
        context = try Context()
        let socket = try Socket(ZMQ_DEALER, in: context)
        self.socket = socket
        monitor = try ConnectionMonitor(of: socket, named: "client", in: context)
        descriptor = reins_watch_open(socket.descriptor, monitor.descriptor)
        guard descriptor >= 0 else { throw .socket(call: "epoll", why: KeyFile.reason()) }
        // Without it, what is sent while the cell is away arrives when it is back: stale commands.
        try socket.set(ZMQ_IMMEDIATE, Int32(1))
        try socket.set(ZMQ_SNDHWM, settings.sendHighWater)
        try socket.set(ZMQ_RCVHWM, settings.receiveHighWater)
        try socket.set(ZMQ_MAXMSGSIZE, settings.longestMessage)
        try socket.set(ZMQ_RECONNECT_IVL, Int32(100))
        try socket.set(ZMQ_RECONNECT_IVL_MAX, Int32(1000))
        try socket.set(ZMQ_HANDSHAKE_IVL, ConnectionHistory.handshakeMilliseconds)
        try socket.setKeepAlive()
        if settings.heartbeats {
            try socket.set(ZMQ_HEARTBEAT_IVL, Link.heartbeatMilliseconds)
            try socket.set(ZMQ_HEARTBEAT_TIMEOUT, Link.heartbeatTimeoutMilliseconds)
            try socket.set(ZMQ_HEARTBEAT_TTL, Link.heartbeatTimeoutMilliseconds)
        }
        if ipv6 { try socket.set(ZMQ_IPV6, Int32(1)) }
        switch security.mechanism {
        case .curve(let own, let cell):
            try socket.set(ZMQ_CURVE_SERVERKEY, cell.z85)
            try socket.set(ZMQ_CURVE_PUBLICKEY, own.publicKey.z85)
            try socket.set(ZMQ_CURVE_SECRETKEY, own.secret)
        case .none(let routing):
            try socket.set(ZMQ_ROUTING_ID, routing)
        }
        try socket.connect(address)
    }

    /// What happened to the connection since the last call, an event at a time; nil when nothing.
    func nextEvent() -> ConnectionEvent? {
        guard isOpen else { return nil }
        let now = reins_monotonic_ns()
        if let event = monitor.next() {
            history.note(event, at: now)
            return event
        }
        if history.takeRestart(at: now) {
            try? socket.disconnect(address)
            try? socket.connect(address)
        }
        return nil
    }

    /// Whether there is something to read already; also does what libzmq has waiting.
    var hasIncoming: Bool {
        let (messages, events) = (socket.hasIncoming, monitor.hasIncoming)
        return messages || events
    }

    /// Waits until ``hasIncoming`` or the time is over; negative waits without end.
    func wait(timeoutMilliseconds: Int) {
        guard isOpen, !hasIncoming else { return }
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&item, 1, Int32(clamping: timeoutMilliseconds))
    }

    func close(lingerMilliseconds: Int32 = 0) {
        guard isOpen else { return }
        isOpen = false
        try? socket.set(ZMQ_LINGER, lingerMilliseconds)
        monitor.close()
        socket.close()
        context.close()
        _ = Glibc.close(descriptor)
    }

    deinit { close() }
}
