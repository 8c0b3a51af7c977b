import Cell
import Control
import Link
import Messages
import RecordedCell
import Spatial
import Synchronization
import Threads

/// A real cell on a real link, stepped a hundred times a second by a robot that goes where it is
/// sent. Its scene is ready.
final class RunningCell: Sendable {
    let cell: Cell
    private let ending = Atomic<Bool>(false)
    private let worker = Mutex<Worker?>(nil)
    private let newest = Mutex<Decision?>(nil)
    private let ticked = Atomic<UInt64>(0)
    private let paused = Atomic<Bool>(false)

    /// - Parameter keys: directory with the pair `cell` and the allowed consoles.
    init(
        _ endpoint: String, keys: String, cameras: [String] = [], datagrams: Bool = false
    ) throws {
        var options = CellOptions(endpoint: endpoint, keyDirectory: keys)
        options.datagrams = datagrams
        cell = try Cell(
            manifest: try TwoArmManifest(cameras: cameras).make().text, options: options)
        let robot = Worker("robot") { self.run() }
        worker.withLock { $0 = robot }
    }

    var endpoint: Endpoint { get throws { try Endpoint(cell.endpoint ?? "none") } }

    /// What the newest tick decided: the truth that consoles are compared with.
    var decision: Decision? { newest.withLock { $0 } }
    /// Number of the newest tick.
    var tick: UInt64 { ticked.load(ordering: .acquiring) }
    func authority(_ group: Int) -> Authority? { decision?.groups[group].effective }
    var lease: LeaseState { decision?.lease ?? LeaseState() }

    /// The robot's loop stands still, as under a debugger.
    func pause(_ isPaused: Bool) { paused.store(isPaused, ordering: .releasing) }

    func stop() {
        ending.store(true, ordering: .releasing)
        worker.withLock { $0 }?.join()
        cell.close()
    }

    private func run() {
        var state = cell.emptyState()
        for index in state.groups.indices {
            state.groups[index].observation.tool = Pose(
                position: Vector3(0.3, 0, 0.2), rotation: .identity)
            state.groups[index].observation.joints = .zero
            // As the manifest of two arms declares.
            guard index == 1 else { continue }
            state.groups[index].observation.wrench = .zero
            state.groups[index].observation.gripper = 1
        }
        var command = CellCommand()
        try? cell.ask(.next)
        try? cell.ask(.resetDone)
        while !ending.load(ordering: .acquiring) {
            Threads.sleep(until: Threads.now + 10_000_000)
            if paused.load(ordering: .acquiring) { continue }
            guard (try? cell.step(state, into: &command)) != nil else { continue }
            for index in state.groups.indices {
                state.groups[index].observation.tool = command.decision.groups[index].setpoint
            }
            newest.withLock { $0 = command.decision }
            ticked.store(command.tick, ordering: .releasing)
        }
    }
}
