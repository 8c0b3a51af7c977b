internal import Console
internal import Control
internal import InputDevice
internal import Keymap
internal import Messages

/// What the devices say: into the station, onto the board, into the recording.
extension ControlLoop {
    /// A switch that was named and is not there is told at once, not when an arm is to move.
    func openDevices() {
        let devices = InputDevices(setup.inputs, now: Now.monotonic)
        self.devices = devices
        drainDevices(at: Now.monotonic)
        for rule in devices.unmetRules {
            board.warn(
                "No enabling switch \(rule.match.words) is there: `reins devices` lists what is.")
        }
    }

    func drainDevices(at now: Nanoseconds) {
        guard let devices else { return }
        for event in devices.drain(now: now) { take(event, at: now) }
    }

    private func take(_ event: InputEvent, at now: Nanoseconds) {
        switch event {
        case .added(let info):
            announce(info)
            forgetProblem()
        case .removed(let id, _):
            station.lose(puck: id.number, driven: handDriven(at: now))
            station.remove(switch: id.number)
            armed.remove(id)
            newsSince = newsSince ?? now
        case .sample(let id, let sample):
            station.sample(sample, from: id.number)
            newsSince = min(newsSince ?? sample.stamp, sample.stamp)
            unrecorded.append((id, sample))
        case .button(let id, let code, let isDown, _):
            guard isDown, let intent = station.intent(ofButton: code, puck: id.number) else {
                return
            }
            intents.put(intent)
        case .enablingSwitch(let id, let isClosed, let stamp):
            station.set(switch: id.number, closed: isClosed)
            newsSince = min(newsSince ?? stamp, stamp)
        case .grabRefused(let id, let reader):
            station.mark(puck: id.number, heldBy: reader)
            board.update { $0.input.problem = reader.remedy }
        case .grabFreed(let id):
            station.mark(puck: id.number, heldBy: nil)
            // Where it still drives, the next step arms it.
            armed.remove(id)
            forgetProblem()
        case .openRefused(let identity, let failure):
            board.update { $0.input.problem = failure.sentence(about: identity) }
        }
    }

    /// Groups that the hand moves, or did a moment ago: a mouse that is pulled out lets its buttons
    /// go first, and the arm may hold for that before the mouse is gone.
    private func handDriven(at now: Nanoseconds) -> GroupMask {
        handDrivenAt.indices.reduce(0) { mask, index in
            handDrivenAt[index] > now &- .seconds(1)
                ? mask | 1 << GroupMask(truncatingIfNeeded: index) : mask
        }
    }

    /// What kept a device from working is over, unless another one is kept by somebody.
    private func forgetProblem() {
        guard station.pucks.allSatisfy({ $0.holder == nil }) else { return }
        board.update { $0.input.problem = nil }
    }

    func announceDevices() {
        for info in devices?.infos ?? [] { announce(info) }
        if setup.playsStory { station.addStoryPuck() }
    }

    private func announce(_ info: DeviceInfo) {
        switch info.role {
        case .puck(_, let table):
            station.add(
                puck: info.id.number, name: info.identity.name, place: info.identity.physicalPath,
                layout: PuckLayout(table), mayEnable: info.identity.connection.isWire)
        case .enablingSwitch: station.add(switch: info.id.number)
        }
    }

    /// A puck is ours alone, and lit, while an arm that it drives is taken.
    func followAuthority(_ step: Step, at now: Nanoseconds) {
        for index in step.groups.indices where step.groups[index].decision.effective.isByHand {
            handDrivenAt[index] = now
        }
        guard let devices else { return }
        for info in devices.infos {
            guard case .puck = info.role else { continue }
            let mask = station.groups(ofPuck: info.id.number)
            let drives =
                grant.isCurrent
                && step.groups.indices.contains { index in
                    mask & (1 << GroupMask(truncatingIfNeeded: index)) != 0
                        && step.groups[index].decision.requested != .policy
                }
            if drives, !armed.contains(info.id) {
                armed.insert(info.id)
                devices.arm(info.id)
            } else if !drives, armed.remove(info.id) != nil {
                devices.disarm(info.id)
            }
        }
    }

    /// What the devices said goes into the recording once the command that it makes is on its way.
    func recordSamples(at now: Nanoseconds) {
        for (id, sample) in unrecorded { record(sample, of: id, at: now) }
        unrecorded.removeAll(keepingCapacity: true)
    }

    private func record(_ sample: PuckSample, of id: DeviceID, at now: Nanoseconds) {
        var input = OperatorInput()
        input.stamp = sample.stamp
        input.device = station.pucks.first { $0.id == id.number }?.place ?? ""
        for axis in 0..<6 { input.counts[axis] = Int16(clamping: sample.counts[axis]) }
        input.set(sample.buttons)
        input.pairing = station.pairingInForce?.rawValue ?? 0
        record(input, topic: TopicName.operatorInput, at: now)
    }

    func showInput(at now: Nanoseconds) {
        nextShown = now &+ ControlLoop.shownEvery
        let pucks = station.pucks.map(status)
        let pairing = station.pairingInForce
        var enabling = EnablingSwitchStatus()
        enabling.isClosed = station.isClosed
        enabling.source = setup.playsStory ? .story : station.enablingSource
        board.update { live in
            live.input.pucks = pucks
            live.input.enabling = enabling
            live.input.pairing = pairing
        }
    }

    private func status(of puck: OperatorStation.Puck) -> PuckStatus {
        var status = PuckStatus(name: puck.name)
        status.groups = station.groups(ofPuck: puck.id)
        status.isConditioned = false
        guard let sample = puck.latest else {
            if let holder = puck.holder {
                status.condition = .shared(with: holder.name)
            } else {
                status.condition =
                    station.lacksSwitch(puck: puck.id) ? .lacksSwitch : .notCentred
            }
            return status
        }
        for axis in 0..<6 {
            status.axes[axis] = Double(sample.counts[axis]) / Double(PuckCounts.fullScale)
        }
        status.buttons = sample.buttons.list.map { puck.layout.table.name(of: $0) }
        switch sample.condition {
        case .live where puck.holder != nil: status.condition = .shared(with: puck.holder?.name)
        case .live where station.lacksSwitch(puck: puck.id): status.condition = .lacksSwitch
        case .live: status.condition = .live
        case .unproven: status.condition = .unproven
        case .dropped: status.condition = .notCentred
        case .gone: status.condition = .gone(since: sample.stamp)
        }
        return status
    }
}

extension Authority {
    /// A missing hand is missed.
    fileprivate var isByHand: Bool {
        switch self {
        case .operator, .delta, .taking, .returning: true
        case .policy, .hold, .deviceLost, .linkLost, .fault, .stopped: false
        }
    }
}

extension OpenFailure {
    /// One sentence with what to do.
    func sentence(about identity: DeviceIdentity) -> String {
        switch self {
        case .denied:
            "no permission to read \(identity.name) (\(identity.node)): run 'reins devices' for the rule "
                + "to install"
        case .missing: "\(identity.name) (\(identity.node)) went away while it was opened"
        case .failed(let code):
            "\(identity.name) (\(identity.node)) cannot be opened (errno \(code)): unplug it and plug it in again"
        }
    }
}
