import Control
import Testing

@testable import FaultSimulation

/// What the checkers of groups that belong together say where such a hold is taken away.
@Suite("The checkers see groups that do not hold together")
struct BondCheckerTests {
    /// Shows the checkers the first tick in which a group comes to hold for a reason, falsified.
    private func findings(
        _ reason: HoldReason, _ falsify: (inout GroupDecision) -> Void
    ) -> Set<String> {
        for seed in UInt64(1)...200 {
            let life = Life(seed: seed, troubledTicks: 2000)
            guard life.plan.configuration.groups.count > 1 else { continue }
            while life.tick < 1500 {
                let before = life.scene.after
                life.advance()
                let group = life.scene.groups.first {
                    life.scene.after.groups[$0].hold == reason && before.groups[$0].hold != reason
                }
                guard let group else { continue }
                life.scene.before = before
                falsify(&life.scene.after.groups[group])
                var findings = Findings()
                var coupled = CoupledHoldTogether()
                coupled.check(life.scene, &findings)
                RulesAreKept().check(life.scene, &findings)
                return Set(findings.list.map(\.checker))
            }
        }
        Issue.record("no life held for \(reason)")
        return []
    }

    @Test("a coupled arm that goes on, a ruled one that keeps its policy")
    func goesOn() {
        func goOn(_ decision: inout GroupDecision) {
            (decision.effective, decision.hold) = (.policy, .none)
        }
        #expect(findings(.coupled) { _ in }.isEmpty)
        #expect(findings(.coupled, goOn).contains("CoupledHoldTogether"))
        #expect(findings(.otherTaken) { _ in }.isEmpty)
        #expect(findings(.otherTaken, goOn).contains("RulesAreKept"))
    }
}
