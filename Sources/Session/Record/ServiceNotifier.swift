internal import Glibc

/// Tells the service manager how a service is: the datagrams of sd_notify(3), sent by ourselves.
/// Without `NOTIFY_SOCKET` in the environment it does nothing.
struct ServiceNotifier: Sendable {
    /// Path of the socket; `@` at its front stands for the abstract name space.
    let address: String?
    /// How often the manager wants a sign of life at least, ns; nil: it does not.
    let watchdog: Int64?

    /// - Parameters:
    ///   - watchdogMicroseconds, watchdogProcess: `WATCHDOG_USEC` and `WATCHDOG_PID`.
    init(address: String?, watchdogMicroseconds: String? = nil, watchdogProcess: String? = nil) {
        let isPlace = address.map { $0.hasPrefix("/") || $0.hasPrefix("@") } ?? false
        self.address = isPlace ? address : nil
        let isOurs = watchdogProcess.map { Int32($0) == getpid() } ?? true
        let period = watchdogMicroseconds.flatMap { Int64($0) } ?? 0
        watchdog = isOurs && (1...86_400_000_000).contains(period) ? period * 1000 : nil
    }

    static var ofEnvironment: ServiceNotifier {
        ServiceNotifier(
            address: Environment.value("NOTIFY_SOCKET"),
            watchdogMicroseconds: Environment.value("WATCHDOG_USEC"),
            watchdogProcess: Environment.value("WATCHDOG_PID"))
    }

    /// - Parameter state: such as `READY=1`; several lines are one datagram.
    /// - Returns: whether the manager took it.
    @discardableResult
    func tell(_ state: String) -> Bool {
        guard let address else { return false }
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        var name = Array(address.utf8)
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        let room = MemoryLayout.size(ofValue: place.sun_path)
        guard name.count < room else { return false }
        unsafe withUnsafeMutableBytes(of: &place.sun_path) { path in
            unsafe path.copyBytes(from: name)
        }
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(AF_UNIX, kind, 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let bytes = Array(state.utf8)
        // A manager that does not listen must not keep anybody from ending.
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let sent = unsafe withUnsafePointer(to: &place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe sendto(
                    socket, bytes, bytes.count, flags, pointer, length)
            }
        }
        return sent == bytes.count
    }
}
