import Glibc
import Simulation
import Synchronization
import Threads

/// A network between a console and a cell: a pair of TCP ports that pass on what comes, late or not
/// at all. Cutting it closes every connection, and no new one is taken until it is mended.
final class Relay: Sendable {
    let port: UInt16
    private let target: UInt16
    private let isCut = Atomic<Bool>(false)
    private let delay = Atomic<Int64>(0)
    private let standsUp = Atomic<Bool>(false)
    private let standsDown = Atomic<Bool>(false)
    private let crumbs = Atomic<UInt64>(0)
    private let ending = Atomic<Bool>(false)
    private let worker = Mutex<Worker?>(nil)

    /// - Parameters:
    ///   - target: the cell's control port at 127.0.0.1; its bulk port is the next.
    ///   - host: where it listens, among the addresses of this machine's own: 127.0.0.N.
    init(to target: UInt16, at host: UInt8 = 1) throws {
        self.target = target
        var pair: (first: Int32, second: Int32, port: UInt16)?
        for attempt in 0..<200 where pair == nil {
            let port = UInt16(30_000 + (Int(getpid()) * 31 + attempt * 2) % 2_000)
            guard let first = RelaySocket.listening(on: port, host) else { continue }
            guard let second = RelaySocket.listening(on: port + 1, host) else {
                _ = Glibc.close(first)
                continue
            }
            pair = (first, second, port)
        }
        guard let pair else { throw RelayError.noPort }
        port = pair.port
        let listeners = [pair.first, pair.second]
        let thread = Worker("relay") { self.run(listeners) }
        worker.withLock { $0 = thread }
    }

    func cut() { isCut.store(true, ordering: .releasing) }
    func mend() { isCut.store(false, ordering: .releasing) }

    /// Each way takes this long from now on, ns.
    func setDelay(_ nanoseconds: Int64) { delay.store(nanoseconds, ordering: .releasing) }

    /// What comes stands still on its way up or down until this is taken back; both ends take the
    /// connection for open.
    func stand(up: Bool, down: Bool) {
        standsUp.store(up, ordering: .releasing)
        standsDown.store(down, ordering: .releasing)
    }

    /// From now on bytes come in crumbs of random length, each late by another time up to the
    /// delay: the same for the same seed. 0: whole again.
    func crumble(seed: UInt64) { crumbs.store(seed, ordering: .releasing) }

    func stop() {
        ending.store(true, ordering: .releasing)
        worker.withLock { $0 }?.join()
    }

    private func run(_ listeners: [Int32]) {
        var lines: [RelayLine] = []
        var draws = SeededGenerator(seed: 0)
        var crumbling: UInt64 = 0
        while !ending.load(ordering: .acquiring) {
            let isOpen = !isCut.load(ordering: .acquiring)
            if !isOpen {
                for line in lines { line.close() }
                lines = []
            }
            for (index, listener) in listeners.enumerated() {
                while let line = RelayLine(
                    accepting: listener, target: isOpen ? target + UInt16(index) : nil)
                {
                    lines.append(line)
                }
            }
            let late = delay.load(ordering: .acquiring)
            let stands = (
                standsUp.load(ordering: .acquiring), standsDown.load(ordering: .acquiring)
            )
            let seed = crumbs.load(ordering: .acquiring)
            if seed != crumbling { (crumbling, draws) = (seed, SeededGenerator(seed: seed)) }
            for line in lines {
                line.pass(at: Threads.now, delay: late, stands: stands) { bytes in
                    seed == 0
                        ? [(sooner: Int64(0), bytes: bytes)] : draws.crumbs(of: bytes, late: late)
                }
            }
            lines.removeAll { $0.isOver }
            Threads.sleep(until: Threads.now + 1_000_000)
        }
        for line in lines { line.close() }
        for listener in listeners { _ = Glibc.close(listener) }
    }
}

enum RelayError: Error { case noPort }

/// One connection through the relay, both ways.
private final class RelayLine {
    private var near: Int32
    private var far: Int32
    private var up: [(due: Int64, bytes: [UInt8])] = []
    private var down: [(due: Int64, bytes: [UInt8])] = []
    private(set) var isOver = false

    /// nil where nobody waits to be connected, or there is nowhere to connect to.
    init?(accepting listener: Int32, target: UInt16?) {
        let accepted = accept(listener, nil, nil)
        guard accepted >= 0 else { return nil }
        _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
        guard let target, let connected = RelaySocket.connected(to: target) else {
            _ = Glibc.close(accepted)
            return nil
        }
        (near, far) = (accepted, connected)
    }

    func pass(
        at now: Int64, delay: Int64, stands: (up: Bool, down: Bool),
        cut: ([UInt8]) -> [(sooner: Int64, bytes: [UInt8])]
    ) {
        guard !isOver else { return }
        let lives =
            RelaySocket.take(near) { queue($0, &up, due: now + delay, cut) }
            && RelaySocket.take(far) { queue($0, &down, due: now + delay, cut) }
            && (stands.up || RelaySocket.give(&up, to: far, at: now))
            && (stands.down || RelaySocket.give(&down, to: near, at: now))
        if !lives { close() }
    }

    /// In order: nothing of a stream overtakes.
    private func queue(
        _ bytes: [UInt8], _ line: inout [(due: Int64, bytes: [UInt8])], due: Int64,
        _ cut: ([UInt8]) -> [(sooner: Int64, bytes: [UInt8])]
    ) {
        for piece in cut(bytes) {
            line.append((max(line.last?.due ?? 0, due - piece.sooner), piece.bytes))
        }
    }

    func close() {
        guard !isOver else { return }
        isOver = true
        _ = Glibc.close(near)
        _ = Glibc.close(far)
    }
}

/// The few socket calls that a relay needs.
enum RelaySocket {
    static func listening(on port: UInt16, _ host: UInt8) -> Int32? {
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var yes: Int32 = 1
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let bound = unsafe withAddress(port, host) { unsafe bind(descriptor, $0, $1) }
        guard bound == 0, listen(descriptor, 16) == 0 else {
            _ = Glibc.close(descriptor)
            return nil
        }
        return descriptor
    }

    static func connected(to port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard unsafe withAddress(port, 1, { unsafe connect(descriptor, $0, $1) }) == 0 else {
            _ = Glibc.close(descriptor)
            return nil
        }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        return descriptor
    }

    static func withAddress(
        _ port: UInt16, _ host: UInt8, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (0x7F00_0000 | UInt32(host)).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// - Returns: false where the connection ended.
    static func take(_ descriptor: Int32, _ body: ([UInt8]) -> Void) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count > 0 {
                body(Array(buffer[..<count]))
            } else {
                return count < 0 && (errno == EAGAIN || errno == EINTR)
            }
        }
    }

    static func give(
        _ queue: inout [(due: Int64, bytes: [UInt8])], to descriptor: Int32, at now: Int64
    ) -> Bool {
        while let first = queue.first, first.due <= now {
            let count = unsafe send(
                descriptor, first.bytes, first.bytes.count, Int32(MSG_NOSIGNAL))
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            if count == first.bytes.count {
                queue.removeFirst()
            } else {
                queue[0].bytes.removeFirst(count)
                return true
            }
        }
        return true
    }
}
