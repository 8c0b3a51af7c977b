internal import CAllocationCount
internal import CLinux
internal import Control
internal import Messages
internal import Simulation
internal import Spatial

/// What `Arbiter.step` alone costs: the simulated cell's two arms, the left one the policy's, the
/// right one driven by a command per tick, wrenches measured. Whatever the cell does around it
/// (the schedule of chunks, the records) is not in it.
enum ArbiterBench {
    static let ticks = 100_000

    static func run() throws {
        try CellStepBench.proveCounting()
        var bench = try ArbiterTable()
        try bench.start()
        for _ in 0..<2000 { bench.step(bench.nextInput()) }
        var spans = Spans(room: ticks)
        var allocations: UInt64 = 0
        var driven = 0
        for _ in 0..<ticks {
            let input = bench.nextInput()
            let counted = allocation_count()
            let began = reins_monotonic_ns()
            bench.step(input)
            spans.note(reins_monotonic_ns() - began)
            allocations += allocation_count() - counted
            driven += bench.operatorDrives ? 1 : 0
        }
        guard driven > ticks * 9 / 10 else {
            throw BenchError("the operator drove in \(driven) of \(ticks) ticks only")
        }
        var figure = Figure("arbiter-step")
        figure.add(spans)
        figure.add("ticks", ticks)
        figure.add("allocations", Int(allocations))
        figure.add("within_target", spans.share(0.5) < 2 && allocations == 0)
        figure.report()
    }
}

/// An arbiter and what it is given: arms that are where they were sent.
private struct ArbiterTable {
    private var arbiter: Arbiter
    private var decision = Decision()
    private var hand = OperatorHand()
    private var tick: UInt64 = 0
    private var now: Nanoseconds = 1_000_000_000
    private var sequence: UInt32 = 0
    private var requests = FixedList<8, Request>(filler: Request(.hold))
    private static let client: UInt64 = 7

    init() throws {
        let manifest = try Manifest(text: SimulatedManifest.text())
        arbiter = Arbiter(configuration: manifest.control, leaseEpoch: 5)
    }

    var operatorDrives: Bool { decision.groups[Simulation.right].effective == .operator }

    mutating func start() throws {
        for kind in [RequestKind.acquireLease, .next, .resetDone, .start, .takeOver] {
            requests.append(
                Request(
                    kind, client: kind == .resetDone ? 0 : ArbiterTable.client,
                    lease: kind == .resetDone ? .none : arbiter.state.lease.tag,
                    groups: 1 << GroupMask(Simulation.right)))
            step(nextInput())
        }
        guard decision.episode.state == .running, arbiter.state.lease.isHeld else {
            throw BenchError("no episode runs: \(decision.episode.state)")
        }
    }

    @inline(never) mutating func step(_ input: ArbiterInput) { decision = arbiter.step(input) }

    /// What a tick is given after the last decision.
    mutating func nextInput() -> ArbiterInput {
        tick += 1
        now += Nanoseconds.milliseconds(10)
        var input = ArbiterInput()
        input.tick = tick
        input.now = now
        input.measuredAt = now
        for index in arbiter.configuration.groups.indices { input.groups.append(group(index)) }
        for index in requests.indices { input.requests.append(requests[index]) }
        requests = FixedList(filler: Request(.hold))
        let lease = arbiter.state.lease
        guard lease.isHeld else { return input }
        sequence += 1
        if sequence % 50 == 0 {
            input.requests.append(
                Request(.renewLease, client: ArbiterTable.client, lease: lease.tag))
        }
        let isTaken = decision.groups[Simulation.right].requested != .policy
        input.command = hand.command(
            sequence: sequence, lease: lease.tag, isTaken: isTaken, at: now)
        return input
    }

    private func group(_ index: Int) -> GroupInput {
        let configuration = arbiter.configuration.groups[index]
        var group = GroupInput()
        group.observation.tool = Pose(position: Vector3(0.45, 0, 0.3), rotation: .identity)
        if decision.groups.indices.contains(index) {
            group.observation.tool = decision.groups[index].setpoint
        }
        group.observation.wrench = .zero
        group.observation.gripper = 0.02
        var entries = Entries(count: configuration.entryCount)
        for axis in 0..<3 { entries[axis] = 0.001 * Elementary.sine(Double(tick) * 0.02) }
        if configuration.hasGripper { entries[configuration.entryCount - 1] = 0.02 }
        let began = now - 20_000_000
        group.candidate = PolicyCandidate(
            entries: entries, chunk: tick / 5, index: 1, remaining: 30_000_000, observation: tick,
            observedAt: began - 10_000_000, inferenceBegan: began, offeredAt: began + 5_000_000)
        return group
    }
}
