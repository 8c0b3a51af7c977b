import Cell
import Control
import Spatial

/// A cell without a link whose time the test gives, and a robot that follows its set-points.
struct Bench: ~Copyable {
    let cell: Cell
    var state: RobotState
    var command = CellCommand()
    var now: Nanoseconds = 1_000_000_000

    init(
        manifest: String = ExampleManifest.text, endpoint: String? = nil, keys: String? = nil
    ) throws {
        cell = try Cell(
            manifest: manifest,
            options: CellOptions(endpoint: endpoint, keyDirectory: keys, clock: .caller))
        state = cell.emptyState()
        for index in state.groups.indices {
            var group = MeasuredGroup()
            group.observation.tool = Pose(position: Vector3(0.3, 0, 0.2), rotation: .identity)
            group.observation.joints = .zero
            group.observation.wrench = .zero
            group.observation.gripper = 1
            state.groups[index] = group
        }
        for index in state.features.indices { state.features[index] = 0.7 }
        for index in state.gauges.indices { state.gauges[index] = 0.5 }
    }

    /// Ticks of 10 ms; the arms are where they were sent.
    mutating func run(_ ticks: Int) throws {
        for _ in 0..<ticks {
            now += 10_000_000
            try cell.step(state, at: now, into: &command)
            for index in state.groups.indices {
                var group = state.groups[index]
                group.observation.tool = command.decision.groups[index].setpoint
                state.groups[index] = group
            }
        }
    }

    /// The operator has the group and it holds, be it that a busy machine's commands came late.
    func isTaken(_ group: Int) -> Bool {
        let decided = command.decision.groups[group]
        return decided.requested == .operator && decided.effective == .hold
    }

    /// From idle to a running episode.
    mutating func start() throws {
        for request in [Cell.RuntimeRequest.next, .resetDone, .start] {
            try cell.ask(request)
            try run(1)
        }
    }

    /// A chunk of equal rows on the newest observation.
    @discardableResult
    mutating func offer(row: [Double], rows: Int = 16) throws -> UInt64 {
        let offer = ChunkOffer(
            observation: command.observation, observedAt: command.now,
            inferenceBegan: command.now, rows: rows, width: row.count)
        return try cell.offer(offer, values: (0..<rows).flatMap { _ in row })
    }
}
