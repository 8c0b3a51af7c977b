internal import CDR
internal import CLinux
internal import Control
internal import Link
internal import Messages

/// What a datagram costs: a two-arm command encoded, sealed, opened and decoded, and a pulse the
/// other way. Without the sockets.
enum DatagramBench {
    static let rounds = 20_000

    static func run() throws {
        let key = DatagramKey(for: LeaseTag(epoch: 7, sequence: 1))
        var up = (Sealer(key: key, direction: .toCell), Opener(key: key, direction: .toCell))
        var down = (
            Sealer(key: key, direction: .toConsole), Opener(key: key, direction: .toConsole)
        )
        var command = PlaneCommand()
        command.command.lease = LeaseTag(epoch: 7, sequence: 1)
        var pulse = Pulse()
        for _ in 0..<2 {
            command.command.groups.append(GroupCommand())
            pulse.groups.append(GroupPulse())
        }
        var spans = (Spans(room: rounds), Spans(room: rounds))
        var bytes = (0, 0)
        for round in 0..<rounds {
            command.command.sequence = UInt32(round) &+ 1
            let began = reins_monotonic_ns()
            bytes.0 = try pass(command, &up.0, &up.1)
            let between = reins_monotonic_ns()
            bytes.1 = try pass(pulse, &down.0, &down.1)
            spans.0.note(between - began)
            spans.1.note(reins_monotonic_ns() - between)
        }
        report("datagram-command", spans.0, bytes.0)
        report("datagram-pulse", spans.1, bytes.1)
    }

    private static func pass<M: CDRMessage & Equatable>(
        _ message: M, _ sealer: inout Sealer, _ opener: inout Opener
    ) throws -> Int {
        guard let datagram = sealer.seal(try CDREncoder.bytes(of: message)),
            let opened = opener.open(datagram),
            try CDRDecoder.decodeExactly(M.self, from: opened) == message
        else { throw BenchError("a datagram was not opened") }
        return datagram.count
    }

    private static func report(_ name: String, _ spans: Spans, _ bytes: Int) {
        var figure = Figure(name)
        figure.add(spans)
        figure.add("bytes", bytes)
        figure.report()
    }
}
