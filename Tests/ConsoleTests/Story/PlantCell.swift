import Control
import Messages
import Simulation
import Spatial

@testable import Console

/// The simulated bench: plug, socket, contact, and the policy that misses the hole.
struct PlantCell: BenchCell {
    let manifest: Manifest
    private var arbiter: Arbiter
    private var schedule: ChunkSchedule
    private(set) var plant: Plant
    private let policy = PlugPolicy()
    private var inference: (began: Nanoseconds, observation: UInt64, output: PlugPolicy.Output)?
    private var gauges = [0.0, 0.0]
    private var chunks: UInt64 = 0
    private var episode = Episode()

    init(seed: UInt64) throws {
        manifest = try SimulatedManifest.manifest()
        arbiter = Arbiter(configuration: manifest.control, leaseEpoch: seed | 1)
        schedule = ChunkSchedule(configuration: manifest.control)
        plant = Plant(seed: seed)
    }

    mutating func advance(
        tick: UInt64, now: Nanoseconds, requests: [Request], command: OperatorCommand?
    ) -> (step: Step, answers: [Answer]) {
        let observation = plant.observe()
        think(observation, tick: tick, now: now)
        var input = ArbiterInput()
        input.tick = tick
        input.now = now
        input.command = command
        for index in 0..<2 {
            var group = GroupInput()
            group.observation = observation.groups[index]
            group.candidate = schedule.candidate(
                group: index, at: now, measured: group.observation.tool)
            input.groups.append(group)
        }
        for request in (runtime(now) + requests).prefix(8) { input.requests.append(request) }
        let decision = arbiter.step(input)
        schedule.note(arbiter.state, after: input)
        episode = decision.episode
        plant.advance(commands(decision))
        var step = SampleCell.step(tick: tick)
        step.features = observation.features
        step.gauges = gauges
        step.take(decision, input)
        return (step, decision.answers.indices.map { decision.answers[$0] })
    }

    /// Says when the scene stands, and judges.
    private func runtime(_ now: Nanoseconds) -> [Request] {
        switch episode.state {
        case .idle, .ready, .ended: return []
        case .resetting: return [Request(.resetDone)]
        case .running:
            let outcome: Outcome? =
                switch plant.outcome {
                case .inserted: .success
                case .damaged, .dropped: .failure
                case .open: now &- episode.startedAt > .seconds(30) ? .truncated : nil
                }
            return outcome.map { [Request(.end, argument: UInt64($0.rawValue))] } ?? []
        }
    }

    private mutating func think(
        _ observation: PlantObservation, tick: UInt64, now: Nanoseconds
    ) {
        if let done = inference {
            guard now &- done.began >= PlugPolicy.latency else { return }
            chunks += 1
            gauges = done.output.gauges
            _ = schedule.offer(
                id: chunks, observation: done.observation, observedAt: done.began,
                inferenceBegan: done.began, offeredAt: now, rows: PlugPolicy.horizon,
                width: PlugPolicy.actionWidth, values: done.output.values)
        }
        inference = (now, tick, policy.infer(observation, instruction: PlugPolicy.instruction))
    }

    private func commands(_ decision: Decision) -> [ArmCommand] {
        guard decision.episode.state == .running else { return plant.standingCommands }
        return decision.groups.indices.map {
            let group = decision.groups[$0]
            return ArmCommand(setpoint: group.setpoint, gripper: group.gripper ?? 0)
        }
    }
}
