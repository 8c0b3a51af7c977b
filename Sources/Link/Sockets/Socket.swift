import CZMQ
import Glibc

/// What became of a message that was handed to libzmq.
public enum SendOutcome: Equatable, Sendable {
    case sent
    /// The peer takes no more for now: the message was not sent.
    case full
    /// There is no such peer.
    case gone
}

/// One ZeroMQ socket, of the thread that calls it. Never blocks.
@safe final class Socket {
    static let interrupted = EINTR

    /// nil once closed.
    private var raw: UnsafeMutableRawPointer?
    private let frame: UnsafeMutablePointer<zmq_msg_t>
    /// Parts that one call takes.
    static let mostParts = 64
    /// Parts of a message are still to come that are not wanted.
    private var isWithin = false
    /// Whether ``Incoming/peerAddress`` is wanted.
    var tellsPeer = false
    /// Kept so that it cannot end first: a context waits for its sockets without end.
    private let context: Context

    init(_ type: Int32, in context: Context) throws(LinkError) {
        guard let socket = unsafe zmq_socket(context.raw, type) else {
            throw .socket(call: "zmq_socket", why: Socket.errorText())
        }
        self.context = context
        unsafe raw = socket
        unsafe frame = .allocate(capacity: 1)
        _ = unsafe zmq_msg_init(frame)
        try set(ZMQ_LINGER, Int32(0))
    }

    static func errorText() -> String {
        guard let text = unsafe zmq_strerror(zmq_errno()) else { return "unknown" }
        return unsafe String(cString: text)
    }

    func set(_ option: Int32, _ value: Int32) throws(LinkError) {
        let result = unsafe withUnsafeBytes(of: value) { bytes in
            unsafe zmq_setsockopt(raw, option, bytes.baseAddress, bytes.count)
        }
        guard result == 0 else { throw .socket(call: "option \(option)", why: Socket.errorText()) }
    }

    func set(_ option: Int32, _ value: Int64) throws(LinkError) {
        let result = unsafe withUnsafeBytes(of: value) { bytes in
            unsafe zmq_setsockopt(raw, option, bytes.baseAddress, bytes.count)
        }
        guard result == 0 else { throw .socket(call: "option \(option)", why: Socket.errorText()) }
    }

    func set(_ option: Int32, _ bytes: [UInt8]) throws(LinkError) {
        let result = unsafe zmq_setsockopt(raw, option, bytes, bytes.count)
        guard result == 0 else { throw .socket(call: "option \(option)", why: Socket.errorText()) }
    }

    func set(_ option: Int32, _ text: String) throws(LinkError) {
        try set(option, Array(text.utf8))
    }

    func bind(_ address: String) throws(LinkError) {
        guard unsafe zmq_bind(raw, address) == 0 else {
            if zmq_errno() == EADDRINUSE { throw .addressInUse(address) }
            throw .socket(call: "listening at \(address)", why: Socket.errorText())
        }
    }

    func unbind(_ address: String) throws(LinkError) {
        guard unsafe zmq_unbind(raw, address) == 0 else {
            throw .socket(call: "leaving \(address)", why: Socket.errorText())
        }
    }

    /// Fails where libzmq gave the connection up by itself.
    func disconnect(_ address: String) throws(LinkError) {
        guard unsafe zmq_disconnect(raw, address) == 0 else {
            throw .socket(call: "disconnecting from \(address)", why: Socket.errorText())
        }
    }

    func connect(_ address: String) throws(LinkError) {
        guard unsafe zmq_connect(raw, address) == 0 else {
            throw .socket(call: "connecting to \(address)", why: Socket.errorText())
        }
    }

    /// The address that a socket bound with a wildcard got.
    var lastEndpoint: String {
        var text = [UInt8](repeating: 0, count: 256)
        var size = text.count
        guard unsafe zmq_getsockopt(raw, ZMQ_LAST_ENDPOINT, &text, &size) == 0 else { return "" }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Sends events of the connection to `address`, where a PAIR socket reads them.
    func monitor(at address: String) throws(LinkError) {
        guard unsafe zmq_socket_monitor(raw, address, ZMQ_EVENT_ALL) == 0 else {
            throw .socket(call: "zmq_socket_monitor", why: Socket.errorText())
        }
    }

    /// Readable whenever libzmq wants attention, *not* when a message is there: ask
    /// ``hasIncoming`` after every wait and after every send.
    var descriptor: Int32 {
        var value: Int32 = -1
        var size = MemoryLayout<Int32>.size
        _ = unsafe zmq_getsockopt(raw, ZMQ_FD, &value, &size)
        return value
    }

    /// Processes what libzmq has waiting, and says whether a message can be received.
    var hasIncoming: Bool { events & ZMQ_POLLIN != 0 }

    /// Whether a message can be sent now.
    var hasWritable: Bool { events & ZMQ_POLLOUT != 0 }

    private var events: Int32 {
        var events: Int32 = 0
        var size = MemoryLayout<Int32>.size
        return unsafe zmq_getsockopt(raw, ZMQ_EVENTS, &events, &size) == 0 ? events : 0
    }

    func pollItem() -> zmq_pollitem_t {
        unsafe zmq_pollitem_t(socket: raw, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    }

    /// Sends one part without waiting.
    func send(_ part: [UInt8], more: Bool = false) -> SendOutcome {
        guard unsafe raw != nil else { return .gone }
        for _ in 0..<100 {
            let flags = more ? ZMQ_DONTWAIT | ZMQ_SNDMORE : ZMQ_DONTWAIT
            if unsafe zmq_send(raw, part, part.count, flags) >= 0 { return .sent }
            switch zmq_errno() {
            case EINTR: continue
            case EAGAIN: return .full
            default: return .gone
            }
        }
        return .full
    }

    /// One message: at most `limit` parts are kept, and whether there were more.
    struct Incoming {
        var parts: [[UInt8]] = []
        var tooManyParts = false
        /// Of all its parts that were taken, kept or not.
        var bytes = 0
        /// What the ZAP handler called the sender; empty without keys.
        var userID = ""
        /// The sender's address in digits, where that was asked for and there is one.
        var peerAddress: String?
    }

    /// nil where no message is waiting. Of one with very many parts the rest is left for the next
    /// calls, each of which says that there were too many: none works without end.
    func receive(limit: Int = 2, wait: Bool = false) -> Incoming? {
        guard unsafe raw != nil else { return nil }
        var incoming = Incoming()
        var begun = isWithin
        var taken = 0
        while true {
            guard unsafe zmq_msg_recv(frame, raw, wait && !begun ? 0 : ZMQ_DONTWAIT) >= 0 else {
                if zmq_errno() == EINTR { continue }
                return begun ? incoming : nil
            }
            begun = true
            taken &+= 1
            incoming.bytes &+= unsafe zmq_msg_size(frame)
            if isWithin {
                incoming.tooManyParts = true
            } else if incoming.parts.count < limit {
                incoming.parts.append(takePart(userID: &incoming.userID))
                if tellsPeer, let address = unsafe zmq_msg_gets(frame, "Peer-Address") {
                    incoming.peerAddress = unsafe String(cString: address)
                }
            } else {
                incoming.tooManyParts = true
            }
            guard unsafe zmq_msg_more(frame) != 0 else {
                isWithin = false
                return incoming
            }
            if taken >= Socket.mostParts {
                isWithin = true
                return incoming
            }
        }
    }

    private func takePart(userID: inout String) -> [UInt8] {
        if let name = unsafe zmq_msg_gets(frame, "User-Id") {
            unsafe userID = String(cString: name)
        }
        let size = unsafe zmq_msg_size(frame)
        guard size > 0, let data = unsafe zmq_msg_data(frame) else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: data, count: size))
    }

    func close() {
        guard let socket = unsafe raw else { return }
        unsafe raw = nil
        _ = unsafe zmq_close(socket)
    }

    deinit {
        close()
        _ = unsafe zmq_msg_close(frame)
        unsafe frame.deallocate()
    }
}
