internal import Glibc

/// What `Scripts/bench` measures from inside: one subcommand per figure, one JSON line per result.
///
/// Figures of the whole program (start-up, an event's way to the socket, memory, export) are taken
/// from outside, by the scripts in `Scripts/benchmarks`, on the real `reins`. Nothing of the
/// product may import this. Start at the subcommand you want to know about.
@main struct Main {
    static let usage = """
        usage: bench SUBCOMMAND
          cell-step                 Cell.step without a link, and its allocations
          cell-step-linked          the same at 100 Hz with a console on the link
          arbiter-step              Arbiter.step alone, two arms
          action-mapping            an action read, the executed one written, and read back
          datagram                  a command and a pulse sealed and opened
          round-trip ENDPOINT KEYS  a question to a cell and its answer, on the connection
          ticks RECORDING           how regularly a cell stepped
          payloads FILE             writes the messages that both recorders record
          recorder FILE DIR LEVEL   records them in DIR, zstd at LEVEL, and deletes the recording
          container FILE DIR        them with the MCAP library alone, written and read again
          container-large FILE GB   a large file for the next
          container-open FILE       opens it, and seeks in it
          screen-draw               the live view into a grid, and the grid onto a terminal
          make-recording DIR        a recording of simulated episodes, for the export
          arrivals RECORDING REPORT from the device's event to the cell, of a real session
        """

    static func main() {
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            guard try run(arguments.first ?? "", Array(arguments.dropFirst())) else {
                complain(usage)
                exit(2)
            }
        } catch {
            complain("bench: \(error)")
            exit(1)
        }
    }

    private static func run(_ name: String, _ rest: [String]) throws -> Bool {
        switch (name, rest.count) {
        case ("cell-step", 0): try CellStepBench.run()
        case ("cell-step-linked", 0): try LinkedCellBench.run()
        case ("arbiter-step", 0): try ArbiterBench.run()
        case ("action-mapping", 0): try ActionMappingBench.run()
        case ("datagram", 0): try DatagramBench.run()
        case ("round-trip", 2): try RoundTripBench.run(endpoint: rest[0], keys: rest[1])
        case ("ticks", 1): try TickBench.run(recording: rest[0])
        case ("payloads", 1): try RecorderBench.writePayloads(to: rest[0])
        case ("recorder", 3):
            try RecorderBench.run(payloads: rest[0], in: rest[1], level: Int(rest[2]) ?? 1)
        case ("container", 2): try ContainerBench.run(payloads: rest[0], in: rest[1])
        case ("container-large", 2):
            try ContainerBench.writeLarge(rest[0], gigabytes: Int(rest[1]) ?? 1)
        case ("container-open", 1): try ContainerBench.openLarge(rest[0])
        case ("screen-draw", 0): try ScreenBench.run()
        case ("make-recording", 1): try RecordingMaker.run(in: rest[0])
        case ("arrivals", 2): try ArrivalBench.run(recording: rest[0], report: rest[1])
        default: return false
        }
        return true
    }

    private static func complain(_ text: String) {
        _ = unsafe fputs(text + "\n", stderrStream)
    }

    /// `stderr` itself is a mutable global that Swift does not allow.
    private static var stderrStream: UnsafeMutablePointer<FILE>? { unsafe fdopen(2, "w") }
}

/// A measurement that cannot be taken, in one sentence.
struct BenchError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
