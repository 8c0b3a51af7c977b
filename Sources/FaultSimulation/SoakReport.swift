/// What became of many lives.
public struct SoakReport: Sendable {
    /// A life that broke a promise: its seed, when, and what.
    public struct Failure: Sendable {
        public var seed: UInt64
        public var tick: Int
        public var finding: Finding
    }

    public private(set) var lives = 0
    public private(set) var ticks = 0
    public private(set) var interventions = 0
    public private(set) var failures: [Failure] = []
    public private(set) var transitions = TransitionsInTable()

    public init() {}

    /// Lives a whole life and adds what came of it.
    public mutating func live(seed: UInt64, troubledTicks: Int = FaultSimulation.troubledTicks) {
        let life = Life(seed: seed, troubledTicks: troubledTicks)
        life.run()
        lives += 1
        ticks += life.tick
        interventions += life.interventions
        transitions.add(life.transitions)
        for finding in life.findings.list.prefix(1) {
            failures.append(Failure(seed: seed, tick: life.tick, finding: finding))
        }
    }

    public mutating func add(_ other: SoakReport) {
        lives += other.lives
        ticks += other.ticks
        interventions += other.interventions
        failures += other.failures
        transitions.add(other.transitions)
    }

    /// Changes of authority that the contract names and nobody lived through.
    public var missingTransitions: [String] {
        transitions.missing.map { "\($0.from) → \($0.to)" }
    }
}
