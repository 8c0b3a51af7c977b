internal import Cell
internal import Control
internal import Messages
internal import Simulation
internal import Synchronization
internal import Threads

/// The policy's thread: looks, thinks for as long as it declares, offers.
struct PolicyLoop {
    private let owner: SimulatedCell
    private let policy: PlugPolicy

    init(_ owner: SimulatedCell) {
        self.owner = owner
        policy = PlugPolicy(owner.options.parameters)
    }

    private func values(_ output: PlugPolicy.Output, observedAt: Nanoseconds) -> [Double] {
        guard owner.options.head != nil else { return output.values }
        return SimulatedHead.widened(
            output.values, rows: PlugPolicy.horizon, observedAt: observedAt,
            period: owner.cell.manifest.control.policy.period)
    }

    func run() {
        while !owner.isEnding {
            let seen = owner.bench.withLock { ($0.observation, $0.seen, $0.seenAt, $0.instruction) }
            let began = max(owner.cell.now, seen.2)
            guard seen.1 > 0 else {
                Threads.sleep(until: Threads.now &+ 5_000_000)
                continue
            }
            let output = policy.infer(seen.0, instruction: seen.3)
            Threads.sleep(until: began &+ PlugPolicy.latency)
            let offer = ChunkOffer(
                observation: seen.1, observedAt: seen.2, inferenceBegan: began,
                rows: PlugPolicy.horizon, width: owner.cell.manifest.actionWidth)
            // A refused chunk changes nothing: the arms go on with the last one.
            _ = try? owner.cell.offer(offer, values: values(output, observedAt: seen.2))
            owner.bench.withLock {
                $0.gauges = output.gauges
                $0.plannedAt = began
            }
        }
    }
}
