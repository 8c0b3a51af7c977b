internal import CLinux
internal import Console
internal import Control
internal import Glibc
internal import InputDevice
internal import Keymap
internal import Link
internal import Messages

/// The control thread: one `ppoll` on devices, the cell, the mailbox and a timer. Sends the command
/// on every report of a device and at each deadline.
final class ControlLoop {
    /// Time between two commands without any news: the cell's proof that we are there.
    /// Half of how long the cell repeats one in full: one that is late then slows nothing down.
    static let keepAlive = Nanoseconds.milliseconds(10)
    /// The screen draws no oftener.
    static let shownEvery = Nanoseconds.milliseconds(20)
    static let leaseRenewal = Nanoseconds.milliseconds(500)
    static let clockProbe = Nanoseconds.milliseconds(500)

    let link: RobotLink
    let board: LiveBoard
    let setup: LiveSetup
    let effects: Mailbox<ControlTask>
    let intents: Mailbox<Intent>
    let recorder: Mailbox<RecorderItem>
    var station: OperatorStation
    var devices: InputDevices?
    var grant = OwnGrant()
    /// From a device's event to the socket; of what the screen's keys ask, from when it came here.
    var latency = LatencyHistogram()
    /// How many of them the recording has.
    var recordedLatency: UInt64 = 0
    private var report: LatencyReport?
    /// Stamp of the oldest device event that no command has carried yet.
    var newsSince: Nanoseconds?
    var unrecorded: [(DeviceID, PuckSample)] = []
    private var nextCommand: Nanoseconds = 0
    private var nextRenewal: Nanoseconds = 0
    private var nextProbe: Nanoseconds = 0
    /// When the devices are shown next though they said nothing.
    var nextShown: Nanoseconds = 0
    private let timer = reins_timer_open()
    private var isQuitting = false
    var unheardStop: UnheardStop?
    var plane = ConsolePlane()
    /// When the connection was last ready, and when its newest step came.
    var readyAt: Nanoseconds = .min / 2
    var stepAt: Nanoseconds = .min / 2
    var recordingAsked = false
    var armed: Set<DeviceID> = []
    /// When the cell last moved each group by the operator's hand, as far as its steps say.
    var handDrivenAt = [Nanoseconds](repeating: .min, count: Control.maximumGroups)
    var clocks = ClockRelation()
    /// The cell's clock less ours, as far as it is known.
    var cellOffset: Nanoseconds = 0
    /// When that is next recorded.
    var nextTiming: Nanoseconds = .min
    /// Newest time on the cell's clock that came here: sent back with every command.
    var seen: Nanoseconds = 0

    init(
        link: RobotLink, board: LiveBoard, setup: LiveSetup, effects: Mailbox<ControlTask>,
        intents: Mailbox<Intent>, recorder: Mailbox<RecorderItem>
    ) {
        self.link = link
        self.board = board
        self.setup = setup
        self.effects = effects
        self.intents = intents
        self.recorder = recorder
        station = OperatorStation(keymap: setup.keymap, groupCount: 0)
        report = setup.latencyReport.map(LatencyReport.init)
    }

    deinit { if timer >= 0 { _ = Glibc.close(timer) } }

    /// Until a quit effect came, or the board asks to stop.
    func run() {
        if setup.usesDevices { openDevices() }
        while !isQuitting, !board.shouldStop {
            let now = Now.monotonic
            // What the hand does goes out before anything that came in is looked at.
            drainDevices(at: now)
            if newsSince != nil { keepUp(at: now) }
            if !unrecorded.isEmpty || now >= nextShown { showInput(at: now) }
            recordSamples(at: now)
            receiveAll(at: now)
            receivePulses(at: now)
            takeEffects(at: now)
            keepUp(at: now)
            if link.mayWait, !isQuitting { wait(until: deadline) }
        }
        finish()
        board.requestStop()
    }

    private func finish() {
        if grant.isCurrent, link.state == .ready {
            send(.releaseLease, groups: 0, argument: 0, id: 0)
        }
        recordLatency(at: Now.monotonic)
        devices?.close()
        // Unsent messages leave with the socket: give libzmq's thread a moment to write them.
        link.wait(timeoutMilliseconds: 50)
        link.close()
        if let report, !report.write() {
            board.trouble = "the latency report cannot be written: \(TextFile.reason())"
        }
    }

    private var deadline: Nanoseconds {
        // Without a cell nothing of ours is due; its return wakes the link's descriptor.
        guard link.state == .ready || fliesAlone(at: Now.monotonic) else {
            let stop = plane.link == nil ? .max : unheardStop?.next ?? .max
            return min(stop, devices?.nextDeadline ?? .max)
        }
        let own = grant.isCurrent ? min(nextCommand, nextRenewal) : nextProbe
        let stop = unheardStop?.next ?? .max
        return min(own, nextProbe, stop, devices?.nextDeadline ?? .max)
    }

    private func wait(until deadline: Nanoseconds) {
        _ = reins_timer_arm(timer, max(1, deadline))
        var entries = [link.descriptor, effects.descriptor, timer].map(readable)
        if let own = plane.link { entries.append(readable(own.descriptor)) }
        entries += (devices?.descriptors ?? []).map(readable)
        _ = unsafe poll(&entries, nfds_t(entries.count), 100)
        var expirations: UInt64 = 0
        _ = unsafe read(timer, &expirations, MemoryLayout<UInt64>.size)
        if expirations > 0 { report?.note(deadline: deadline, awake: Now.monotonic) }
    }

    private func readable(_ descriptor: Int32) -> pollfd {
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }

    // MARK: what is due

    private func keepUp(at now: Nanoseconds) {
        let isReady = link.state == .ready
        if isReady { readyAt = now }
        if isReady || plane.link != nil { repeatStop(at: now) }
        guard isReady || fliesAlone(at: now) else { return }
        if now >= nextProbe {
            nextProbe = now &+ ControlLoop.clockProbe
            var probe = ClockProbe()
            probe.asked = now
            link.send(.clockProbe(probe))
        }
        guard grant.isCurrent else {
            // What was moved before control was granted is no news afterwards.
            newsSince = nil
            return
        }
        if now >= nextRenewal {
            nextRenewal = now &+ ControlLoop.leaseRenewal
            send(.renewLease, groups: 0, argument: 0, id: 0)
        }
        // A screen that the operator cannot read commands nothing: the cell notices the silence.
        guard board.screenIsAlive(at: now) else {
            nextCommand = now &+ ControlLoop.keepAlive
            return
        }
        if newsSince != nil || now >= nextCommand { sendCommand(at: now) }
    }

    private func sendCommand(at now: Nanoseconds) {
        nextCommand = now &+ ControlLoop.keepAlive
        var command = OperatorCommand()
        command.lease = grant.tag
        command.sequence = grant.nextSequence()
        command.groups = station.command(at: now)
        transmit(command, at: now)
        if let since = newsSince {
            let sent = Now.monotonic
            latency.note(sent &- since)
            report?.note(
                lease: command.lease, sequence: command.sequence, event: since, awake: now,
                sent: sent)
        }
        newsSince = nil
    }

    @discardableResult
    func send(
        _ kind: RequestKind, groups: GroupMask, argument: UInt64, id: UInt32
    ) -> SendOutcome {
        var lease = grant.tag
        if kind.namesOtherGrant {
            lease.epoch = link.welcome?.session ?? 0
            lease.sequence = UInt32(truncatingIfNeeded: argument)
        }
        return link.send(
            .request(Request(kind, lease: lease, id: id, groups: groups, argument: argument)))
    }

    /// A new grant is used at once.
    func takeGrant(from reply: Reply) {
        guard grant.take(reply, client: link.welcome?.client ?? 0) else { return }
        nextCommand = 0
        nextRenewal = 0
    }

    // MARK: effects

    private func takeEffects(at now: Nanoseconds) {
        for task in effects.takeAll() {
            switch task {
            case .effect(let effect): carryOut(effect, at: now)
            case .virtualSample(let sample):
                station.sample(sample, from: OperatorStation.storyPuck)
                newsSince = min(newsSince ?? sample.stamp, sample.stamp)
            case .virtualSwitch(let isClosed):
                station.set(switch: OperatorStation.storyPuck, closed: isClosed)
                newsSince = newsSince ?? now
            }
        }
    }

    /// The operator accepts what was lost. The cell hears what is left before it is asked.
    private func goOn(at now: Nanoseconds) {
        station.acceptLoss()
        if grant.isCurrent, board.screenIsAlive(at: now) { sendCommand(at: now) }
    }

    private func carryOut(_ effect: Effect, at now: Nanoseconds) {
        switch effect {
        case .request(let id, let kind, let groups, let argument):
            if kind == .acknowledge { goOn(at: now) }
            if kind.asksForGrant { grant.ask(id: id) }
            if kind == .stop { beginStop(id: id, at: now) }
            let outcome = send(kind, groups: groups, argument: argument, id: id)
            if kind == .releaseLease, outcome == .sent { grant.release() }
        case .remark(let kind, let text):
            var remark = Remark()
            remark.kind = kind
            remark.lease = grant.tag
            remark.text = text
            link.send(.remark(remark))
        case .drive(let settings): station.apply(settings)
        case .toggleGripper(let mask):
            station.toggleGripper(mask)
            newsSince = newsSince ?? now
        case .pressGripper(let mask, let duration):
            station.pressGripper(mask, for: duration, at: now)
            newsSince = newsSince ?? now
        case .nudge(let nudge):
            station.begin(nudge, at: now)
            newsSince = newsSince ?? now
        case .letGo: station.letGo()
        case .quit: isQuitting = true
        }
    }
}

/// What other threads ask of the control thread.
enum ControlTask: Sendable {
    case effect(Effect)
    /// Of the puck and the enabling switch that a story plays.
    case virtualSample(PuckSample)
    case virtualSwitch(Bool)
}

extension OperatorStation {
    /// Number of the puck that a story plays; devices count from 1.
    static let storyPuck = 0

    mutating func addStoryPuck() {
        add(puck: OperatorStation.storyPuck, name: "story", place: "", layout: .pair)
        add(switch: OperatorStation.storyPuck)
    }
}
