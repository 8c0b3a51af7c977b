internal import Cell
internal import Control
internal import Messages
internal import Simulation
internal import Synchronization
internal import Threads

/// The robot's control loop: observe, step, apply, on absolute deadlines of 10 ms.
struct RobotLoop {
    private let owner: SimulatedCell
    private var command = CellCommand()
    private var state: RobotState
    private var plant: Plant
    private var seed: UInt64
    private var asked = EpisodeState.idle
    private var ticks: UInt64 = 0

    init(_ owner: SimulatedCell) {
        self.owner = owner
        state = owner.cell.emptyState()
        seed = owner.options.seed
        plant = Plant(seed: seed, settings: owner.options.settings)
    }

    mutating func run() {
        let period = owner.cell.manifest.control.tickPeriod
        var deadline = Threads.now
        ask(.next)
        while !owner.isEnding {
            tick()
            deadline = max(deadline &+ period, Threads.now &- period)
            Threads.sleep(until: deadline)
        }
    }

    private mutating func tick() {
        ticks &+= 1
        let observation = plant.observe()
        fill(observation)
        do throws(CellError) {
            try owner.cell.step(state, into: &command)
        } catch {
            return
        }
        share(observation)
        lead()
        let seconds = owner.cell.manifest.control.tickPeriod.inSeconds
        plant.advance(commands(), seconds: seconds)
        guard ticks % 5 == 0 else { return }
        for (group, pressure) in observation.tactile.enumerated() {
            _ = try? owner.cell.tactile(group: group, pressure: pressure, stamp: command.now)
        }
    }

    private mutating func fill(_ observation: PlantObservation) {
        for index in state.groups.indices {
            var group = MeasuredGroup()
            group.observation = observation.groups[index]
            state.groups[index] = group
        }
        state.measuredAt = owner.cell.now
        state.features = observation.features
        state.gauges = owner.bench.withLock(\.gauges)
    }

    /// What the policy and the cameras see is what this tick saw.
    private func share(_ observation: PlantObservation) {
        let instruction = owner.cell.instruction
        owner.bench.withLock { bench in
            bench.plant = plant
            bench.observation = observation
            bench.seen = command.observation
            bench.seenAt = command.now
            bench.instruction = instruction
        }
    }

    /// Outside an episode the runtime keeps the scene as it set it up, but for an arm that somebody
    /// took.
    private func commands() -> [ArmCommand] {
        let standing = plant.standingCommands
        let isRunning = command.decision.episode.state == .running
        return command.decision.groups.indices.map { index in
            let group = command.decision.groups[index]
            let isTaken = group.requested != .policy
            guard isRunning || isTaken else { return standing[index] }
            return ArmCommand(
                setpoint: group.setpoint, gripper: group.gripper ?? standing[index].gripper)
        }
    }

    /// What a runtime does about the episode: sets up the scene, and judges the outcome.
    private mutating func lead() {
        let episode = command.decision.episode
        let isNews = episode.state != asked
        asked = episode.state
        switch episode.state {
        case .idle: break
        case .resetting:
            guard isNews else { break }
            if episode.number > 1 { seed &+= 1 }
            plant = Plant(seed: seed, settings: owner.options.settings)
            ask(.resetDone)
        case .ready:
            // The policy must have looked once, or the arms would hold for want of an action.
            if owner.options.runtimeStarts, ticks % 50 == 0 { ask(.start) }
        case .running: judge(episode)
        case .ended:
            if isNews { conclude(episode) }
        }
    }

    private func judge(_ episode: Episode) {
        let lasted = (command.now &- episode.startedAt).inSeconds
        switch plant.outcome {
        case .inserted: ask(.end(.success))
        case .damaged, .dropped: ask(.end(.failure))
        case .open: if lasted >= owner.options.episodeLimit { ask(.end(.truncated)) }
        }
    }

    private func conclude(_ episode: Episode) {
        let count = owner.bench.withLock { bench in
            bench.outcomes.append(episode.outcome)
            return bench.outcomes.count
        }
        if let limit = owner.options.episodes, count >= limit { return owner.end() }
        if owner.options.runtimeStarts { ask(.next) }
    }

    /// A queue that is full means that the cell does not step: then this loop does not run either.
    private func ask(_ request: Cell.RuntimeRequest) { try? owner.cell.ask(request) }
}
