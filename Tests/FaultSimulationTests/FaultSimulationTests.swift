import Control
import Testing

@testable import FaultSimulation

/// The short form; `soak` is the long one.
@Suite("Whatever happens, the promises hold")
struct FaultSimulationTests {
    @Test("no life breaks a promise, and all is usable after the faults", arguments: 1...12)
    func lives(seed: Int) {
        var report = SoakReport()
        report.live(seed: UInt64(seed), troubledTicks: 700)
        for failure in report.failures {
            Issue.record(
                "\(failure.finding) at tick \(failure.tick): swift run soak --seed \(seed) --trace")
        }
        #expect(report.ticks == 700 + FaultSimulation.calmTicks)
    }

    @Test("a seed is a life: lived twice it is the same, bit by bit")
    func sameAgain() {
        let (one, other) = (Life(seed: 7), Life(seed: 7))
        for _ in 0..<1500 {
            one.advance()
            other.advance()
            #expect(one.scene.after == other.scene.after)
        }
        let third = Life(seed: 8)
        for _ in 0..<1500 { third.advance() }
        #expect(one.scene.trace != third.scene.trace)
    }

    @Test("a life that is all nonsense still meets the fault it was given")
    func everyFaultComes() {
        var met: Set<Fault> = []
        for seed in 1...20 {
            let clock = FaultClock(LifePlan(seed: UInt64(seed)))
            for tick in 1...3000 { met.formUnion(clock.advance(to: tick)) }
        }
        #expect(met == Set(Fault.allCases))
    }
}
