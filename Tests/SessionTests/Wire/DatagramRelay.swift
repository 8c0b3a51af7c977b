import Glibc
import Simulation
import Synchronization
import Threads

/// A network for datagrams between a console and a cell that loses, doubles, delays, overtakes and
/// repeats them, as the same seed always decides. It sees what is sealed and can open none of it.
///
/// It listens at 127.0.0.2 under the number of the cell's own port: where a console that reaches
/// the cell's connection through a relay at that address sends its datagrams.
final class DatagramRelay: Sendable {
    /// Of each datagram, either way.
    struct Faults: Sendable {
        /// Shares of all, 0 to 1.
        var lost = 0.0
        var doubled = 0.0
        /// One of the last thousand goes out again with it.
        var repeated = 0.0
        /// ns that each takes: drawn anew for each, so that they overtake.
        var late: ClosedRange<Int64> = 0...0
    }

    /// What went through since the start.
    struct Counts: Sendable, Equatable {
        var up = 0
        var down = 0
        var lost = 0
        var doubled = 0
        var repeated = 0
        var overtaken = 0
    }

    private struct State: Sendable {
        var faults = Faults()
        var counts = Counts()
        var isEnding = false
    }
    private let state = Mutex(State())
    private let worker = Mutex<Worker?>(nil)

    init(port: UInt16, seed: UInt64) throws {
        let near = socket(
            AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        let far = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard unsafe RelaySocket.withAddress(port, 2, { unsafe bind(near, $0, $1) }) == 0,
            unsafe RelaySocket.withAddress(port, 1, { unsafe connect(far, $0, $1) }) == 0
        else { throw RelayError.noPort }
        let thread = Worker("datagrams") {
            var line = DatagramLine(near, far, SeededGenerator(seed: seed))
            while let faults = self.faults {
                let counts = line.pass(at: Threads.now, faults)
                self.state.withLock { $0.counts = counts }
                Threads.sleep(until: Threads.now + 500_000)
            }
            line.close()
        }
        worker.withLock { $0 = thread }
    }

    private var faults: Faults? { state.withLock { $0.isEnding ? nil : $0.faults } }
    var counts: Counts { state.withLock(\.counts) }
    func set(_ faults: Faults) { state.withLock { $0.faults = faults } }

    func stop() {
        state.withLock { $0.isEnding = true }
        worker.withLock { $0 }?.join()
    }
}

/// Both ways, of one console at a time. Of one thread.
private struct DatagramLine {
    private struct Flight {
        var due: Int64
        var number: Int
        var isUp: Bool
        var bytes: [UInt8]
    }
    private let near: Int32
    private let far: Int32
    private var draws: SeededGenerator
    private var flights: [Flight] = []
    private var history: [Flight] = []
    private var console: sockaddr_in?
    private var number = 0
    private var newest = (up: 0, down: 0)
    private var counts = DatagramRelay.Counts()

    init(_ near: Int32, _ far: Int32, _ draws: SeededGenerator) {
        (self.near, self.far, self.draws) = (near, far, draws)
    }

    func close() {
        _ = Glibc.close(near)
        _ = Glibc.close(far)
    }

    mutating func pass(at now: Int64, _ faults: DatagramRelay.Faults) -> DatagramRelay.Counts {
        while let bytes = receive(near, from: true) { plan(bytes, isUp: true, now, faults) }
        while let bytes = receive(far, from: false) { plan(bytes, isUp: false, now, faults) }
        flights.sort { ($0.due, $0.number) < ($1.due, $1.number) }
        while let first = flights.first, first.due <= now {
            deliver(first)
            flights.removeFirst()
        }
        return counts
    }

    private mutating func plan(
        _ bytes: [UInt8], isUp: Bool, _ now: Int64, _ faults: DatagramRelay.Faults
    ) {
        number += 1
        // As many draws for each, so that one fault does not shift another.
        let (lost, doubled, again) = (draws.uniform(), draws.uniform(), draws.uniform())
        let late = (draws.uniform(), draws.uniform(), draws.uniform())
        func due(_ share: Double) -> Int64 {
            let span = faults.late.upperBound - faults.late.lowerBound
            return now + faults.late.lowerBound + Int64(share * Double(span))
        }
        let flight = Flight(due: due(late.0), number: number, isUp: isUp, bytes: bytes)
        if again < faults.repeated, !history.isEmpty {
            var old = history[Int(late.2 * Double(history.count))]
            old.due = due(late.1)
            flights.append(old)
            counts.repeated += 1
        }
        history.append(flight)
        if history.count > 1000 { history.removeFirst() }
        guard lost >= faults.lost else {
            counts.lost += 1
            return
        }
        flights.append(flight)
        guard doubled < faults.doubled else { return }
        var copy = flight
        copy.due = due(late.1)
        flights.append(copy)
        counts.doubled += 1
    }

    private mutating func deliver(_ flight: Flight) {
        if flight.isUp {
            if flight.number < newest.up { counts.overtaken += 1 }
            newest.up = max(newest.up, flight.number)
            counts.up += 1
            _ = unsafe send(far, flight.bytes, flight.bytes.count, Int32(MSG_NOSIGNAL))
        } else if var console {
            if flight.number < newest.down { counts.overtaken += 1 }
            newest.down = max(newest.down, flight.number)
            counts.down += 1
            _ = unsafe withUnsafePointer(to: &console) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe sendto(
                        near, flight.bytes, flight.bytes.count, 0, $0,
                        socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }

    private mutating func receive(_ descriptor: Int32, from isConsole: Bool) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 2048)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe recvfrom(descriptor, &buffer, buffer.count, 0, $0, &size)
            }
        }
        guard count >= 0 else { return nil }
        if isConsole { console = address }
        return Array(buffer[..<count])
    }
}

extension SeededGenerator {
    /// Pieces of 1 to 600 bytes, each sooner than the latest by a part of the delay.
    mutating func crumbs(of bytes: [UInt8], late: Int64) -> [(sooner: Int64, bytes: [UInt8])] {
        var pieces: [(sooner: Int64, bytes: [UInt8])] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + Int(uniform() * 600))
            pieces.append((Int64(uniform() * Double(late)), Array(piece)))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
