internal import CDR
internal import CLinux
internal import Control
internal import Glibc
internal import Link
internal import Messages

/// The link thread of one cell's recorder: both connections of it, one session of the cell after
/// the other, for ever. It only listens: it asks for no control, and the role `observe` is enough.
final class RecordLoop {
    private let cell: CellToRecord
    private let board: CellRecorderBoard
    private let mailbox: Mailbox<RecorderItem>
    private let log: (ServiceLog.Level, String) -> Void
    private var control: RobotLink?
    private var bulk: BulkLink?
    private var retryAt: Nanoseconds = .min
    private var nextProbe: Nanoseconds = 0
    private var nextClock: Nanoseconds = 0
    /// What is being recorded.
    private var session: Welcome?
    private var hasBegun = false
    private var gaps = SequenceGaps()
    private var clocks = ClockRelation()
    private var cellWall: WallClockWatch?
    /// How the link last stood, so that each change is said once.
    private var said: String?
    private var awaySince: Nanoseconds?

    private static let probePeriod = Nanoseconds.milliseconds(500)
    /// Before what a person has to mend is tried again.
    private static let refusalRetry = Nanoseconds.seconds(30)
    private static let failureRetry = Nanoseconds.seconds(5)

    init(
        _ cell: CellToRecord, board: CellRecorderBoard, mailbox: Mailbox<RecorderItem>,
        log: @escaping (ServiceLog.Level, String) -> Void
    ) {
        self.cell = cell
        self.board = board
        self.mailbox = mailbox
        self.log = log
    }

    /// Until the board asks to stop; what has arrived by then is taken along.
    func run() {
        while !board.shouldStop {
            let now = Now.monotonic
            board.linkAdvanced()
            connect(at: now)
            receiveControl(at: now)
            keepUp(at: now)
            receiveRecords()
            wait()
        }
        receiveRecords()
        bulk?.close()
        control?.close()
    }

    private func wait() {
        if let control, !control.mayWait { return }
        if let bulk, !bulk.mayWait { return }
        var entries: [pollfd] = []
        for descriptor in [control?.descriptor, bulk?.descriptor] {
            guard let descriptor else { continue }
            entries.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        }
        _ = unsafe poll(&entries, nfds_t(entries.count), 100)
    }

    // MARK: the control connection

    private func connect(at now: Nanoseconds) {
        guard control == nil, now >= retryAt else { return }
        do throws(LinkError) {
            control = try RobotLink(
                endpoint: cell.endpoint, security: cell.security, name: cell.recorder)
        } catch {
            retryAt = now &+ RecordLoop.failureRetry
            say(error.sentence)
        }
    }

    private func receiveControl(at now: Nanoseconds) {
        guard let control else { return }
        while let message = control.receive() {
            switch message {
            case .welcome(let welcome): greet(welcome)
            case .clockProbe(let probe): takeClock(probe)
            case .step, .event, .reply, .drops, .plane, .ownership, .farewell, .hello, .request,
                .command, .remark:
                break
            }
        }
        follow(control, at: now)
    }

    private func follow(_ link: RobotLink, at now: Nanoseconds) {
        let isReady = link.state == .ready
        bulk?.isHeld = !isReady
        guard isReady else {
            if session != nil { awaySince = awaySince ?? now }
            if case .greeting = link.state { return }
            say(link.state.sentence(endpoint: cell.endpoint))
            // A cell that sent us away is not asked again by the link itself.
            if case .refused = link.state {
                link.close()
                control = nil
                retryAt = now &+ RecordLoop.refusalRetry
            }
            return
        }
        guard said != nil || board.copy.connections == 0 else { return }
        said = nil
        board.update {
            $0.linkTrouble = nil
            $0.connections &+= 1
        }
        log(.info, "connected to \(cell.endpoint)")
        guard let since = awaySince else { return }
        awaySince = nil
        let milliseconds = (now &- since) / 1_000_000
        let text = "the recorder's link was away for \(milliseconds) ms; what the cell kept follows"
        put(.notice(.init(matter: .away, count: milliseconds, text: text)))
    }

    private func say(_ sentence: String) {
        guard said != sentence else { return }
        said = sentence
        board.update { $0.linkTrouble = sentence }
        // Nothing is wrong before the first attempt is over.
        if case .connecting? = control?.state { return }
        log(.warning, sentence)
    }

    /// Another session, or another manifest, is another recording.
    private func greet(_ welcome: Welcome) {
        if let session, session.session == welcome.session, session.manifest == welcome.manifest {
            return
        }
        if session != nil {
            receiveRecords()
            endSession()
            log(.notice, "the cell began a new session: so does the recording")
        }
        do throws(LinkError) {
            bulk = try BulkLink(endpoint: cell.endpoint, security: cell.security)
            session = welcome
            nextProbe = 0
        } catch {
            say(error.sentence)
            control?.close()
            control = nil
            retryAt = Now.monotonic &+ RecordLoop.failureRetry
        }
    }

    private func endSession() {
        bulk?.close()
        bulk = nil
        session = nil
        hasBegun = false
        awaySince = nil
        gaps = SequenceGaps()
        clocks = ClockRelation()
        cellWall = nil
        put(.end)
    }

    // MARK: clocks

    private func keepUp(at now: Nanoseconds) {
        guard let control, control.state == .ready, now >= nextProbe else { return }
        nextProbe = now &+ RecordLoop.probePeriod
        var probe = ClockProbe()
        probe.asked = now
        control.send(.clockProbe(probe))
    }

    /// The first answer fixes the recording's wall offset.
    private func takeClock(_ probe: ClockProbe) {
        guard let session else { return }
        let now = Now.monotonic
        if !hasBegun {
            hasBegun = true
            cellWall = WallClockWatch(
                monotonic: probe.cell, wall: probe.cellWall, .cellWallStep)
            put(.begin(session, wallOffset: probe.cellWall &- probe.cell))
        } else if let step = cellWall?.note(monotonic: probe.cell, wall: probe.cellWall) {
            put(.notice(step))
        }
        clocks.note(asked: probe.asked, cell: probe.cell, at: now)
        guard now >= nextClock, let estimate = clocks.estimate(at: now) else { return }
        nextClock = now &+ RecordLoop.probePeriod
        var clock = ClockOffset()
        clock.stamp = now
        clock.offset = estimate.offset
        clock.uncertainty = estimate.uncertainty
        guard let payload = try? CDREncoder.bytes(of: clock) else { return }
        mailbox.put(
            .own(topic: TopicName.clock, stamp: now &+ estimate.offset, payload: payload),
            size: payload.count)
    }

    // MARK: records

    private func receiveRecords() {
        while let record = bulk?.receive() {
            guard !gaps.beginsAgain(with: record) else { return startOver() }
            // Counted here: behind the mailbox its own drops would count again.
            let missing = gaps.before(record)
            mailbox.put(
                .record(record, missing: missing), size: record.payload.count,
                counting: missing &+ 1)
        }
    }

    /// The numbers began again under a connection that never broke: another cell answers there, and
    /// has to say which.
    private func startOver() {
        endSession()
        control?.close()
        control = nil
    }

    /// What must not be dropped, whatever waits.
    private func put(_ item: RecorderItem) { mailbox.put(item, size: 0) }
}
