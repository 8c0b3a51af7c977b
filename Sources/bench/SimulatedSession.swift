internal import BuiltinKeymaps
internal import Console
internal import Control
internal import Keymap
internal import Messages
internal import Simulation
internal import Synchronization

/// What a cell would have told in some simulated episodes with interventions, in virtual time.
struct SimulatedSession {
    let manifest: Manifest
    let records: [BenchRecord]
    let steps: [Step]

    init(episodes: Int) throws {
        let kept = Kept()
        var bench = try FastBench(withOperator: true, seed: 1)
        bench.record = { kept.add($0) }
        for seed in 1...UInt64(episodes) { _ = bench.run(seed: seed) }
        manifest = bench.manifest
        records = kept.all
        steps = records.compactMap { record in
            guard case .step(let step) = record else { return nil }
            return step
        }
        guard steps.count > 1000 else { throw BenchError("the episodes are too short to show") }
    }

    private final class Kept: Sendable {
        private let records = Mutex<[BenchRecord]>([])
        func add(_ record: BenchRecord) { records.withLock { $0.append(record) } }
        var all: [BenchRecord] { records.withLock { $0 } }
    }

    /// A live screen that has just been welcomed.
    func model() throws -> LiveModel {
        var live = LiveState(now: 0, address: "ipc:///tmp/bench")
        var welcome = Welcome()
        welcome.role = .operate
        welcome.session = 1
        welcome.client = 1
        live.apply(CellFacts(manifest: manifest, welcome: welcome, address: "ipc:///tmp/bench"))
        let keymap = try Keymap.parse(BuiltinKeymaps.defaultText, file: "default.json5")
        return LiveModel(live, keymap: keymap, now: 0)
    }

    /// The three ticks that this picture shows more than the one before.
    /// - Returns: the time.
    func advance(_ model: inout LiveModel, picture: Int) -> Nanoseconds {
        var live = model.live
        var now = model.now
        for part in 0..<3 {
            let step = steps[picture * 3 + part]
            now = step.now
            live.apply(step, receivedAt: now)
        }
        _ = model.update(.live(live, now: now))
        return now
    }
}
