import Control
import Messages
import RecordedCell
import Testing

@testable import Recording

@Suite("Replay: recorded inputs give every decision again") struct ReplayCheckTests {
    private func check(_ cell: RecordedCell, _ inputs: [ArbiterInput]) -> ReplayCheck.Report {
        var check = ReplayCheck(manifest: cell.manifest)
        for state in cell.states { check.consume(state) }
        for input in inputs { check.consume(input) }
        for step in cell.steps { check.consume(step) }
        return check.finish()
    }

    @Test("a whole session replays bit for bit")
    func whole() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        let report = check(cell, cell.inputs)
        #expect(report.first == nil)
        #expect(report.stretches == 1)
        // All but the first hundred ticks, which no recorded state precedes.
        #expect(report.replayed == cell.steps.count - 100)
    }

    @Test("one altered input is found at its tick")
    func altered() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        var inputs = cell.inputs
        let at = try #require(
            cell.steps.firstIndex { $0.tick > 100 && $0.groups[1].decision.effective == .policy })
        inputs[at].groups[1].candidate?.entries[0] += 1e-12
        let report = check(cell, inputs)
        #expect(report.first?.tick == cell.steps[at].tick)
        #expect(report.first?.what == "right.executed")
        #expect(!report.passes(least: 0))
    }

    @Test("a gap ends a stretch, the next recorded state begins another")
    func gap() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        var inputs = cell.inputs
        inputs.removeAll { $0.tick == 150 }
        let report = check(cell, inputs)
        #expect(report.first == nil)
        #expect(report.stretches == 2)
        // Ticks 1 to 100 lie before the first state, 150 to 200 between the gap and the next one.
        #expect(report.replayed == cell.steps.count - 151)
    }

    @Test("without a state nothing is covered, and that does not pass")
    func nothing() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        var check = ReplayCheck(manifest: cell.manifest)
        for input in cell.inputs { check.consume(input) }
        for step in cell.steps { check.consume(step) }
        let report = check.finish()
        #expect(report.coverage == 0)
        #expect(!report.passes())
    }
}
