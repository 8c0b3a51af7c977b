import CDR
public import Control
public import Messages

/// A console's end of the real-time plane, for as long as one grant of control lasts. Belongs to
/// the thread that calls it. Nothing waits: what the network loses is lost.
public final class PlaneLink {
    public let lease: LeaseTag
    /// UDP port of the cell.
    public let port: UInt16
    /// Sent so far: the number of the newest datagram.
    public var sent: UInt64 { sealer.sequence }
    /// Number of the newest pulse, and how many came.
    public var newest: UInt64 { opener.newest }
    public var received: UInt64 { opener.counters.opened }

    private let socket: DatagramSocket
    private var sealer: Sealer
    private var opener: Opener

    /// Pulses taken in one go: more wait for the next.
    private static let mostPerTurn = 64

    /// - Parameter address: of the cell in digits, as ``RobotLink/peerAddress`` has it.
    /// - Throws: ``LinkError`` where the grant is none or no socket can be had.
    public init(_ grant: PlaneGrant, at address: String) throws(LinkError) {
        guard let key = DatagramKey(grant.key, for: grant.lease), grant.port != 0,
            let cell = DatagramAddress(host: address, port: grant.port)
        else { throw .socket(call: "the cell's offer of datagrams", why: "it is not one") }
        lease = grant.lease
        port = grant.port
        socket = try DatagramSocket(connectedTo: cell)
        sealer = Sealer(key: key, direction: .toCell)
        opener = Opener(key: key, direction: .toConsole)
    }

    /// For `poll`, with POLLIN.
    public var descriptor: Int32 { socket.descriptor }

    /// - Returns: false where it did not leave this machine.
    @discardableResult
    public func send(_ command: PlaneCommand) -> Bool {
        guard let message = try? CDREncoder.bytes(of: command),
            let datagram = sealer.seal(message)
        else { return false }
        return socket.send(datagram)
    }

    /// Pulses that came, oldest first.
    public func receive() -> [Pulse] {
        var pulses: [Pulse] = []
        for _ in 0..<PlaneLink.mostPerTurn {
            guard let (datagram, _) = socket.receive() else { break }
            guard let message = opener.open(datagram),
                let pulse = try? CDRDecoder.decodeExactly(Pulse.self, from: message)
            else { continue }
            pulses.append(pulse)
        }
        return pulses
    }
}
