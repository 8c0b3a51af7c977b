import Glibc
import Messages

@testable import Link

/// A peer that sends any bytes, after a proper handshake of libzmq.
final class RawPeer {
    private let client: ClientSocket

    init(_ endpoint: Endpoint, _ security: ClientSecurity, bulk: Bool = false) throws {
        client = try ClientSocket(
            address: bulk ? endpoint.bulk : endpoint.control, ipv6: false, security: security,
            settings: .init(
                sendHighWater: 100_000, receiveHighWater: 4, longestMessage: 1 << 24,
                heartbeats: false))
    }

    /// Whether the whole message was handed over.
    @discardableResult
    func send(_ parts: [[UInt8]]) -> Bool {
        guard client.socket.hasWritable else { return false }
        for (index, part) in parts.enumerated() {
            guard client.socket.send(part, more: index + 1 < parts.count) == .sent else {
                return false
            }
        }
        return true
    }

    func receive() -> [ControlMessage] {
        var messages: [ControlMessage] = []
        while let incoming = client.socket.receive() {
            if let bytes = incoming.parts.first, let message = try? ControlMessage(decoding: bytes)
            {
                messages.append(message)
            }
        }
        return messages
    }
}

/// A socket of another kind of program: says its line to whoever connects.
final class Listener {
    private let descriptor: Int32
    private let line: [UInt8]
    private var open: [Int32] = []

    init?(path: String, says line: String) {
        self.line = Array(line.utf8)
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: Array(path.utf8))
        }
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(descriptor, 8) == 0 else { return nil }
    }

    func turn() {
        while true {
            let peer = accept(descriptor, nil, nil)
            guard peer >= 0 else { return }
            _ = unsafe send(peer, line, line.count, Int32(truncatingIfNeeded: Int(MSG_NOSIGNAL)))
            open.append(peer)
        }
    }

    deinit {
        for peer in open { close(peer) }
        close(descriptor)
    }
}
