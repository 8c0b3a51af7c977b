import Control
import Spatial
import Testing

/// A policy that gives deltas, and an arm that lags behind its setpoint.
@Suite("What a policy's delta is measured from")
struct AnchorTests {
    static let tick = Nanoseconds.milliseconds(10)

    /// A cell with one arm; rows of four ticks.
    struct Bench {
        var configuration = ControlConfiguration()
        var schedule: ChunkSchedule
        var now: Nanoseconds = 1_000_000_000
        var candidates: [PolicyCandidate?] = []

        init(_ reference: DeltaReference) {
            var group = GroupConfiguration()
            group.space = .eeDelta
            group.deltaReference = reference
            configuration.groups.append(group)
            configuration.policy.period = 4 * AnchorTests.tick
            configuration.policy.horizon = 4
            schedule = ChunkSchedule(configuration: configuration)
        }

        mutating func offer(id: UInt64, observedAt: Nanoseconds) {
            let values = (0..<24).map { $0 % 6 == 0 ? 0.01 : 0 }
            let isTaken = schedule.offer(
                id: id, observation: id, observedAt: observedAt, inferenceBegan: observedAt,
                offeredAt: now, rows: 4, width: 6, values: values)
            #expect(isTaken)
        }

        /// One tick with the arm and the setpoint at these places along x.
        mutating func step(measured: Double, setpoint: Double) {
            now += AnchorTests.tick
            let tool = Pose(position: Vector3(measured, 0, 0), rotation: .identity)
            var input = ArbiterInput()
            input.now = now
            var part = GroupInput()
            part.observation.tool = tool
            part.candidate = schedule.candidate(group: 0, at: now, measured: tool)
            input.groups.append(part)
            candidates.append(part.candidate)
            var state = ArbiterState()
            var group = GroupState()
            group.setpoint = Pose(position: Vector3(setpoint, 0, 0), rotation: .identity)
            state.groups.append(group)
            schedule.note(state, after: input)
        }

        /// Ticks 1 to 12; the chunk comes after the fourth, made on the second.
        mutating func run() {
            for count in 1...12 {
                if count == 5 { offer(id: 1, observedAt: now - 2 * AnchorTests.tick) }
                step(measured: Double(count), setpoint: 100 + Double(count))
            }
        }

        var anchors: [Double?] { candidates.map { $0?.anchor?.position.x } }
    }

    @Test("the last target: the commanded pose when the row began, for the whole row")
    func lastTarget() {
        var bench = Bench(.lastTarget)
        bench.run()
        #expect(bench.anchors[..<4].allSatisfy { $0 == nil })
        #expect(bench.anchors[4...] == [104, 105, 105, 105, 105, 109, 109, 109])
    }

    @Test("measured: the measured pose when the row began")
    func measured() {
        var bench = Bench(.measured)
        bench.run()
        #expect(bench.anchors[4...] == [5, 6, 6, 6, 6, 10, 10, 10])
    }

    @Test("chunk start: the measured pose on the observation, for the whole chunk")
    func chunkStart() {
        var bench = Bench(.chunkStart)
        bench.run()
        #expect(bench.anchors[4...] == [2, 2, 2, 2, 2, 2, 2, 2])
    }

    @Test("a chunk made before anything was measured is no action")
    func unknownStart() {
        var bench = Bench(.chunkStart)
        bench.offer(id: 1, observedAt: bench.now)
        bench.step(measured: 1, setpoint: 1)
        #expect(bench.candidates == [nil])
    }

    @Test("what limits took from one row is not made up for in the next; a target is")
    func shortfall() {
        let start = Pose.identity
        let halfWay = Pose(position: Vector3(0.005, 0, 0), rotation: .identity)
        let row = PolicyCandidate(
            Entries([0.01, 0, 0, 0, 0, 0]), anchor: start, remaining: Self.tick)
        for (reference, expected) in [(DeltaReference.lastTarget, 0.25), (.chunkStart, 0.5)] {
            let group = Bench(reference).configuration.groups[0]
            let motion = ActionMapping(group: group, policyPeriod: 4 * Self.tick)
                .motion(of: row, from: .init(halfWay), tick: Self.tick)
            #expect(abs((motion?[0] ?? 0) - expected) < 1e-12)
        }
    }
}
