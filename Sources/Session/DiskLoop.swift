internal import CDR
internal import Console
internal import Control
internal import Messages
internal import Storage

/// The disk thread: takes what the other threads recorded and writes it. Trouble with the disk ends
/// the recording loudly and touches nothing else.
final class DiskLoop {
    /// Bytes that may wait for the disk: half a minute of steps and two cameras.
    static let ringBytes = 64 << 20

    private let mailbox: Mailbox<RecorderItem>
    private let board: LiveBoard
    private let setup: LiveSetup
    private var recording: OpenRecording?
    private var failure: StorageError?
    private var finishedPath: String?
    /// What came before the recording could begin (the clocks must be related first): among it the
    /// arbiter's state, from which a replay starts. Two seconds of a fast cell at most.
    private var early: [BulkRecord] = []
    private static let mostEarly = 4096

    /// The complete recording, or why there is none and where what was written is.
    var ending: LiveSession.Ending {
        failure.map { .failed($0.description) } ?? .finished(recording: finishedPath)
    }

    init(mailbox: Mailbox<RecorderItem>, board: LiveBoard, setup: LiveSetup) {
        self.mailbox = mailbox
        self.board = board
        self.setup = setup
        if setup.recordingDirectory != nil { board.update { $0.recorder = .waiting } }
    }

    /// Until the mailbox is closed and empty.
    func run() {
        while true {
            let isLast = mailbox.isClosed
            let items = mailbox.takeAll()
            for item in items { take(item) }
            guarded { recording throws(StorageError) in try recording.tick(at: Now.monotonic) }
            show()
            if isLast, items.isEmpty { break }
            if items.isEmpty { mailbox.wait(milliseconds: 100) }
        }
        guarded { recording throws(StorageError) in
            finishedPath = try recording.finish(dropped: mailbox.dropped)
        }
        show()
    }

    private func take(_ item: RecorderItem) {
        switch item {
        case .begin(let welcome, let wallOffset): begin(welcome, wallOffset)
        case .record(let record) where recording == nil:
            if setup.recordingDirectory != nil, failure == nil, early.count < DiskLoop.mostEarly {
                early.append(record)
            }
        case .record(let record):
            guarded { recording throws(StorageError) in try recording.append(record) }
        case .own(let topic, let stamp, let payload):
            guarded { recording throws(StorageError) in
                try recording.append(topic: topic, stamp: stamp, payload)
            }
        }
    }

    private func begin(_ welcome: Welcome, _ wallOffset: Nanoseconds) {
        guard let directory = setup.recordingDirectory, recording == nil, failure == nil else {
            return
        }
        do throws(StorageError) {
            recording = try OpenRecording(
                welcome: welcome, keymap: setup.keymapText, wallOffset: wallOffset,
                directory: directory)
        } catch {
            failure = error
        }
        for record in early {
            guarded { recording throws(StorageError) in try recording.append(record) }
        }
        early = []
    }

    /// Does something with the recording, where there is one; its first error ends it.
    private func guarded(_ action: (OpenRecording) throws(StorageError) -> Void) {
        guard let recording, failure == nil else { return }
        do throws(StorageError) {
            try action(recording)
        } catch {
            failure = error
        }
    }

    /// For one line of the screen: the file without its folder, so that the reason has room.
    private func reason(of failure: StorageError) -> String {
        guard let folder = setup.recordingDirectory, failure.path.hasPrefix(folder + "/") else {
            return failure.description
        }
        var short = failure
        short.path.removeFirst(folder.count + 1)
        return short.description
    }

    private func show() {
        let figures = recording?.figures(dropped: mailbox.dropped, at: Now.monotonic)
        let failure = failure
        board.update { live in
            if let failure {
                live.recorder = .failed(reason: reason(of: failure), figures)
            } else if let figures {
                live.recorder = .recording(figures)
            }
        }
    }
}
