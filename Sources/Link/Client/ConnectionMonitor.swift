import CZMQ
import Glibc

/// What libzmq tells about the one connection of a client socket.
enum ConnectionEvent: Equatable {
    case connected
    case authenticated
    case retrying
    case disconnected
    case keyRefused
    /// The peer hung up in the handshake: so does a cell that cannot open what we encrypted.
    case handshakeBroken
    /// The peer said nothing, or nothing that is a handshake.
    case handshakeTimedOut
    case mechanismDiffers
    case notZeroMQ
}

/// Reads a socket's monitor events, on the thread of that socket.
final class ConnectionMonitor {
    private let socket: Socket

    /// - Parameter name: unique in the context.
    init(of watched: Socket, named name: String, in context: Context) throws(LinkError) {
        let address = "inproc://reins.monitor.\(name)"
        try watched.monitor(at: address)
        socket = try Socket(ZMQ_PAIR, in: context)
        try socket.connect(address)
    }

    var descriptor: Int32 { socket.descriptor }

    var hasIncoming: Bool { socket.hasIncoming }

    /// nil when there is no event for now. Events that say nothing about the state are skipped.
    func next() -> ConnectionEvent? {
        while let incoming = socket.receive(limit: 2) {
            guard let head = incoming.parts.first, head.count >= 6 else { continue }
            let event = Int32(head[0]) | Int32(head[1]) << 8
            let value = UInt32(truncatingIfNeeded: head[2..<6].littleEndian)
            if let known = ConnectionMonitor.event(event, value: value) { return known }
        }
        return nil
    }

    private static func event(_ event: Int32, value: UInt32) -> ConnectionEvent? {
        switch event {
        case ZMQ_EVENT_CONNECTED: return .connected
        case ZMQ_EVENT_CONNECT_RETRIED: return .retrying
        case ZMQ_EVENT_DISCONNECTED: return .disconnected
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: return .authenticated
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            // The number of an error; after a time-out, of any earlier one.
            return value == UInt32(EAGAIN) ? .handshakeTimedOut : .handshakeBroken
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: return .keyRefused
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
            switch Int64(value) {
            case Int64(ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH): return .mechanismDiffers
            case Int64(ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC),
                Int64(ZMQ_PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE):
                return .handshakeBroken
            default: return .notZeroMQ
            }
        default: return nil
        }
    }

    func close() { socket.close() }
}
