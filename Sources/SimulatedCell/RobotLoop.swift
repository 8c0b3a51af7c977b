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
    private var head = SimulatedHead()
    private var director: EpisodeDirector
    private var ticks: UInt64 = 0

    init(_ owner: SimulatedCell) {
        self.owner = owner
        state = owner.cell.emptyState()
        director = EpisodeDirector(owner.options)
        plant = Plant(seed: owner.options.seed, settings: owner.options.settings)
    }

    mutating func run() {
        let period = owner.cell.manifest.control.tickPeriod
        var deadline = Threads.now
        while !owner.isEnding {
            tick()
            // After a long pause time goes on from here: the plant does not rush after the clock.
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
        let plannedAt = owner.bench.withLock(\.plannedAt)
        for act in director.follow(command, plant, plannedAt: plannedAt) { perform(act) }
        let seconds = owner.cell.manifest.control.tickPeriod.inSeconds
        plant.advance(commands(), seconds: seconds)
        moveHead(seconds)
        guard ticks % 5 == 0 else { return }
        for (group, pressure) in observation.tactile.enumerated() {
            _ = try? owner.cell.tactile(group: group, pressure: pressure, stamp: command.now)
        }
    }

    private mutating func fill(_ observation: PlantObservation) {
        for index in state.groups.indices {
            var group = MeasuredGroup()
            group.observation =
                index == SimulatedHead.group ? head.observation : observation.groups[index]
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
        return command.decision.groups.indices.prefix(standing.count).map { index in
            let group = command.decision.groups[index]
            let isTaken = group.requested != .policy
            guard isRunning || isTaken else { return standing[index] }
            return ArmCommand(
                setpoint: group.setpoint, gripper: group.gripper ?? standing[index].gripper)
        }
    }

    private mutating func moveHead(_ seconds: Double) {
        let groups = command.decision.groups
        guard groups.count > SimulatedHead.group else { return }
        head.follow(groups[SimulatedHead.group].setpoint, seconds: seconds)
    }

    private mutating func perform(_ act: EpisodeDirector.Act) {
        switch act {
        // A queue that is full means that the cell does not step: then this loop does not either.
        case .ask(let request): try? owner.cell.ask(request)
        case .scene(let seed):
            plant = Plant(seed: seed, settings: owner.options.settings)
            head = SimulatedHead()
        case .ended(let outcome): owner.bench.withLock { $0.outcomes.append(outcome) }
        case .finish: owner.end()
        }
    }
}
