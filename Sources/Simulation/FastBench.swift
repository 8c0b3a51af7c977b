public import Control
public import Messages
internal import Spatial

/// One thing that a bench recorded, complete as a cell would send it.
public enum BenchRecord: Sendable {
    case step(Step)
    case arbiterInput(ArbiterInput)
    case arbiterState(ArbiterState)
    case chunk(PolicyChunk)
    case tactile(group: Int, pressure: [Float], stamp: Nanoseconds)
    /// The scene at this time: draw it with ``Renderer`` where images are wanted.
    case scene(Plant, stamp: Nanoseconds)
}

/// How one episode on a bench went.
public struct EpisodeResult: Sendable, Equatable {
    public var seed: UInt64
    /// Number of the episode in its session.
    public var number: UInt64
    public var outcome: Outcome
    public var plant: PlantOutcome
    /// s
    public var duration: Double
    public var takeovers: Int
    /// Share of the running ticks in which the operator drove the right arm.
    public var operatorShare: Double
    /// Greatest contact force, N.
    public var greatestForce: Double
}

/// The whole cell in virtual time: plant, policy, arbiter, and an operator where one is wanted.
/// Thousands of ticks take a second; the same inputs give the same bits.
public struct FastBench {
    public let manifest: Manifest
    public let settings: PlantSettings
    /// Length limit of an episode, s.
    public var episodeLimit = 20.0
    public var instruction: String
    public let policy: PlugPolicy
    /// Called with everything that is recorded, in order.
    public var record: ((BenchRecord) -> Void)?

    var arbiter: Arbiter
    var schedule: ChunkSchedule
    var plant: Plant
    var console: BenchConsole
    var worker = PolicyWorker()
    var now = Nanoseconds.seconds(1)
    var tick: UInt64 = 0
    /// What the runtime and the console ask at the next tick.
    var pending: [Request] = []

    /// Wall time that the recorded stamps begin at, ns since 1970: fixed, so that runs are equal.
    public static let wallOffset: Nanoseconds = 1_750_000_000_000_000_000
    static let tickPeriod = Nanoseconds.milliseconds(10)

    /// - Parameter seed: of the operator's hand and of the lease; scenes have their own.
    /// - Throws: ``ManifestError`` where our own manifest is broken.
    public init(
        policy parameters: PlugPolicyParameters = .base, settings: PlantSettings = PlantSettings(),
        withOperator: Bool = false, seed: UInt64 = 1
    ) throws(ManifestError) {
        manifest = try SimulatedManifest.manifest(policyVersion: parameters.version)
        self.settings = settings
        policy = PlugPolicy(parameters)
        instruction = manifest.policy.instruction
        arbiter = Arbiter(configuration: manifest.control, leaseEpoch: seed | 1)
        schedule = ChunkSchedule(configuration: manifest.control)
        plant = Plant(seed: 0, settings: settings)
        console = BenchConsole(
            operator: withOperator ? ScriptedCorrection(seed: seed) : nil,
            groups: manifest.groups.count)
    }

    /// Runs one episode from reset to outcome.
    public mutating func run(seed: UInt64) -> EpisodeResult {
        plant = Plant(seed: seed, settings: settings)
        let takeoversBefore = console.takeovers
        var result = EpisodeResult(
            seed: seed, number: 0, outcome: .unlabelled, plant: .open, duration: 0, takeovers: 0,
            operatorShare: 0, greatestForce: 0)
        var running = 0
        var driven = 0
        while !console.hasLease { _ = advance() }
        pending.append(console.request(.next))
        // Reset and start take a few ticks; the rest is the episode and its end.
        let limit = Int(episodeLimit * 100) + 400
        for _ in 0..<limit {
            let step = advance()
            lead(step)
            if step.episode.state == .running {
                running += 1
                let right = step.groups[Simulation.right].decision
                driven += right.effective == .operator ? 1 : 0
                result.greatestForce = max(result.greatestForce, plant.forceOnPlug.length)
            }
            result.number = step.episode.number
            if step.episode.state == .ended {
                result.outcome = step.episode.outcome
                break
            }
        }
        result.plant = plant.outcome
        result.duration = Double(running) * 0.01
        result.takeovers = console.takeovers - takeoversBefore
        result.operatorShare = running > 0 ? Double(driven) / Double(running) : 0
        return result
    }

    /// What the runtime does about the episode: says that the scene stands, starts, judges.
    private mutating func lead(_ step: Step) {
        switch step.episode.state {
        case .idle, .ended: break
        case .resetting: pending.append(Request(.resetDone))
        case .ready:
            // The policy must have looked at this scene, or the arms would hold for want of one.
            let hasPlan = step.groups.indices.allSatisfy { step.groups[$0].candidate != nil }
            if hasPlan { pending.append(console.request(.start)) }
        case .running:
            let lasted = step.now &- step.episode.startedAt
            let outcome: Outcome? =
                switch plant.outcome {
                case .inserted: .success
                case .damaged, .dropped: .failure
                case .open: lasted.inSeconds >= episodeLimit ? .truncated : nil
                }
            guard let outcome else { return }
            pending.append(Request(.end, argument: UInt64(outcome.rawValue)))
        }
    }
}
