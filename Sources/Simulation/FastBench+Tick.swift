internal import Control
internal import Messages

/// The policy's own thread, in virtual time: one inference after the other.
struct PolicyWorker: Sendable {
    struct Inference: Sendable {
        var observation: UInt64
        var began: Nanoseconds
        var output: PlugPolicy.Output
    }

    var running: Inference?
    var gauges: [Double] = PlugPolicy.gaugeNames.map { _ in 0 }
    var offered: UInt64 = 0
}

extension FastBench {
    /// One tick of everything.
    mutating func advance() -> Step {
        tick &+= 1
        now &+= FastBench.tickPeriod
        let observation = plant.observe()
        think(observation)
        let input = arbiterInput(observation)
        let decision = arbiter.step(input)
        schedule.note(arbiter.state, after: input)
        let step = step(input, decision, observation)
        report(step, input, observation)
        pending += console.see(step)
        plant.advance(commands(decision))
        return step
    }

    /// Ends the inference that is due and begins the next one on this observation.
    private mutating func think(_ observation: PlantObservation) {
        if let done = worker.running {
            guard now &- done.began >= PlugPolicy.latency else { return }
            worker.offered &+= 1
            worker.gauges = done.output.gauges
            offer(done)
        }
        worker.running = PolicyWorker.Inference(
            observation: tick, began: now,
            output: policy.infer(observation, instruction: instruction))
    }

    private mutating func offer(_ done: PolicyWorker.Inference) {
        var chunk = PolicyChunk()
        chunk.chunk = worker.offered
        chunk.observation = done.observation
        chunk.observedAt = done.began
        chunk.inferenceBegan = done.began
        chunk.offeredAt = now
        chunk.period = manifest.control.policy.period
        chunk.rows = UInt32(PlugPolicy.horizon)
        chunk.width = UInt32(PlugPolicy.actionWidth)
        chunk.values = done.output.values
        _ = schedule.offer(
            id: chunk.chunk, observation: chunk.observation, observedAt: chunk.observedAt,
            inferenceBegan: chunk.inferenceBegan, offeredAt: now, rows: PlugPolicy.horizon,
            width: PlugPolicy.actionWidth, values: chunk.values)
        record?(.chunk(chunk))
    }

    private mutating func arbiterInput(_ observation: PlantObservation) -> ArbiterInput {
        var input = ArbiterInput()
        input.tick = tick
        input.now = now
        input.measuredAt = now
        for index in manifest.groups.indices {
            var group = GroupInput()
            group.observation = observation.groups[index]
            group.candidate = schedule.candidate(
                group: index, at: now, measured: group.observation.tool)
            input.groups.append(group)
        }
        input.command = console.command(at: now)
        while !pending.isEmpty, !input.requests.isFull {
            input.requests.append(pending.removeFirst())
        }
        return input
    }

    private func commands(_ decision: Decision) -> [ArmCommand] {
        // Outside an episode the runtime keeps the scene as it set it up.
        guard decision.episode.state == .running else { return plant.standingCommands }
        return decision.groups.indices.map {
            let group = decision.groups[$0]
            return ArmCommand(
                setpoint: group.setpoint, gripper: group.gripper ?? settings.heldWidth)
        }
    }

    private func step(
        _ input: ArbiterInput, _ decision: Decision, _ observation: PlantObservation
    ) -> Step {
        var step = Step()
        step.stamp = Time(unixNanoseconds: now &+ FastBench.wallOffset)
        step.now = now
        step.tick = tick
        step.observation = tick
        step.measuredAt = now
        step.instruction = instruction
        step.policy = manifest.policy.label
        step.features = observation.features
        step.gauges = worker.gauges
        for index in manifest.groups.indices {
            var group = GroupStep()
            group.observation = observation.groups[index]
            group.candidate = input.groups[index].candidate
            group.command = arbiter.state.command(of: index)
            group.decision = decision.groups[index]
            step.groups.append(group)
        }
        step.episode = decision.episode
        step.lease = decision.lease
        step.stop = decision.stop
        return step
    }

    private func report(_ step: Step, _ input: ArbiterInput, _ observation: PlantObservation) {
        guard let record else { return }
        record(.arbiterInput(input))
        if tick % 100 == 1 { record(.arbiterState(arbiter.state)) }
        record(.step(step))
        guard tick % 10 == 1 else { return }
        for (group, pressure) in observation.tactile.enumerated() {
            record(.tactile(group: group, pressure: pressure, stamp: now))
        }
        record(.scene(plant, stamp: now))
    }
}
