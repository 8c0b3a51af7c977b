internal import CLinux
internal import Glibc
internal import Link
internal import Messages

/// From a console to a real cell and back, on the reliable connection with keys: the console's
/// question about the cell's clock, which the cell's link thread answers at once.
/// `Scripts/benchmarks/round_trip.py` runs it by turns with `bare_round_trip.c`.
enum RoundTripBench {
    static let trips = 2000

    static func run(endpoint: String, keys: String) throws {
        let store = try KeyStore(opening: keys)
        let link = try RobotLink(
            endpoint: try Endpoint(endpoint),
            security: .curve(own: try store.pair("console"), cell: try store.publicKey("cell")),
            name: "bench")
        defer { link.close() }
        let patience = reins_monotonic_ns() + 5_000_000_000
        while link.state != .ready {
            while link.receive() != nil {}
            guard reins_monotonic_ns() < patience else {
                throw BenchError("no cell answers at \(endpoint)")
            }
            link.wait(timeoutMilliseconds: 10)
        }
        var spans = Spans(room: trips)
        for number in 0..<(trips + 200) {
            // Not as fast as it goes: a command comes every few milliseconds.
            usleep(1000)
            let span = try trip(on: link)
            if number >= 200 { spans.note(span) }
        }
        var probe = ClockProbe()
        probe.asked = reins_monotonic_ns()
        var figure = Figure("cell")
        figure.add(spans)
        figure.add("bytes", try ControlMessage.clockProbe(probe).encoded().count)
        figure.report()
    }

    private static func trip(on link: RobotLink) throws -> Int64 {
        while link.receive() != nil {}
        var probe = ClockProbe()
        probe.asked = reins_monotonic_ns()
        guard link.send(.clockProbe(probe)) == .sent else {
            throw BenchError("the connection is gone")
        }
        while true {
            while let message = link.receive() {
                if case .clockProbe(let answer) = message, answer.asked == probe.asked {
                    return reins_monotonic_ns() - probe.asked
                }
            }
            guard reins_monotonic_ns() - probe.asked < 5_000_000_000 else {
                throw BenchError("the cell does not answer")
            }
            link.wait(timeoutMilliseconds: 1000)
        }
    }
}
