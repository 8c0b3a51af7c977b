internal import Console
internal import Link
internal import Storage
internal import Synchronization
internal import Threads

/// A cell that is to be recorded.
struct CellToRecord: Sendable {
    /// Shown in the log and in the state; empty where there is one cell without a name.
    var name: String
    var endpoint: Endpoint
    var security: ClientSecurity
    /// How the cell shows this recorder to others.
    var recorder: String
    /// Where its recordings go.
    var directory: String
}

/// Records one cell: a link thread, a disk thread, and a bounded queue between them.
final class CellRecorder: Sendable {
    let cell: CellToRecord
    let board = CellRecorderBoard()
    private let plan: DiskLoop.Plan
    private let log: ServiceLog
    private let mailbox = Mailbox<RecorderItem>(capacity: DiskLoop.ringBytes)
    private let workers = Mutex<[Worker]>([])
    private let ending = Mutex<LiveSession.Ending>(.finished(recording: nil))

    init(_ cell: CellToRecord, plan: DiskLoop.Plan, log: ServiceLog) {
        self.cell = cell
        self.plan = plan
        self.log = log
    }

    func start() {
        let link = Worker("link") {
            RecordLoop(
                self.cell, board: self.board, mailbox: self.mailbox,
                log: { self.write($0, $1) }
            ).run()
        }
        let disk = Worker("disk") { self.disk() }
        workers.withLock { $0 = [link, disk] }
    }

    /// Ends in order: the link first, so that all that arrived is written.
    func stop() -> LiveSession.Ending {
        board.requestStop()
        let (link, disk) = workers.withLock { ($0.first, $0.last) }
        link?.join()
        mailbox.close()
        disk?.join()
        return ending.withLock { $0 }
    }

    private func disk() {
        let reports = DiskLoop.Reports(
            show: { status in
                self.board.diskAdvanced()
                self.board.update { $0.recorder = status }
            },
            alarm: { self.write(.warning, $0.text) },
            say: { self.write(.info, $0) })
        let loop = DiskLoop(mailbox: mailbox, plan: plan, reports: reports)
        loop.run()
        ending.withLock { $0 = loop.ending }
    }

    private func write(_ level: ServiceLog.Level, _ text: String) {
        log.write(level, cell.name.isEmpty ? text : "\(cell.name): \(text)")
    }

    /// For the service manager's one line.
    var summary: String {
        let status = board.copy
        let words =
            switch status.recorder {
            case .off: "records nothing"
            case .waiting: status.linkTrouble ?? "waits for the cell"
            case .recording(let figures):
                (status.linkTrouble.map { "\($0); " } ?? "") + figures.file
                    + ", \(ByteCount.text(figures.bytes)), "
                    + (figures.dropped == 0 ? "nothing lost" : "\(figures.dropped) records lost")
            case .failed(let reason, _): "NOT RECORDING: \(reason)"
            }
        return cell.name.isEmpty ? words : "\(cell.name): \(words)"
    }
}
