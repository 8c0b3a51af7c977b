import Control
import Messages
import Spatial

@testable import Console

/// A cell whose arms are where they are told to be, and whose policy stands still.
struct FollowingCell: BenchCell {
    let manifest = SampleCell.manifest()
    private var arbiter: Arbiter
    var tools = [Pose](
        repeating: Pose(position: Vector3(0.42, 0.1, 0.25), rotation: .identity), count: 2)
    var features = [0.5, 0.05, 0.20]
    var gauges = [0.9, 0.5]
    /// N, on the right tool.
    var force = 1.0
    /// A runtime that brings the scene back at once.
    private var runtime = [Request(.next), Request(.resetDone)]

    init() { arbiter = Arbiter(configuration: manifest.control, leaseEpoch: 5) }

    mutating func advance(
        tick: UInt64, now: Nanoseconds, requests: [Request], command: OperatorCommand?
    ) -> (step: Step, answers: [Answer]) {
        var input = ArbiterInput()
        input.tick = tick
        input.now = now
        input.command = command
        for index in 0..<2 {
            var group = GroupInput()
            group.observation = observation(index)
            group.candidate = PolicyCandidate(
                entries: Entries([0, 0, 0, 0, 0, 0, 1]), chunk: tick, index: 0, remaining: 0,
                observation: tick, observedAt: now, inferenceBegan: now, offeredAt: now)
            input.groups.append(group)
        }
        for request in (runtime + requests).prefix(8) { input.requests.append(request) }
        runtime = []
        let decision = arbiter.step(input)
        for index in 0..<2 { tools[index] = decision.groups[index].setpoint }
        var step = SampleCell.step(tick: tick)
        step.features = features
        step.gauges = gauges
        step.take(decision, input)
        return (step, decision.answers.indices.map { decision.answers[$0] })
    }

    private func observation(_ index: Int) -> GroupObservation {
        var observation = GroupObservation()
        observation.tool = tools[index]
        observation.gripper = 1
        observation.wrench = Wrench(
            force: Vector3(0, 0, index == 1 ? force : 1), torque: .zero)
        return observation
    }
}

extension Step {
    /// What a tick decided on what it saw.
    mutating func take(_ decision: Decision, _ input: ArbiterInput) {
        lease = decision.lease
        episode = decision.episode
        stop = decision.stop
        groups = PerGroup(filler: GroupStep())
        for index in decision.groups.indices {
            var group = GroupStep()
            group.observation = input.groups[index].observation
            group.candidate = input.groups[index].candidate
            group.decision = decision.groups[index]
            groups.append(group)
        }
    }
}
