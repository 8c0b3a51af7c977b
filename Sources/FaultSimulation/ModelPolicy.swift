internal import Control
internal import Simulation
internal import Spatial

/// The policy's worker: one inference after the other, each as long as chance wills, and now and
/// then a chunk that no policy should offer.
struct ModelPolicy: Sendable {
    private struct Inference: Sendable {
        var observation: UInt64
        var observedAt: Nanoseconds
        var began: Nanoseconds
        var ends: Nanoseconds
    }

    /// A chunk that the cell accepted: what the checkers know of it.
    struct Accepted: Sendable {
        var id: UInt64
        var observedAt: Nanoseconds
        var inferenceBegan: Nanoseconds
        var rows: Int
        /// Whether it had the declared size and numbers only.
        var isSound: Bool
    }

    /// What a group's actions look like.
    private struct Shape: Sendable {
        var space: ActionSpace
        var rotationForm: RotationForm
        var joints: Int
        var gripper: Double?
    }

    private let timing: PolicyTiming
    private let shapes: [Shape]
    private var running: Inference?
    private var offered: UInt64 = 0
    private var chance: SeededGenerator
    private var velocities: [Vector3]
    private var grippers: [Double]
    private var values: [Double] = []
    private let latency: ClosedRange<Int>
    let width: Int

    init(_ plan: LifePlan) {
        timing = plan.configuration.policy
        chance = SeededGenerator(seed: plan.seed, stream: 3)
        var width = 0
        let groups = plan.configuration.groups
        for index in groups.indices { width += groups[index].entryCount }
        self.width = width
        shapes = groups.indices.map {
            let group = groups[$0]
            return Shape(
                space: group.space, rotationForm: group.rotationForm, joints: group.joints,
                gripper: group.hasGripper ? group.gripperHigh : nil)
        }
        let count = groups.count
        velocities = [Vector3](repeating: .zero, count: count)
        grippers = [Double](repeating: 0, count: count)
        latency = chance.pick([20...40, 40...120, 80...90, 5...8])
    }

    /// Ends the inference that is due, offers its chunk, and begins the next.
    /// - Returns: the chunk, where the cell took it.
    mutating func advance(
        tick: UInt64, now: Nanoseconds, arms: [ModelArm], faults: FaultClock,
        schedule: inout ChunkSchedule
    ) -> Accepted? {
        let index = Int(tick)
        var accepted: Accepted?
        if let done = running {
            guard now >= done.ends else { return nil }
            running = nil
            if !faults.isOn(.policySilence, at: index) {
                accepted = offer(done, now, arms, faults, index, &schedule)
            }
        }
        var milliseconds = chance.within(latency)
        if faults.isOn(.policyBlock, at: index) { milliseconds *= 20 }
        running = Inference(
            observation: tick, observedAt: now, began: now,
            ends: now &+ .milliseconds(Int64(milliseconds)))
        return accepted
    }

    private mutating func offer(
        _ done: Inference, _ now: Nanoseconds, _ arms: [ModelArm], _ faults: FaultClock,
        _ tick: Int, _ schedule: inout ChunkSchedule
    ) -> Accepted? {
        think(arms)
        var rows = timing.horizon
        var width = width
        var observedAt = done.observedAt
        var began = done.began
        if faults.isOn(.policyWrongSize, at: tick) {
            switch chance.below(3) {
            case 0: rows += 1
            case 1: width += 1
            default: values.removeLast()
            }
        }
        if faults.isOn(.policyGarbage, at: tick) {
            let place = chance.below(values.count)
            values[place] = chance.pick([.nan, .infinity, 1e12, -1e300])
        }
        if faults.isOn(.policyLate, at: tick) {
            let shift = Nanoseconds.milliseconds(Int64(chance.pick([-200, 200, 2000])))
            observedAt &-= shift
            if chance.happens(0.5) { began &-= shift }
        }
        offered &+= 1
        let taken = schedule.offer(
            id: offered, observation: done.observation, observedAt: observedAt,
            inferenceBegan: began, offeredAt: now, rows: rows, width: width, values: values)
        guard taken else { return nil }
        let isSound =
            rows <= timing.horizon && width == self.width && values.count == rows * width
            && values.allSatisfy(\.isFinite)
        return Accepted(
            id: offered, observedAt: observedAt, inferenceBegan: began, rows: rows,
            isSound: isSound)
    }

    /// A plan: each group at a velocity of its own that changes from time to time.
    private mutating func think(_ arms: [ModelArm]) {
        for group in velocities.indices {
            if chance.happens(0.2) {
                let size = chance.pick([0.05, 0.05, 0.3, 1])
                velocities[group] = Vector3(
                    chance.symmetric(size), chance.symmetric(size), chance.symmetric(size))
            }
            if chance.happens(0.05) {
                grippers[group] = chance.uniform() * (shapes[group].gripper ?? 0)
            }
        }
        values.removeAll(keepingCapacity: true)
        let seconds = timing.period.inSeconds
        for row in 1...timing.horizon {
            for group in velocities.indices {
                appendAction(group, arms, Double(row) * seconds, seconds)
            }
        }
    }

    private mutating func appendAction(
        _ index: Int, _ arms: [ModelArm], _ ahead: Double, _ period: Double
    ) {
        let group = shapes[index]
        let velocity = velocities[index]
        let turn = Vector3(velocity.z, velocity.x, velocity.y) * 2
        switch group.space {
        case .eeDelta:
            append(velocity * period)
            if group.rotationForm != .none { append(turn * period) }
        case .eeVelocity:
            append(velocity)
            if group.rotationForm != .none { append(turn) }
        case .eePose:
            append(arms[index].tool.position + velocity * ahead)
            if group.rotationForm != .none {
                let rotation = Rotation(axisAngle: turn * ahead) * arms[index].tool.rotation
                append(rotation.vector)
                values.append(rotation.real)
            }
        case .jointVelocity:
            for joint in 0..<group.joints { values.append(velocity[joint % 3] * 2) }
        case .jointPosition:
            for joint in 0..<group.joints {
                values.append(arms[index].joints[joint] + velocity[joint % 3] * 2 * ahead)
            }
        }
        if group.gripper != nil { values.append(grippers[index]) }
    }

    private mutating func append(_ vector: Vector3) {
        for axis in 0..<3 { values.append(vector[axis]) }
    }
}
