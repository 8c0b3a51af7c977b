internal import CAllocationCount
internal import CLinux
internal import Cell
internal import Control
internal import Simulation
internal import Spatial

/// What one `Cell.step` costs, without a link, in virtual time as fast as it goes: two arms, chunks
/// offered every 50 ms, the left arm the policy's and the right one driven by a stream of commands.
///
/// Whatever waits for consoles is taken away between the measured calls, as the link thread would,
/// so that a tick encodes and queues everything that it does with a link. Caches are warm: see
/// ``LinkedCellBench`` for ticks at their real pace.
enum CellStepBench {
    static let ticks = 100_000

    static func run() throws {
        try proveCounting()
        var robot = try BenchRobot()
        try robot.start()
        for _ in 0..<2000 { try robot.tick() }
        var spans = Spans(room: ticks)
        var allocations: UInt64 = 0
        var allocatingTicks = 0
        var driven = 0
        robot.discarded = Cell.Discarded()
        for _ in 0..<ticks {
            let cost = try robot.tick()
            spans.note(cost.nanoseconds)
            allocations += cost.allocations
            allocatingTicks += cost.allocations > 0 ? 1 : 0
            driven += robot.operatorDrives ? 1 : 0
        }
        guard driven > ticks * 9 / 10 else {
            throw BenchError("the operator drove in \(driven) of \(ticks) ticks only")
        }
        guard robot.discarded.lost == 0 else {
            throw BenchError(
                "\(robot.discarded.lost) records found no room: the ticks did too little")
        }
        var figure = Figure("cell-step")
        figure.add(spans)
        figure.add("ticks", spans.count)
        figure.add("allocations", Int(allocations))
        figure.add("ticks_with_allocations", allocatingTicks)
        figure.add("records_per_tick", Double(robot.discarded.records) / Double(ticks))
        figure.add("bytes_per_tick", Double(robot.discarded.bytes) / Double(ticks))
        figure.add("within_target", spans.share(0.5) < 20 && allocations == 0)
        figure.report()
    }

    /// A counter that counts nothing would report none.
    static func proveCounting() throws {
        let before = allocation_count()
        let list = [UInt8](repeating: 1, count: 10_000 + Int(before & 1))
        guard allocation_count_works() != 0, allocation_count() > before, list.count >= 10_000
        else { throw BenchError("allocations are not counted in this build") }
    }
}

/// What one step took.
struct StepCost {
    var nanoseconds: Int64
    var allocations: UInt64
}

/// A cell of the simulated bench's manifest and a robot that goes where it is sent; a console that
/// delivers without a link.
struct BenchRobot: ~Copyable {
    let cell: Cell
    var state: RobotState
    var command = CellCommand()
    var discarded = Cell.Discarded()
    private var now: Nanoseconds = 1_000_000_000
    private var tickCount = 0
    private var lease = LeaseTag.none
    private var sequence: UInt32 = 0
    private var hand = OperatorHand()
    /// Turn by turn, so that the left arm stays about where it is.
    private let rows: [[Double]]

    private static let client: UInt64 = 7

    init() throws {
        cell = try Cell(
            manifest: SimulatedManifest.text(),
            options: CellOptions(endpoint: nil, clock: .caller))
        state = cell.emptyState()
        state.fillForBench()
        rows = [PolicyRows.values(sign: 1), PolicyRows.values(sign: -1)]
    }

    var operatorDrives: Bool {
        command.decision.groups[Simulation.right].effective == .operator
    }

    private var isTaken: Bool {
        command.decision.groups[Simulation.right].requested != .policy
    }

    /// Control, a running episode, the right arm taken.
    mutating func start() throws {
        try tick()
        try ask(Request(.acquireLease, client: BenchRobot.client, id: 1))
        lease = command.decision.lease.tag
        for kind in [RequestKind.next, .resetDone, .start] {
            let byRobot = kind == .resetDone
            try ask(
                Request(
                    kind, client: byRobot ? 0 : BenchRobot.client, lease: byRobot ? .none : lease))
        }
        guard command.decision.episode.state == .running else {
            throw BenchError("no episode runs: \(command.decision.episode.state)")
        }
        try ask(
            Request(
                .takeOver, client: BenchRobot.client, lease: lease,
                groups: 1 << GroupMask(Simulation.right)))
    }

    private mutating func ask(_ request: Request) throws {
        guard cell.deliver(request) else { throw BenchError("a request found no room") }
        try tick()
    }

    /// One tick of everything; what `step` alone took.
    @discardableResult
    mutating func tick() throws -> StepCost {
        tickCount += 1
        now += Nanoseconds.milliseconds(10)
        if tickCount % 5 == 0, command.observation > 0 {
            let offer = ChunkOffer(
                observation: command.observation, observedAt: command.now,
                inferenceBegan: command.now, rows: PolicyRows.count, width: PolicyRows.width)
            try cell.offer(offer, values: rows[tickCount / 5 % 2])
        }
        if lease != .none {
            sequence += 1
            _ = cell.deliver(
                hand.command(
                    sequence: sequence, lease: lease, isTaken: isTaken, at: now))
            if tickCount % 50 == 0 {
                _ = cell.deliver(Request(.renewLease, client: BenchRobot.client, lease: lease))
            }
        }
        let allocationsBefore = allocation_count()
        let began = reins_monotonic_ns()
        try cell.step(state, at: now, into: &command)
        let ended = reins_monotonic_ns()
        let allocations = allocation_count() - allocationsBefore
        state.follow(command)
        let taken = cell.discardRecords()
        discarded.records += taken.records
        discarded.bytes += taken.bytes
        discarded.lost += taken.lost
        return StepCost(nanoseconds: ended - began, allocations: allocations)
    }
}
