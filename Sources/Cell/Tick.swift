internal import CDR
internal import CLinux
internal import Control
internal import Messages
internal import Spatial
internal import Synchronization

/// What the control thread owns. A tick is: take what arrived, choose the policy's actions, let the
/// arbiter decide, write it down, queue it for the link thread. Nothing in it waits for inference,
/// the link or the disk, and after the first ticks nothing in it allocates.
struct Tick: ~Copyable {
    private let core: CellCore
    private let configuration: ControlConfiguration
    private var arbiter: Arbiter
    private var schedule: ChunkSchedule
    private var input = ArbiterInput()
    private var instructionVersion: UInt64 = 0
    private(set) var runtimeRefusal = Refusal.none
    /// Whose command came when, of this tick's.
    private var arrivals = PerGroup<Arrival>(filler: Arrival())
    private var latency = LatencyHistogram()
    var observer: ChangeObserver
    var step = Step()
    var writer: RecordWriter

    init(core: CellCore) {
        self.core = core
        configuration = core.manifest.control
        arbiter = Arbiter(configuration: configuration, leaseEpoch: core.session)
        schedule = ChunkSchedule(configuration: configuration)
        observer = ChangeObserver()
        writer = RecordWriter(core: core)
        step.instruction = core.instruction.current
        step.policy = core.manifest.policy.label
        step.features = [Double](repeating: .nan, count: core.manifest.features.count)
        step.gauges = [Double](repeating: .nan, count: core.manifest.policy.gauges.count)
        for _ in core.manifest.groups {
            input.groups.append(GroupInput())
            step.groups.append(GroupStep())
        }
    }

    /// The last tick's time, 0 before the first.
    var lastNow: Nanoseconds { input.now }

    /// One tick at `now`, which is later than the last. Sizes are checked by the caller.
    mutating func run(
        _ state: RobotState, at now: Nanoseconds, into command: inout CellCommand
    ) {
        let late = input.tick == 0 ? 0 : max(0, now &- input.now &- configuration.tickPeriod)
        input.tick &+= 1
        input.now = now
        input.robotMode = state.robotMode
        input.measuredAt = state.measuredAt
        takeArrivals()
        let notFinite = takeGroups(state)
        writer.writeState(of: arbiter, every: 1_000_000_000, at: now)
        let decision = arbiter.step(input)
        schedule.note(arbiter.state, after: input)
        let observation = state.observation == 0 ? input.tick : state.observation
        fillStep(state, decision, observation: observation, late: late)
        writer.write(&step, &input, at: now)
        writer.writeLatency(&latency, every: 1_000_000_000, at: now)
        let dropped = writer.takeDropped()
        if dropped > 0 { observer.tell(.dropped(dropped), input, core) }
        observer.observe(input, step, decision, notFinite: notFinite, core)
        noteAnswers(decision)
        core.newestTick.store(input.tick, ordering: .releasing)
        core.newestObservation.store(observation, ordering: .releasing)
        core.newestNow.store(now, ordering: .releasing)
        command.tick = input.tick
        command.observation = observation
        command.now = now
        command.decision = decision
        command.runtimeRefusal = runtimeRefusal
        command.notFinite = notFinite
        command.instructionVersion = instructionVersion
        noteExecution(at: now)
    }

    /// The command that this tick was the first to use is on its way to the robot.
    private mutating func noteExecution(at now: Nanoseconds) {
        for index in arrivals.indices {
            guard arbiter.state.isNewest(input.commands[index]) else { continue }
            switch core.clock {
            case .caller: latency.note(max(0, now &- arrivals[index].at))
            case .monotonic: latency.note(max(0, reins_monotonic_ns() &- arrivals[index].at))
            }
        }
    }

    /// Chunks, the newest commands, and at most eight requests: more wait for the next tick, STOP
    /// never does.
    private mutating func takeArrivals() {
        while let chunk = core.chunks.take() {
            let taken = schedule.offer(
                id: chunk.id, observation: chunk.offer.observation,
                observedAt: chunk.offer.observedAt, inferenceBegan: chunk.offer.inferenceBegan,
                offeredAt: chunk.offeredAt, rows: chunk.offer.rows, width: chunk.offer.width,
                values: chunk.values)
            if !taken { observer.tell(.chunkRefused(chunk.id), input, core) }
        }
        takeCommands()
        takeRequests()
        let version = core.instruction.version.load(ordering: .acquiring)
        if version != instructionVersion, let text = core.instruction.ifAvailable {
            instructionVersion = version
            step.instruction = text
        }
    }

    /// The newest one of each console: a place for each that may command a group.
    private mutating func takeCommands() {
        input.commands.removeAll()
        arrivals.removeAll()
        while let arrived = core.commands.take() {
            var place = 0
            while place < arrivals.count, arrivals[place].client != arrived.client { place += 1 }
            guard place < arrivals.count || arrivals.append(Arrival()) else { continue }
            if place == input.commands.count { input.commands.append(arrived.command) }
            input.commands[place] = arrived.command
            // One that came while the caller was on its way here is not from the future.
            input.commands[place].receivedAt = min(arrived.command.receivedAt, input.now)
            arrivals[place] = Arrival(client: arrived.client, at: arrived.at)
        }
    }

    /// STOP before everything else, then who takes control, then what the runtime asks, then the
    /// lease holder and those with groups on loan, then other consoles.
    private mutating func takeRequests() {
        input.requests.removeAll()
        if core.runtimeStop.exchange(false, ordering: .acquiringAndReleasing) {
            input.requests.append(Request(.stop))
        }
        while !input.requests.isFull, let stop = core.stops.take() {
            input.requests.append(stop)
        }
        while !input.requests.isFull, let take = core.takes.take() {
            input.requests.append(take)
        }
        _ = core.runtimeRequests.withLockIfAvailable { waiting in
            var rest = FixedList<16, Request>(filler: Request(.hold))
            for index in waiting.indices where !input.requests.append(waiting[index]) {
                rest.append(waiting[index])
            }
            waiting = rest
        }
        // By turns: neither of two who drive an arm each keeps the other from holding its own.
        var isAny = true
        while isAny {
            isAny = false
            if !input.requests.isFull, let request = core.holderRequests.take() {
                isAny = input.requests.append(request)
            }
            if !input.requests.isFull, let request = core.loanRequests.take() {
                isAny = input.requests.append(request)
            }
        }
        while !input.requests.isFull, let request = core.requests.take() {
            input.requests.append(request)
        }
    }

    /// The groups' part of the input, whatever is not finite counted as missing.
    private mutating func takeGroups(_ state: RobotState) -> GroupMask {
        var notFinite: GroupMask = 0
        for index in input.groups.indices {
            input.groups[index].observation = state.groups[index].observation
            input.groups[index].kinematics = state.groups[index].kinematics
            if input.groups[index].dropNotFinite(joints: configuration.groups[index].joints) {
                notFinite |= 1 << GroupMask(truncatingIfNeeded: index)
            }
            input.groups[index].candidate = schedule.candidate(
                group: index, at: input.now, measured: input.groups[index].observation.tool)
        }
        return notFinite
    }

    private mutating func fillStep(
        _ state: RobotState, _ decision: Decision, observation: UInt64,
        late: Nanoseconds
    ) {
        step.stamp = Time(unixNanoseconds: reins_wall_ns())
        step.now = input.now
        step.tick = input.tick
        step.observation = observation
        step.measuredAt = state.measuredAt
        step.robotMode = state.robotMode
        for index in step.features.indices where index < state.features.count {
            step.features[index] = state.features[index]
        }
        for index in step.gauges.indices where index < state.gauges.count {
            step.gauges[index] = state.gauges[index]
        }
        step.episode = decision.episode
        step.lease = decision.lease
        step.stop = decision.stop
        step.accepted = state.accepted
        step.driverStatus = state.driverStatus
        step.late = late
        for index in step.groups.indices {
            step.groups[index].observation = input.groups[index].observation
            step.groups[index].candidate = input.groups[index].candidate
            step.groups[index].decision = decision.groups[index]
            step.groups[index].command =
                decision.groups[index].commandAge == nil
                ? nil : arbiter.state.command(of: index)
        }
    }

    private mutating func noteAnswers(_ decision: Decision) {
        for index in decision.answers.indices where decision.answers[index].client == 0 {
            runtimeRefusal = decision.answers[index].refusal
        }
    }
}

/// When a console's command came.
private struct Arrival {
    var client: UInt64 = 0
    var at: Nanoseconds = 0
}

extension GroupInput {
    /// Removes every part that holds a number which is not finite, and zeroes lanes beyond the
    /// group's joints.
    /// - Returns: whether anything was removed.
    mutating func dropNotFinite(joints count: Int) -> Bool {
        var dropped = false
        if let tool = observation.tool, !tool.isFinite {
            observation.tool = nil
            dropped = true
        }
        if var joints = observation.joints {
            for lane in count..<max(count, 8) where lane >= 0 && lane < 8 { joints[lane] = 0 }
            observation.joints = joints.isFinite ? joints : nil
            dropped = dropped || observation.joints == nil
        }
        if let wrench = observation.wrench, !wrench.isFinite {
            observation.wrench = nil
            dropped = true
        }
        if let gripper = observation.gripper, !gripper.isFinite {
            observation.gripper = nil
            dropped = true
        }
        if let given = kinematics, !given.isFinite {
            kinematics = nil
            dropped = true
        }
        return dropped
    }
}

extension Kinematics {
    fileprivate var isFinite: Bool {
        guard tool.isFinite, jacobian.count == 6 else { return false }
        for row in jacobian.indices where !jacobian[row].isFinite { return false }
        return true
    }
}
