import Glibc

/// Where a datagram came from, or goes to.
public struct DatagramAddress: Equatable, Sendable {
    /// A `sockaddr_in` or `sockaddr_in6`, byte by byte.
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// - Parameter host: an address in digits, with or without brackets; no name, so that nothing
    ///   is asked of the network.
    init?(host: String, port: UInt16) {
        var text = host
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        unsafe hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(text, String(port), &hints, &found) == 0,
            let first = unsafe found
        else { return nil }
        defer { unsafe freeaddrinfo(found) }
        guard let address = unsafe first.pointee.ai_addr else { return nil }
        let size = Int(unsafe first.pointee.ai_addrlen)
        bytes = unsafe Array(UnsafeRawBufferPointer(start: address, count: size))
    }

    var family: Int32 {
        guard bytes.count >= 2 else { return AF_UNSPEC }
        return Int32(UInt16(bytes[0]) | UInt16(bytes[1]) << 8)
    }

    /// The port is at the same place in both kinds, its high byte first.
    var port: UInt16 {
        bytes.count >= 4 ? UInt16(bytes[2]) << 8 | UInt16(bytes[3]) : 0
    }
}

/// A UDP socket that never waits. Belongs to the thread that calls it.
final class DatagramSocket {
    let descriptor: Int32
    /// One byte more than a datagram may have: what is longer shows.
    private var buffer = [UInt8](repeating: 0, count: Datagrams.longest + 1)

    private init(family: Int32) throws(LinkError) {
        let type =
            Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw .socket(call: "socket", why: KeyFile.reason()) }
    }

    /// A cell's, at this address.
    convenience init(boundTo address: DatagramAddress) throws(LinkError) {
        try self.init(family: address.family)
        guard (unsafe address.with { unsafe bind(descriptor, $0, $1) }) == 0 else {
            throw .socket(call: "bind", why: KeyFile.reason())
        }
    }

    /// A console's: hears nobody but this address.
    convenience init(connectedTo address: DatagramAddress) throws(LinkError) {
        try self.init(family: address.family)
        guard (unsafe address.with { unsafe connect(descriptor, $0, $1) }) == 0 else {
            throw .socket(call: "connect", why: KeyFile.reason())
        }
    }

    deinit { close(descriptor) }

    /// The port that it is bound to.
    var port: UInt16 {
        var bytes = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_storage>.size)
        var size = socklen_t(bytes.count)
        let result = unsafe bytes.withUnsafeMutableBytes { raw in
            guard let base = raw.baseAddress else { return Int32(-1) }
            return unsafe getsockname(
                descriptor, base.assumingMemoryBound(to: sockaddr.self), &size)
        }
        return result == 0 ? DatagramAddress(bytes).port : 0
    }

    /// Sends or drops; false where it was dropped here.
    @discardableResult
    func send(_ datagram: [UInt8], to address: DatagramAddress) -> Bool {
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        return unsafe address.with {
            unsafe sendto(descriptor, datagram, datagram.count, flags, $0, $1)
        } == datagram.count
    }

    /// To the address that it is connected to.
    @discardableResult
    func send(_ datagram: [UInt8]) -> Bool {
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        return unsafe Glibc.send(descriptor, datagram, datagram.count, flags) == datagram.count
    }

    /// The next datagram and where it came from; one that is longer than a datagram may be comes
    /// cut to one byte more. nil where none waits.
    func receive() -> (datagram: [UInt8], from: DatagramAddress)? {
        var from = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_storage>.size)
        var size = socklen_t(from.count)
        // An earlier datagram that nobody took comes back as an error, once.
        for _ in 0..<2 {
            let count = unsafe from.withUnsafeMutableBytes { raw in
                guard let base = raw.baseAddress else { return -1 }
                return unsafe recvfrom(
                    descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT),
                    base.assumingMemoryBound(to: sockaddr.self), &size)
            }
            guard count >= 0 else {
                if errno == ECONNREFUSED || errno == EINTR { continue }
                return nil
            }
            let address = DatagramAddress(Array(from.prefix(Int(size))))
            return (Array(buffer.prefix(count)), address)
        }
        return nil
    }
}

extension DatagramAddress {
    fileprivate func with<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        // Aligned as the kernel's own.
        var storage = sockaddr_storage()
        unsafe withUnsafeMutableBytes(of: &storage) { raw in
            unsafe raw.copyBytes(from: bytes.prefix(raw.count))
        }
        return unsafe withUnsafePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(min(bytes.count, MemoryLayout<sockaddr_storage>.size)))
            }
        }
    }
}
