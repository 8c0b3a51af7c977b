internal import Control
internal import Glibc

/// Every command that carried news of a device, for `--latency-report`. One line each: its lease's
/// and its own number, the stamp of the oldest event in it, when the control thread was awake for
/// it, and when the socket had taken it; CLOCK_MONOTONIC, ns. And a line `timer` for every deadline
/// that the thread slept until: that, and when it was awake. Kept in memory until the end, so that
/// writing them delays nothing.
struct LatencyReport {
    private struct Row {
        var lease: UInt32
        var sequence: UInt32
        var event: Nanoseconds
        var awake: Nanoseconds
        var sent: Nanoseconds
    }

    /// What a mouse sends in half an hour of uninterrupted pushing; more is not noted.
    private static let capacity = 1 << 18

    private let path: String
    private var rows: [Row] = []
    private var wakes: [(deadline: Nanoseconds, awake: Nanoseconds)] = []

    init(path: String) {
        self.path = path
        rows.reserveCapacity(LatencyReport.capacity)
        wakes.reserveCapacity(LatencyReport.capacity)
    }

    mutating func note(
        lease: LeaseTag, sequence: UInt32, event: Nanoseconds, awake: Nanoseconds,
        sent: Nanoseconds
    ) {
        guard rows.count < LatencyReport.capacity else { return }
        rows.append(
            Row(
                lease: lease.sequence, sequence: sequence, event: event, awake: awake, sent: sent))
    }

    mutating func note(deadline: Nanoseconds, awake: Nanoseconds) {
        guard wakes.count < LatencyReport.capacity else { return }
        wakes.append((deadline, awake))
    }

    /// - Returns: false where the file cannot be written; `errno` says why.
    func write() -> Bool {
        var text = "# lease sequence event_ns awake_ns sent_ns\n"
        for row in rows {
            text += "\(row.lease) \(row.sequence) \(row.event) \(row.awake) \(row.sent)\n"
        }
        for wake in wakes { text += "timer \(wake.deadline) \(wake.awake)\n" }
        guard let file = unsafe fopen(path, "w") else { return false }
        let bytes = Array(text.utf8)
        let count = unsafe fwrite(bytes, 1, bytes.count, file)
        return unsafe fclose(file) == 0 && count == bytes.count
    }
}
