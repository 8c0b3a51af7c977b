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

    /// What to write, and where.
    struct Plan: Sendable {
        /// nil records nothing.
        var directory: String?
        var keymapText = "{}"
        var signingKey: SigningKey?
        var rule = RotationRule.never
        /// After this long a disk that refused is tried again, in a new recording; nil: never.
        var retryAfter: Nanoseconds?
    }

    /// What the loop tells as it goes.
    struct Reports {
        /// After each round.
        var show: (RecorderStatus) -> Void
        /// Something that a person should know: once.
        var alarm: (RecorderNotice) -> Void = { _ in }
        /// A sentence about files: completed, mended.
        var say: (String) -> Void = { _ in }
    }

    private let mailbox: Mailbox<RecorderItem>
    private let plan: Plan
    private let reports: Reports
    private let disk: Disk
    private let clock: RecorderClock
    private var recording: OpenRecording?
    private var failure: (error: StorageError, at: Nanoseconds)?
    private var finishedPath: String?
    private var greeting: (welcome: Welcome, wallOffset: Nanoseconds)?
    /// What came before the recording could begin (the clocks must be related first): among it the
    /// arbiter's state, from which a replay starts. Two seconds of a fast cell at most.
    private var early: [(record: BulkRecord, missing: UInt64)] = []
    private static let mostEarly = 4096
    /// Those of them that found no room.
    private var earlyLost: UInt64 = 0
    /// Drops of the mailbox that earlier recordings count.
    private var countedDrops: UInt64 = 0
    /// What was lost because the disk refused, in this recording and those before.
    private(set) var refused: UInt64 = 0

    /// The complete recording, or why there is none and where what was written is.
    var ending: LiveSession.Ending {
        failure.map { .failed($0.error.description) } ?? .finished(recording: finishedPath)
    }

    init(
        mailbox: Mailbox<RecorderItem>, plan: Plan, reports: Reports,
        clock: RecorderClock = .system, disk: Disk = Disk()
    ) {
        self.disk = disk
        self.clock = clock
        self.mailbox = mailbox
        self.plan = plan
        self.reports = reports
        if plan.directory != nil { reports.show(.waiting) }
    }

    /// Until the mailbox is closed and empty.
    func run() {
        while round() {}
        complete()
    }

    /// One round: what waits, and what is due. Waits a little where there was nothing.
    /// - Returns: false where the mailbox is closed and empty.
    private func round() -> Bool {
        let isLast = mailbox.isClosed
        let items = mailbox.takeAll()
        for item in items { take(item) }
        tryAgain()
        guarded { recording throws(StorageError) in
            try recording.tick(at: clock.monotonic(), dropped: dropped)
        }
        show()
        if isLast, items.isEmpty { return false }
        if items.isEmpty { mailbox.wait(milliseconds: 100) }
        return true
    }

    private func complete() {
        guarded { recording throws(StorageError) in
            let path = try recording.finish(dropped: dropped)
            finishedPath = path
            reports.say("completed \(path)")
        }
        if failure != nil { recording?.noteLosses() }
        show()
    }

    private var dropped: UInt64 { mailbox.dropped &+ earlyLost &- countedDrops }

    private func take(_ item: RecorderItem) {
        switch item {
        case .begin(let welcome, let wallOffset): begin(welcome, wallOffset)
        case .record(let record, let missing) where recording == nil:
            guard plan.directory != nil else { break }
            guard failure == nil else {
                refused &+= missing &+ 1
                break
            }
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
        case .notice(let notice):
            guarded { recording throws(StorageError) in try recording.append(notice) }
        case .end: end()
        }
    }

    private func begin(_ welcome: Welcome, _ wallOffset: Nanoseconds) {
        greeting = (welcome, wallOffset)
        guard let directory = plan.directory, recording == nil, failure == nil else { return }
        do throws(StorageError) {
            recording = try OpenRecording(
                welcome: welcome, keymap: plan.keymapText, wallOffset: wallOffset,
                directory: directory, signingKey: plan.signingKey, rule: plan.rule, clock: clock,
                disk: disk)
        } catch {
            fail(error)
        }
        for (record, missing) in early {
            guarded(counting: missing &+ 1) { recording throws(StorageError) in
                try recording.append(record, missing: missing)
            }
        }
        early = []
    }

    /// The cell is in another session: what comes belongs to another recording.
    private func end() {
        complete()
        countedDrops &+= dropped
        recording = nil
        greeting = nil
        early = []
        if plan.directory != nil { reports.show(.waiting) }
    }

    /// A service goes on when the disk does.
    private func tryAgain() {
        guard let failure, let retry = plan.retryAfter, let greeting,
            let directory = plan.directory, clock.monotonic() &- failure.at >= retry
        else { return }
        self.failure = nil
        countedDrops &+= dropped
        recording = nil
        early = []
        mend(directory)
        begin(greeting.welcome, greeting.wallOffset)
        guard recording != nil, refused > 0 else { return }
        let text = "\(refused) records were lost while the disk refused"
        take(.notice(.init(matter: .notWritten, count: Int64(clamping: refused), text: text)))
    }

    private func mend(_ directory: String) {
        do throws(StorageError) {
            for sentence in try RecordingRepair.repairAll(in: directory, disk: disk) {
                reports.say(sentence)
            }
        } catch {
            reports.say(error.description)
        }
    }

    private func fail(_ error: StorageError) {
        failure = (error, clock.monotonic())
        reports.alarm(
            RecorderNotice(
                matter: .notWritten, count: 0, text: "recording stopped: \(reason(of: error))"))
    }

    /// Does something with the recording, where there is one; its first error ends it.
    /// - Parameter count: how many records are lost where it has ended.
    private func guarded(
        counting count: UInt64 = 0, _ action: (OpenRecording) throws(StorageError) -> Void
    ) {
        guard let recording else { return }
        guard failure == nil else {
            refused &+= count
            return recording.lose(count)
        }
        do throws(StorageError) {
            try action(recording)
        } catch {
            recording.stop()
            refused &+= recording.losses.notWritten
            fail(error)
        }
        for path in recording.takeFinished() { reports.say("completed \(path)") }
        for notice in recording.takeNews() { reports.alarm(notice) }
    }

    /// For one line of the screen: the file without its folder, so that the reason has room.
    private func reason(of failure: StorageError) -> String {
        guard let folder = plan.directory, failure.path.hasPrefix(folder + "/") else {
            return failure.description
        }
        var short = failure
        short.path.removeFirst(folder.count + 1)
        return short.description
    }

    private func show() {
        let figures = recording?.figures(at: clock.monotonic())
        if let failure {
            reports.show(.failed(reason: reason(of: failure.error), figures))
        } else if let figures {
            reports.show(.recording(figures))
        } else if plan.directory != nil {
            reports.show(.waiting)
        }
    }
}
