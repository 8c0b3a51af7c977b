import Cell
import Control
import Spatial
import Testing

@Suite("Stepping a cell") struct CellStepTests {
    /// 1 cm along x per policy period for both arms, grippers open.
    static let forward = [0.01, 0, 0, 0, 0, 0, 1, 0.01, 0, 0, 0, 0, 0, 1]

    @Test("a running episode executes the policy's chunk, entry by entry")
    func policyDrives() throws {
        var bench = try Bench()
        try bench.run(1)
        #expect(bench.command.decision.groups[0].effective == .hold)
        try bench.start()
        #expect(bench.command.decision.episode.state == .running)
        try bench.offer(row: Self.forward)
        let before = bench.command.decision.groups[1].setpoint.position.x
        try bench.run(50)
        #expect(bench.command.decision.groups[1].effective == .policy)
        let moved = bench.command.decision.groups[1].setpoint.position.x - before
        #expect(moved > 0.05 && moved < 0.12)
    }

    @Test("a policy that falls silent ends in hold, never in its last action")
    func silentPolicy() throws {
        var bench = try Bench()
        try bench.start()
        try bench.offer(row: Self.forward, rows: 2)
        try bench.run(100)
        #expect(bench.command.decision.groups[0].effective == .hold)
        #expect(bench.command.decision.groups[0].hold == .policyStale)
        let held = bench.command.decision.groups[0].setpoint
        try bench.run(10)
        #expect(bench.command.decision.groups[0].setpoint == held)
    }

    @Test("what the runtime may not ask is refused and says why")
    func runtimeRefusal() throws {
        var bench = try Bench()
        try bench.run(1)
        try bench.cell.ask(.start)
        try bench.run(1)
        #expect(bench.command.runtimeRefusal == .episodeNotReady)
    }

    @Test("a state that is not a number counts as missing and holds that arm only")
    func notFinite() throws {
        var bench = try Bench()
        try bench.start()
        try bench.offer(row: Self.forward)
        try bench.run(5)
        var group = bench.state.groups[0]
        group.observation.joints?[3] = .nan
        group.observation.tool?.position.x = .nan
        bench.state.groups[0] = group
        try bench.cell.step(bench.state, at: bench.now + 10_000_000, into: &bench.command)
        #expect(bench.command.notFinite == 0b01)
        #expect(bench.command.decision.groups[0].effective == .hold)
        #expect(bench.command.decision.groups[0].hold == .stateMissing)
        #expect(bench.command.decision.groups[1].effective == .policy)
        #expect(bench.command.decision.groups[0].executed.isFinite)
    }

    @Test("an incomplete manifest is refused, every field by name")
    func manifestRefused() throws {
        let arm = ExampleManifest.arm("left")
            .replacing("linear_speed_m_s: 0.25,", with: "")
            .replacing("leash: { linear_m: 0.05,", with: "leash: {")
        do {
            _ = try Cell(
                manifest: ExampleManifest.manifest(groups: [arm]),
                options: CellOptions(endpoint: nil))
            Issue.record("it was accepted")
        } catch {
            #expect(error.sentence.contains("groups[0].limits.linear_speed_m_s is missing"))
            #expect(error.sentence.contains("groups[0].leash.linear_m is missing"))
        }
    }

    @Test("wrong sizes and times are refused and change nothing")
    func wrongCalls() throws {
        var bench = try Bench()
        try bench.run(1)
        bench.state.features = []
        #expect(throws: CellError.wrongSize(what: "features", expected: 1, given: 0)) {
            try bench.cell.step(bench.state, at: bench.now + 1, into: &bench.command)
        }
        bench.state.features = [0]
        #expect(throws: CellError.clockWentBack) {
            try bench.cell.step(bench.state, at: bench.now, into: &bench.command)
        }
        #expect(throws: CellError.clockWentBack) {
            try bench.cell.step(bench.state, into: &bench.command)
        }
        let real = try Cell(manifest: ExampleManifest.text, options: CellOptions(endpoint: nil))
        #expect(throws: CellError.notMonotonicClock) {
            try real.step(bench.state, at: 1_700_000_000_000_000_000, into: &bench.command)
        }
        try real.step(bench.state, into: &bench.command)
        real.close()
        #expect(throws: CellError.closed) { try real.step(bench.state, into: &bench.command) }
    }
}
