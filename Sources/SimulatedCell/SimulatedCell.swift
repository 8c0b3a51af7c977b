public import Cell
public import Control
internal import Messages
public import Simulation
internal import Synchronization
internal import Threads

/// The simulated bench behind the real cell: what `reins sim` and `reins demo` run.
///
/// | thread | does |
/// |---|---|
/// | robot | 100 times a second: observe the plant, step the cell, move the plant |
/// | policy | one inference after the other, each as long as the policy's declared latency |
/// | camera | draws what the plant looks like, 10 times a second |
///
/// Must not know: consoles, recordings. It is an integrator's program like any other: everything it
/// does with the cell goes through ``Cell``'s public interface.
public final class SimulatedCell: Sendable {
    /// How the bench is set up.
    public struct Options: Sendable {
        /// Seed of the first episode; each next one has the next.
        public var seed: UInt64 = 1
        public var parameters = PlugPolicyParameters.base
        public var settings = PlantSettings()
        /// Whether episodes start by themselves, without a console.
        public var runtimeStarts = false
        /// s after which an episode is truncated.
        public var episodeLimit = 25.0
        /// Episodes after which the bench ends; nil: never.
        public var episodes: Int?

        /// A head beside the arms, and what it does while one is taken; nil for none.
        public var head: HeadRule?

        /// Whether its loop asks for real-time scheduling.
        public var isRealTime = false

        public init() {}

        /// Sets the head's rule by its word.
        /// - Returns: whether there is such a rule.
        public mutating func setHead(_ word: String) -> Bool {
            head = HeadRule(rawValue: word)
            return head != nil
        }
    }

    public let cell: Cell
    let options: Options
    let bench: Mutex<Bench>
    private let ending = Atomic<Bool>(false)
    private let threads = Mutex<[Worker]>([])

    /// What the threads share: the plant as it stands, and what the policy saw and said last.
    struct Bench: Sendable {
        var plant: Plant
        var observation = PlantObservation()
        var seen: UInt64 = 0
        var seenAt: Nanoseconds = 0
        var gauges: [Double]
        /// When the inference of the newest plan began, ns; 0 without one.
        var plannedAt: Nanoseconds = 0
        var instruction: String
        var outcomes: [Outcome] = []
    }

    /// Opens the cell. ``start()`` begins to step it.
    public init(_ options: Options, cell cellOptions: CellOptions) throws(CellError) {
        self.options = options
        cell = try Cell(
            manifest: SimulatedManifest.text(
                policyVersion: options.parameters.version,
                policyHash: options.parameters.fingerprint, runtimeStarts: options.runtimeStarts,
                episodeLimit: (1...86_400).contains(options.episodeLimit)
                    ? options.episodeLimit : nil, head: options.head),
            options: cellOptions)
        bench = Mutex(
            Bench(
                plant: Plant(seed: options.seed, settings: options.settings),
                gauges: PlugPolicy.gaugeNames.map { _ in 0 }, instruction: PlugPolicy.instruction))
    }

    /// Starts the three threads.
    public func start() {
        threads.withLock { threads in
            guard threads.isEmpty else { return }
            threads = [
                Worker("robot", options.isRealTime ? .realTime : .control) {
                    var loop = RobotLoop(self)
                    loop.run()
                },
                Worker("policy", .background) { PolicyLoop(self).run() },
                Worker("camera", .background) { CameraLoop(self).run() },
            ]
        }
    }

    /// Ends the threads and closes the cell.
    public func stop() {
        ending.store(true, ordering: .releasing)
        wait()
        cell.close()
    }

    /// Until the bench has ended by itself or was stopped.
    public func wait() {
        let running = threads.withLock { threads in
            let taken = threads
            threads = []
            return taken
        }
        for thread in running { thread.join() }
    }

    /// Outcomes of the episodes that ended, in order.
    public var outcomes: [Outcome] { bench.withLock(\.outcomes) }

    /// Whether the episodes asked for are done, or it was stopped.
    public var isEnding: Bool { ending.load(ordering: .acquiring) }
    func end() { ending.store(true, ordering: .releasing) }
}
