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
    private var early: [(record: BulkRecord, missing: UInt64)] = []
    private static let mostEarly = 4096
    /// Those of them that found no room.
    private var earlyLost: UInt64 = 0
    private let disk: Disk

    /// The complete recording, or why there is none and where what was written is.
    var ending: LiveSession.Ending {
        failure.map { .failed($0.description) } ?? .finished(recording: finishedPath)
    }

    init(
        mailbox: Mailbox<RecorderItem>, board: LiveBoard, setup: LiveSetup, disk: Disk = Disk()
    ) {
        self.disk = disk
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
            guarded { recording throws(StorageError) in
                try recording.tick(at: Now.monotonic, dropped: dropped)
            }
            show()
            if isLast, items.isEmpty { break }
            if items.isEmpty { mailbox.wait(milliseconds: 100) }
        }
        guarded { recording throws(StorageError) in
            finishedPath = try recording.finish(dropped: dropped)
        }
        if failure != nil { recording?.noteLosses() }
        show()
    }

    private var dropped: UInt64 { mailbox.dropped &+ earlyLost }

    private func take(_ item: RecorderItem) {
        switch item {
        case .begin(let welcome, let wallOffset): begin(welcome, wallOffset)
        case .record(let record, let missing) where recording == nil:
            guard setup.recordingDirectory != nil, failure == nil else { break }
            if early.count < DiskLoop.mostEarly {
                early.append((record, missing))
            } else {
                earlyLost &+= missing &+ 1
            }
        case .record(let record, let missing):
            guarded(counting: missing &+ 1) { recording throws(StorageError) in
                try recording.append(record, missing: missing)
            }
        case .own(let topic, let stamp, let payload):
            guarded(counting: 1) { recording throws(StorageError) in
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
                directory: directory, signingKey: setup.signingKey, disk: disk)
        } catch {
            failure = error
        }
        for (record, missing) in early {
            guarded(counting: missing &+ 1) { recording throws(StorageError) in
                try recording.append(record, missing: missing)
            }
        }
        early = []
    }

    /// Does something with the recording, where there is one; its first error ends it.
    /// - Parameter count: how many records are lost where it has ended.
    private func guarded(
        counting count: UInt64 = 0, _ action: (OpenRecording) throws(StorageError) -> Void
    ) {
        guard let recording else { return }
        guard failure == nil else { return recording.lose(count) }
        do throws(StorageError) {
            try action(recording)
        } catch {
            failure = error
            recording.stop()
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
        let figures = recording?.figures(at: Now.monotonic)
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
