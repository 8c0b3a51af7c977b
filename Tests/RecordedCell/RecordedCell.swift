public import Control
public import Messages
public import Recording
internal import Spatial

/// A cell under the real arbiter, with a plant that is where it was told to be one tick later, and
/// with a policy and an operator whose every tick differs from every other.
public struct RecordedCell {
    public let manifest: Manifest
    private var arbiter: Arbiter
    public private(set) var steps: [Step] = []
    public private(set) var inputs: [ArbiterInput] = []
    public private(set) var states: [ArbiterState] = []
    public private(set) var images: [ImageReference] = []
    public private(set) var notes: [Event] = []
    private var requests: [Request] = []
    private var tick: UInt64 = 0
    private var now: Nanoseconds = 1_000_000_000
    private var setpoints: [Pose] = []
    private var joints: [SIMD8<Double>] = []
    private var grippers: [Double] = []
    private var lease = LeaseTag.none
    private var sequence: UInt32 = 0
    /// Of the operator's console.
    public var enabled: [Bool]
    public var presses: [UInt32]
    public var gripperToggles: UInt32 = 0
    /// Groups for which the policy has no action.
    public var silent: Set<Int> = [] {
        didSet { silence.append((tick + 1, !silent.isEmpty)) }
    }
    private var silence: [(from: UInt64, isSilent: Bool)] = []
    private var takeovers: [UInt64] = []
    public private(set) var instruction = "insert the plug"
    public private(set) var instructionChanged = Int.max
    private let client: UInt64 = 7

    public init(_ manifest: Manifest) {
        self.manifest = manifest
        arbiter = Arbiter(configuration: manifest.control, leaseEpoch: 99)
        let count = manifest.groups.count
        enabled = Array(repeating: false, count: count)
        presses = Array(repeating: 0, count: count)
        setpoints = (0..<count).map {
            Pose(
                position: Vector3(0.4, Double($0), 0.3),
                rotation: Rotation(axisAngle: Vector3(3.1, 0.1, Double($0) * 0.2)))
        }
        grippers = Array(repeating: 1, count: count)
        joints = Array(repeating: SIMD8(0.1, 0.2, 0.3, 0, 0, 0, 0, 0), count: count)
    }

    // MARK: - What a person does

    public mutating func begin() {
        ask(.acquireLease)
        run(1)
        lease = arbiter.state.lease.tag
        ask(.next)
        run(2)
        requests.append(Request(.resetDone))
        run(2)
        ask(.start)
    }

    public mutating func ask(_ kind: RequestKind, groups: GroupMask = 0, _ argument: UInt64 = 0) {
        if kind == .takeOver { takeovers.append(tick + 1) }
        requests.append(
            Request(kind, client: client, lease: lease, groups: groups, argument: argument))
    }

    /// The next episode, behind one that ended.
    public mutating func restart() {
        ask(.next)
        run(2)
        requests.append(Request(.resetDone))
        run(2)
        ask(.start)
        run(2)
    }

    /// A note of the operator at this moment.
    public mutating func note(_ text: String, knowsTick: Bool = true) {
        var event = Event()
        event.kind = .note
        event.tick = knowsTick ? tick : 0
        event.now = now
        event.stamp = Time(unixNanoseconds: 1_700_000_000_000_000_000 + now)
        event.text = text
        notes.append(event)
    }

    /// Changes what was recorded, for tests of what is found wrong in it.
    public mutating func alter(_ change: (inout Step) -> Void) {
        for index in steps.indices { change(&steps[index]) }
    }

    /// The events in which a cell says every change of authority.
    public mutating func tellAuthorities() {
        for (before, step) in zip(steps, steps.dropFirst()) {
            for group in step.groups.indices {
                let (old, new) = (before.groups[group].decision, step.groups[group].decision)
                guard old.effective != new.effective || old.hold != new.hold else { continue }
                var event = Event()
                event.kind = new.effective == .fault ? .fault : .authority
                event.group = UInt8(clamping: group)
                event.tick = step.tick
                event.now = step.now
                event.stamp = step.stamp
                event.code = Int64(new.effective.rawValue)
                event.argument = Int64(new.hold.rawValue)
                notes.append(event)
            }
        }
    }

    /// Changes the events, or takes some away.
    public mutating func alterEvents(_ change: ([Event]) -> [Event]) { notes = change(notes) }

    public mutating func press(_ group: Int) {
        enabled[group] = true
        presses[group] += 1
    }

    /// Takes a group over, corrects for `ticks`, gives it back.
    public mutating func correct(_ group: Int, ticks: Int) {
        ask(.takeOver, groups: 1 << UInt8(group))
        run(30)
        press(group)
        run(ticks)
        enabled[group] = false
        run(5)
        ask(.handBack, groups: 1 << UInt8(group))
        run(100)
    }

    public mutating func changeInstruction(to text: String) {
        instruction = text
        instructionChanged = Int(tick)
    }

    /// Whether there was no policy action in one of the ticks of the row that begins at `tick`: it
    /// was silent, or its plan was from before the takeover of this very tick.
    public func lacksPolicy(during tick: Int) -> Bool {
        let ticks =
            UInt64(tick)..<UInt64(tick)
            + UInt64(
                manifest.control.policy.period / manifest.control.tickPeriod)
        if takeovers.contains(where: ticks.contains) { return true }
        return ticks.contains { tick in silence.last { $0.from <= tick }?.isSilent ?? false }
    }

    // MARK: - Ticks

    /// - Parameter lost: whether these ticks are missing in the recording.
    public mutating func run(_ count: Int, lost: Bool = false) {
        for _ in 0..<count { step(lost: lost) }
    }

    private mutating func step(lost: Bool) {
        tick += 1
        now += manifest.control.tickPeriod
        var input = ArbiterInput()
        input.tick = tick
        input.now = now
        for group in manifest.groups.indices { input.groups.append(groupInput(group)) }
        input.command = lease == .none ? nil : command()
        if tick % 20 == 0 { ask(.renewLease) }
        for request in requests { input.requests.append(request) }
        requests = []
        let decision = arbiter.step(input)
        for group in manifest.groups.indices {
            setpoints[group] = decision.groups[group].setpoint
            joints[group] = decision.groups[group].jointSetpoint
            grippers[group] = decision.groups[group].gripper ?? 0
        }
        if tick % 5 == 1, !lost {
            images.append(ImageReference(stamp: now - 3_000_000, index: Int(tick)))
        }
        guard !lost else { return }
        inputs.append(input)
        if tick % 100 == 0 { states.append(arbiter.state) }
        steps.append(recorded(input, decision))
    }

    private func recorded(_ input: ArbiterInput, _ decision: Decision) -> Step {
        var step = Step()
        // The wall clock as it is read some time later in the tick.
        let late = Nanoseconds(tick % 7) * 400_000
        step.stamp = Time(unixNanoseconds: 1_700_000_000_000_000_000 + now + late)
        step.now = now
        step.tick = tick
        step.observation = tick
        step.measuredAt = now - 1_000_000
        step.instruction = instruction
        step.policy = manifest.policy.label
        step.features = [Double(tick) * 1e-3]
        step.gauges = [0.5]
        for group in manifest.groups.indices {
            var part = GroupStep()
            part.observation = input.groups[group].observation
            part.candidate = input.groups[group].candidate
            part.command = input.command?.groups[group]
            part.decision = decision.groups[group]
            step.groups.append(part)
        }
        step.episode = decision.episode
        step.lease = decision.lease
        step.stop = decision.stop
        return step
    }

    private func groupInput(_ group: Int) -> GroupInput {
        var input = GroupInput()
        input.observation.tool = setpoints[group]
        input.observation.joints = joints[group]
        if manifest.control.groups[group].hasGripper {
            input.observation.gripper = grippers[group]
        }
        if manifest.groups[group].wrenchFrame != nil {
            input.observation.wrench = Wrench(
                force: Vector3(Double(tick) * 1e-3, 1, 2), torque: Vector3(3, 4, 5))
        }
        input.kinematics = Kinematics(
            tool: setpoints[group],
            jacobian: FixedList(repeating: SIMD8(0.3, 0.2, 0.1, 0, 0, 0, 0, 0), count: 6))
        if !silent.contains(group) { input.candidate = candidate(group) }
        return input
    }

    /// An action that changes once per policy period, as a chunk's rows do.
    private func candidate(_ group: Int) -> PolicyCandidate {
        let period = manifest.control.policy.period
        let row = now / period
        let configuration = manifest.control.groups[group]
        let phase = Double(row % 1000) * 0.37 + Double(group)
        let wave = [
            Elementary.sine(phase), Elementary.cosine(phase), Elementary.sine(phase * 0.7 + 1),
        ]
        var values: [Double]
        switch configuration.space {
        case .eeDelta: values = wave.map { $0 * 0.004 } + wave.map { $0 * 0.02 }
        case .eeVelocity: values = wave.map { $0 * 0.08 } + wave.map { $0 * 0.4 }
        case .eePose: values = poseValues(group, wave)
        case .jointVelocity: values = wave.map { $0 * 0.3 }
        case .jointPosition: values = wave.map { 0.3 + $0 * 0.02 }
        }
        values = Array(values.prefix(configuration.motionCount))
        if configuration.hasGripper { values.append(wave[0] > 0 ? 1 : 0) }
        return PolicyCandidate(
            entries: Entries(values), chunk: UInt64(row), index: 0,
            remaining: period - now % period, observation: tick, observedAt: now - 1,
            inferenceBegan: now - 1, offeredAt: now)
    }

    private func poseValues(_ group: Int, _ wave: [Double]) -> [Double] {
        let rotation = Rotation(
            axisAngle: Vector3(3.1, 0.1, Double(group) * 0.2) + Vector3(0, 0, wave[0] * 0.02))
        var entries = Entries(count: 16)
        manifest.control.groups[group].rotationForm.write(rotation, to: &entries, at: 0)
        let position = [0.4 + wave[0] * 0.01, Double(group) + wave[1] * 0.01, 0.3]
        return position + entries.array
    }

    private mutating func command() -> OperatorCommand {
        sequence += 1
        var command = OperatorCommand()
        command.lease = lease
        command.sequence = sequence
        command.receivedAt = now - 2_000_000
        for group in manifest.groups.indices {
            var part = GroupCommand()
            let phase = Double(tick) * 0.11 + Double(group)
            part.twist = Twist(
                linear: Vector3(Elementary.sine(phase), Elementary.cosine(phase), 0.3) * 0.05,
                angular: Vector3(Elementary.cosine(phase), 0.2, Elementary.sine(phase)) * 0.2)
            part.enabled = enabled[group]
            part.presses = presses[group]
            part.neutralSeen = true
            part.gripperToggles = gripperToggles
            part.deviceAlive = true
            command.groups.append(part)
        }
        return command
    }

    // MARK: - What is left of it

    /// A session with one correction of the right arm, ended with `outcome`.
    public static func story(_ manifest: Manifest, outcome: Outcome = .success) -> RecordedCell {
        var cell = RecordedCell(manifest)
        cell.begin()
        cell.run(120)
        cell.correct(1, ticks: 80)
        cell.run(53)
        cell.ask(.end, UInt64(outcome.rawValue))
        cell.run(10)
        return cell
    }

    public func record(_ number: UInt64 = 1) -> EpisodeRecord {
        EpisodeRecord(
            session: 5, number: number, steps: steps.map { Boxed($0) },
            images: manifest.cameras.map { _ in images })
    }
}
