internal import CLinux
internal import Control
internal import Glibc
internal import Link
internal import Storage
internal import Terminal
internal import Threads

/// The main thread of `reins record`: starts a recorder for each cell, tells the service manager
/// how they are, and ends them in order.
struct RecordService {
    private let recorders: [CellRecorder]
    private let log: ServiceLog
    private let notifier: ServiceNotifier

    /// The manager's line is written anew no oftener.
    private static let statusPeriod = Nanoseconds.seconds(5)

    init(_ recorders: [CellRecorder], log: ServiceLog, notifier: ServiceNotifier) {
        self.recorders = recorders
        self.log = log
        self.notifier = notifier
    }

    /// Until a signal asks to quit.
    /// - Parameter signals: readable with each of them.
    /// - Returns: 0 where all recordings are complete.
    func run(_ signals: Int32) -> Int32 {
        for recorder in recorders { recorder.start() }
        notifier.tell("READY=1\nSTATUS=\(status)")
        let cells = recorders.map(\.cell.endpoint.description).joined(separator: ", ")
        log.write(.info, "recording \(cells); SIGTERM ends it")
        var watch = AdvanceWatch(recorders.count)
        var nextStatus: Nanoseconds = 0
        var nextSign: Nanoseconds = 0
        while ProcessSignals.quitRequested == nil {
            let now = Now.monotonic
            if let period = notifier.watchdog, now >= nextSign {
                // Half of the period, and again soon where somebody stands still.
                nextSign = now &+ period / 8
                if watch.allAdvanced(recorders.map(\.board.beats), at: now, within: period / 2) {
                    notifier.tell("WATCHDOG=1")
                }
            }
            if now >= nextStatus {
                nextStatus = now &+ RecordService.statusPeriod
                notifier.tell("STATUS=\(status)")
            }
            var entry = pollfd(fd: signals, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&entry, 1, 100)
        }
        return end()
    }

    /// Begins to thin finished recordings whenever room is wanted. Nobody waits for it at the end:
    /// what it is about to replace stays whole until then.
    func keepRoom(_ plan: RetentionPass.Plan, signingKey: SigningKey?) {
        let places = recorders.map(\.cell.directory)
        let log = log
        _ = Worker("retention", .background) {
            var pass = RetentionPass(plan, signingKey: signingKey)
            var saidShort = false
            while true {
                let report = pass.run(
                    places, now: Now.wall,
                    shouldStop: { ProcessSignals.quitRequested != nil },
                    { log.write(.notice, $0) })
                if report.shortBy > 0, !saidShort {
                    let wanted = ByteCount.text(report.shortBy)
                    log.write(
                        .warning,
                        "\(wanted) more should be free, and the rule lets nothing more "
                            + "be thinned: move recordings away, or allow a deeper --thin-to")
                }
                saidShort = report.shortBy > 0
                Threads.sleep(until: Now.monotonic &+ .seconds(60))
            }
        }
    }

    private var status: String { recorders.map(\.summary).joined(separator: "; ") }

    private func end() -> Int32 {
        let name = ProcessSignals.quitRequested.map { ProcessSignals.name(of: $0) } ?? "the end"
        notifier.tell("STOPPING=1\nSTATUS=completing the recordings")
        log.write(.info, "\(name): completing the recordings")
        var status: Int32 = 0
        for recorder in recorders { recorder.board.requestStop() }
        for recorder in recorders {
            guard case .failed(let sentence) = recorder.stop() else { continue }
            log.write(.error, sentence)
            status = 1
        }
        return status
    }
}

/// Whether every loop went on: a service that stands still is to be started anew.
struct AdvanceWatch {
    private var last: [(beats: [UInt64], at: [Nanoseconds])]

    init(_ count: Int) { last = Array(repeating: ([], []), count: count) }

    /// - Parameters:
    ///   - beats: rounds of the two loops of each.
    ///   - limit: how long one round may take, ns.
    mutating func allAdvanced(
        _ beats: [(link: UInt64, disk: UInt64)], at now: Nanoseconds, within limit: Nanoseconds
    ) -> Bool {
        var isAdvancing = true
        for index in last.indices where beats.indices.contains(index) {
            let newest = [beats[index].link, beats[index].disk]
            if last[index].beats.isEmpty { last[index] = (newest, [now, now]) }
            for loop in newest.indices {
                if last[index].beats[loop] != newest[loop] { last[index].at[loop] = now }
                if now &- last[index].at[loop] > limit { isAdvancing = false }
            }
            last[index].beats = newest
        }
        return isAdvancing
    }
}
