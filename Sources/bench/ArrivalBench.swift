internal import Control
internal import Glibc
internal import Messages
internal import Recording
internal import Storage

/// From a device's event to the command, in a real session of `reins` with a pretend 3D mouse:
/// `Scripts/benchmarks/event_to_command.py` plays it.
///
/// The console's own report (`--latency-report`) has a row per command that carried news: its
/// number and the stamp of the oldest event in it. The recording has when the cell received that
/// number. All times are CLOCK_MONOTONIC of one machine.
enum ArrivalBench {
    struct Row {
        var lease: UInt32
        var sequence: UInt32
        var event: Int64
    }

    static func run(recording: String, report: String) throws {
        let rows = try rows(of: report)
        let (arrivals, driven) = try arrivals(in: recording)
        guard driven > 0 else { throw BenchError("the operator never drove: \(recording)") }
        var arrived = Spans(room: rows.count)
        for row in rows {
            // A command that another one overtook within its tick leaves no trace in the recording.
            guard let at = arrivals[key(row.lease, row.sequence)] else { continue }
            arrived.note(at - row.event)
        }
        guard arrived.count * 2 > rows.count else {
            throw BenchError("only \(arrived.count) of \(rows.count) commands are in the recording")
        }
        var end = Figure("event-to-cell")
        end.add(arrived)
        end.add("events", arrived.count)
        end.add("ticks_driven", driven)
        end.report()
    }

    private static func key(_ lease: UInt32, _ sequence: UInt32) -> UInt64 {
        UInt64(lease) << 32 | UInt64(sequence)
    }

    /// When each command was received, and in how many ticks the operator drove an arm.
    private static func arrivals(
        in recording: String
    ) throws -> (received: [UInt64: Int64], driven: Int) {
        var result: [UInt64: Int64] = [:]
        var driven = 0
        for item in try SessionReader(recording).entries(images: false, replay: true) {
            if case .step(let step) = item {
                let drives = step.value.groups.indices.contains {
                    step.value.groups[$0].decision.effective == .operator
                }
                driven += drives ? 1 : 0
            }
            guard case .input(let input) = item, let command = input.command else { continue }
            let key = key(command.lease.sequence, command.sequence)
            // A tick without news has the old command again.
            if result[key] == nil { result[key] = command.receivedAt }
        }
        return (result, driven)
    }

    /// Lines of five numbers.
    private static func rows(of path: String) throws -> [Row] {
        guard let file = unsafe fopen(path, "r") else { throw BenchError("no report at \(path)") }
        defer { _ = unsafe fclose(file) }
        var rows: [Row] = []
        while let line = unsafe readLine(of: file) {
            let numbers = line.split(separator: " ").compactMap { Int64($0) }
            guard numbers.count == 5 else { continue }
            rows.append(
                Row(
                    lease: UInt32(clamping: numbers[0]), sequence: UInt32(clamping: numbers[1]),
                    event: numbers[2]))
        }
        guard rows.count >= 100 else { throw BenchError("\(rows.count) events in \(path)") }
        return rows
    }

    private static func readLine(of file: UnsafeMutablePointer<FILE>) -> String? {
        var line = [CChar](repeating: 0, count: 256)
        guard unsafe fgets(&line, 256, file) != nil else { return nil }
        return String(
            decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self)
    }
}
