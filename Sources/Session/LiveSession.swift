internal import Console
internal import Control
internal import Glibc
internal import Keymap
internal import Link
internal import Messages
internal import Storage
internal import Synchronization
internal import Terminal
internal import Threads

/// One session at a cell: starts the threads, gives the main thread to a screen or to a story, and
/// ends in order: commands first, then the link, then the recording.
final class LiveSession: Sendable {
    /// How a session ended, for the exit status and the last lines on the terminal.
    enum Ending: Sendable {
        case finished(recording: String?)
        /// One sentence with a remedy.
        case failed(String)
    }

    let setup: LiveSetup
    let board: LiveBoard
    let effects = Mailbox<ControlTask>(capacity: 256)
    let intents = Mailbox<Intent>(capacity: 64)
    let recorder = Mailbox<RecorderItem>(capacity: DiskLoop.ringBytes)
    private let ending = Mutex<Ending>(.finished(recording: nil))

    init(_ setup: LiveSetup) {
        self.setup = setup
        board = LiveBoard(now: Now.monotonic, address: setup.endpoint.description)
        for notice in setup.notices { board.warn(notice) }
    }

    /// Runs the session until `front` returns.
    ///
    /// - Parameter front: has the main thread once the cell is there; returns a sentence where it
    ///   failed.
    func run(_ front: (LiveSession) -> String?) -> Ending {
        let control = Worker("control", setup.isRealTime ? .realTime : .control) { self.control() }
        let bulk = Worker("bulk") { self.bulk() }
        let disk = Worker("disk") { self.disk() }
        let failure = awaitCell() ?? front(self)
        board.requestStop()
        // The control thread first, so that the lease goes back; the disk thread last, so that all
        // that arrived is written.
        control.join()
        bulk.join()
        recorder.close()
        disk.join()
        if let failure = failure ?? board.trouble { return .failed(failure) }
        return ending.withLock { $0 }
    }

    /// Until the cell has said welcome; a sentence where it does not, or refuses.
    private func awaitCell() -> String? {
        let began = Now.monotonic
        // Nobody needs to see a screen yet.
        while Now.monotonic &- began < setup.patience {
            let live = board.copy
            if live.cell != nil { return nil }
            if case .refused(let reason) = live.link.phase { return reason }
            if let asked = ProcessSignals.quitRequested {
                return "\(ProcessSignals.name(of: asked)) came before the cell did"
            }
            if board.shouldStop { return board.trouble ?? "the session ended before it began" }
            usleep(5000)
        }
        return board.trouble
            ?? "no cell answers at \(setup.endpoint): start it there, or correct the address"
    }

    // MARK: threads

    private func control() {
        do throws(LinkError) {
            let link = try RobotLink(
                endpoint: setup.endpoint, security: setup.security, name: setup.name)
            let loop = ControlLoop(
                link: link, board: board, setup: setup, effects: effects, intents: intents,
                recorder: recorder)
            loop.run()
        } catch {
            board.trouble = error.sentence
            board.requestStop()
        }
    }

    private func bulk() {
        do throws(LinkError) {
            let link = try BulkLink(endpoint: setup.endpoint, security: setup.security)
            BulkLoop(link: link, recorder: recorder, board: board).run()
        } catch {
            board.trouble = error.sentence
            board.requestStop()
        }
    }

    private func disk() {
        let plan = DiskLoop.Plan(
            directory: setup.recordingDirectory, keymapText: setup.keymapText,
            signingKey: setup.signingKey)
        let loop = DiskLoop(mailbox: recorder, plan: plan, reports: .onto(board))
        loop.run()
        ending.withLock { $0 = loop.ending }
    }
}

extension DiskLoop.Reports {
    /// For a screen: the state of the recording in its line, losses among the events.
    static func onto(_ board: LiveBoard) -> DiskLoop.Reports {
        DiskLoop.Reports(
            show: { status in board.update { $0.recorder = status } },
            alarm: { board.warn("Recorder: \($0.text).") })
    }
}
