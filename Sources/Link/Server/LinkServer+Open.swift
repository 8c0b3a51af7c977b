import CZMQ
import Glibc

extension LinkServer {
    /// Refuses what anyone could reach without a key.
    static func check(_ endpoint: Endpoint, _ security: ServerSecurity) throws(LinkError) {
        switch security {
        case .curve: break
        case .none: if !endpoint.isLocal { throw .unsecuredAddress(endpoint.control) }
        }
        guard case .ipc(let path) = endpoint else { return }
        try checkSocketDirectory(path, security)
        for path in [path, path + ".bulk"] where isListening(path) {
            throw .addressInUse("ipc://" + path)
        }
    }

    /// Who can write to the directory can put another socket in the place of ours; without keys
    /// nobody else may even reach it.
    private static func checkSocketDirectory(
        _ path: String, _ security: ServerSecurity
    ) throws(LinkError) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        func bad(_ why: String) -> LinkError { .openDirectory(path: directory, why: why) }
        var info = stat()
        guard unsafe stat(directory, &info) == 0 else { throw bad(KeyFile.reason()) }
        guard info.st_mode & S_IFMT == S_IFDIR else { throw bad("it is not a directory") }
        guard info.st_uid == geteuid() || info.st_uid == 0 else {
            throw bad("it belongs to another user")
        }
        switch security {
        case .none:
            guard info.st_uid == geteuid(), info.st_mode & 0o077 == 0 else {
                throw bad("without keys it has to be yours with mode 0700")
            }
        case .curve:
            guard info.st_mode & 0o022 == 0 || info.st_mode & S_ISVTX != 0 else {
                throw bad("others can write to it (mode \(KeyFile.octal(info.st_mode)))")
            }
        }
    }

    /// Whether a process listens at the socket: libzmq would silently take its place. A socket file
    /// that a dead process left does not count.
    private static func isListening(_ path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { return false }
        defer { _ = Glibc.close(probe) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    struct Pair {
        let control: Socket
        let bulk: Socket
        let endpoint: Endpoint
    }

    /// Both sockets, bound. With port 0, tries a few pairs of neighbours.
    static func open(
        _ endpoint: Endpoint, _ security: ServerSecurity, in context: Context
    ) throws(LinkError) -> Pair {
        guard case .tcp(let host, 0) = endpoint else {
            return try bind(endpoint, security, in: context)
        }
        var last = LinkError.addressInUse(endpoint.control)
        for _ in 0..<32 {
            do {
                return try bind(.tcp(host: host, port: 0), security, in: context)
            } catch {
                last = error
            }
        }
        throw last
    }

    /// Binds the control socket; with port 0 to one that the kernel chooses.
    private static func bindControl(
        _ socket: Socket, _ endpoint: Endpoint
    ) throws(LinkError) -> Endpoint {
        guard case .tcp(let host, 0) = endpoint else {
            try socket.bind(endpoint.control)
            return endpoint
        }
        try socket.bind("tcp://\(host):*")
        let chosen = socket.lastEndpoint
        guard let colon = chosen.lastIndex(of: ":"),
            let port = UInt16(chosen[chosen.index(after: colon)...]), port < UInt16.max
        else { throw .addressInUse(endpoint.control) }
        return .tcp(host: host, port: port)
    }

    private static func bind(
        _ endpoint: Endpoint, _ security: ServerSecurity, in context: Context
    ) throws(LinkError) -> Pair {
        let control = try Socket(ZMQ_ROUTER, in: context)
        let bulk = try Socket(ZMQ_ROUTER, in: context)
        let chosen: Endpoint
        do {
            for socket in [control, bulk] { try prepare(socket, endpoint, security) }
            try control.set(ZMQ_SNDHWM, controlHighWater)
            try control.set(ZMQ_RCVHWM, Int32(256))
            try control.set(ZMQ_HEARTBEAT_IVL, Link.heartbeatMilliseconds)
            try control.set(ZMQ_HEARTBEAT_TIMEOUT, Link.heartbeatTimeoutMilliseconds)
            try control.set(ZMQ_HEARTBEAT_TTL, Link.heartbeatTimeoutMilliseconds)
            try bulk.set(ZMQ_SNDHWM, bulkHighWater)
            try bulk.set(ZMQ_RCVHWM, Int32(16))
            chosen = try bindControl(control, endpoint)
            try bulk.bind(chosen.bulk)
            if case .ipc(let path) = endpoint, case .none = security {
                _ = unsafe chmod(path, 0o600)
                _ = unsafe chmod(path + ".bulk", 0o600)
            }
        } catch {
            control.close()
            bulk.close()
            throw error
        }
        return Pair(control: control, bulk: bulk, endpoint: chosen)
    }

    private static func prepare(
        _ socket: Socket, _ endpoint: Endpoint, _ security: ServerSecurity
    ) throws(LinkError) {
        // A send to a client that is gone or full says so, in place of dropping silently.
        try socket.set(ZMQ_ROUTER_MANDATORY, Int32(1))
        try socket.set(ZMQ_MAXMSGSIZE, longestRequest)
        try socket.set(ZMQ_HANDSHAKE_IVL, handshakeMilliseconds)
        try socket.set(ZMQ_BACKLOG, connectionBacklog)
        try socket.setKeepAlive()
        if endpoint.isIPv6 { try socket.set(ZMQ_IPV6, Int32(1)) }
        switch security {
        case .curve(let pair, _):
            try socket.set(ZMQ_CURVE_SERVER, Int32(1))
            try socket.set(ZMQ_CURVE_SECRETKEY, pair.secret)
            try socket.set(ZMQ_ZAP_DOMAIN, Link.zapDomain)
        case .none:
            // The routing id is the identity: a console that reconnects takes its place again.
            try socket.set(ZMQ_ROUTER_HANDOVER, Int32(1))
        }
    }
}

extension Socket {
    /// TCP's own check of a silent peer, for connections without heartbeats.
    func setKeepAlive() throws(LinkError) {
        try set(ZMQ_TCP_KEEPALIVE, Int32(1))
        try set(ZMQ_TCP_KEEPALIVE_IDLE, Int32(2))
        try set(ZMQ_TCP_KEEPALIVE_INTVL, Int32(1))
        try set(ZMQ_TCP_KEEPALIVE_CNT, Int32(4))
    }
}
