import CDR
public import Messages

/// A console's control connection to a cell. Belongs to the thread that calls it.
///
/// Says hello on every connection by itself, also after a reconnection. In a `poll` loop:
///
///     while running {
///         while let message = link.receive() { … }    // until nil: only then may the loop sleep
///         poll(link.descriptor, …)                     // and after every send, receive() again
///     }
///
/// ``descriptor`` alone does not tell everything, as libzmq's is edge-triggered: between the last
/// ``receive()`` that returned nil and the wait there must be no ``send(_:)``, or ``mayWait`` is
/// to be asked.
public final class RobotLink {
    public let endpoint: Endpoint
    public var state: LinkState { client.history.state }
    /// What the cell said last; nil before the first welcome.
    public private(set) var welcome: Welcome?
    public private(set) var counters = Counters()
    /// The cell's address in digits, as its newest offer of datagrams tells it; nil at `ipc://`.
    public private(set) var peerAddress: String?

    /// What this end has seen and refused.
    public struct Counters: Equatable, Sendable {
        public var received: UInt64 = 0
        /// From the cell, but not a message that a cell sends.
        public var malformed: UInt64 = 0
        /// Not sent: no connection, or more than the cell takes.
        public var notSent: UInt64 = 0
        /// Connections made, the first one included.
        public var connections: UInt64 = 0
        public init() {}
    }

    private let client: ClientSocket
    private let hello: Hello
    /// The hello of this connection is still to be sent.
    private var owesHello = false

    /// Control messages that wait to be sent or read, at most.
    static let highWater: Int32 = 1024

    /// Begins to connect; whether it succeeds shows in ``state``.
    ///
    /// - Parameter name: label that the cell shows to others.
    /// - Throws: ``LinkError`` where sockets cannot be made or the host name is none.
    public init(
        endpoint: Endpoint, security: ClientSecurity, name: String
    ) throws(LinkError) {
        self.endpoint = endpoint
        var hello = Hello()
        hello.name = String(name.prefix(64))
        self.hello = hello
        client = try ClientSocket(
            address: endpoint.control, ipv6: endpoint.isIPv6, security: security,
            settings: .init(
                sendHighWater: RobotLink.highWater, receiveHighWater: RobotLink.highWater,
                longestMessage: 16 << 20, heartbeats: true))
        client.socket.tellsPeer = true
    }

    /// For `poll`, with POLLIN.
    public var descriptor: Int32 { client.descriptor }

    /// False while something can be received already: then do not sleep, call ``receive()``.
    public var mayWait: Bool { !client.hasIncoming }

    /// Sleeps until there is something to receive, or the time is over. For threads that wait for
    /// nothing else.
    public func wait(timeoutMilliseconds: Int) {
        client.wait(timeoutMilliseconds: timeoutMilliseconds)
    }

    /// Sends without waiting. Only when ``state`` is ready: what is not sent is not kept.
    @discardableResult
    public func send(_ message: ControlMessage) -> SendOutcome {
        guard case .ready = state, let bytes = try? message.encoded() else {
            counters.notSent &+= 1
            return .gone
        }
        let outcome = client.socket.send(bytes)
        if outcome != .sent { counters.notSent &+= 1 }
        return outcome
    }

    /// The next message of the cell; nil when there is none for now. Follows the connection on the
    /// way, so ``state`` is as of this call. Welcome and farewell are handed out too.
    public func receive() -> ControlMessage? {
        followConnection()
        while let incoming = client.socket.receive() {
            guard case .closed = state else {
                if let message = read(incoming) { return message }
                continue
            }
            return nil
        }
        return nil
    }

    /// Closes the connection. What was sent last gets up to 100 ms to leave, so that a released
    /// lease arrives; without a connection it does not wait.
    public func close() {
        client.close(lingerMilliseconds: 100)
        client.history.settle(.closed)
    }

    private func followConnection() {
        while let event = client.nextEvent() {
            switch event {
            case .authenticated:
                counters.connections &+= 1
                // A console that was sent away does not come back by itself: with one key at two
                // consoles the two would push each other out for ever.
                if case .refused = state {} else { owesHello = true }
            case .disconnected: owesHello = false
            case .connected, .retrying, .keyRefused, .handshakeBroken, .handshakeTimedOut,
                .mechanismDiffers, .notZeroMQ:
                break
            }
        }
        guard owesHello, client.socket.hasWritable,
            let bytes = try? ControlMessage.hello(hello).encoded()
        else { return }
        if client.socket.send(bytes) == .sent { owesHello = false }
    }

    private func read(_ incoming: Socket.Incoming) -> ControlMessage? {
        guard incoming.parts.count == 1, !incoming.tooManyParts, let bytes = incoming.parts.first
        else {
            counters.malformed &+= 1
            return nil
        }
        if let version = Handshake.version(ofMessage: bytes), version != Messages.protocolVersion {
            client.history.settle(.versionDiffers(cell: version))
            return nil
        }
        guard let message = try? ControlMessage(decoding: bytes) else {
            counters.malformed &+= 1
            return nil
        }
        switch message {
        case .welcome(let welcome):
            self.welcome = welcome
            client.history.settle(.ready)
        case .farewell(let farewell):
            client.history.settle(.refused(PlainText.of(farewell.reason, most: 400)))
        case .plane: peerAddress = incoming.peerAddress
        case .reply, .step, .event, .drops, .clockProbe, .ownership: break
        case .hello, .request, .command, .remark:
            counters.malformed &+= 1
            return nil
        }
        counters.received &+= 1
        return message
    }
}
