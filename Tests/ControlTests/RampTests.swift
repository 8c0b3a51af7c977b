import Control
import Spatial
import Testing

@Suite("A command that fades is nobody's intention")
struct RampTests {
    @Test("ticks of an operator whose commands age move the arm but are no intervention")
    func staleRamp() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(30)
        #expect(bench.last.groups[1].intervention)
        bench.linkUp = false
        var ramps = 0
        for _ in 0..<12 {
            bench.step()
            let group = bench.last.groups[1]
            guard group.effective == .operator else { break }
            let isRamp = group.limits.contains(.staleRamp)
            #expect(group.intervention == !isRamp)
            ramps += isRamp ? 1 : 0
        }
        #expect(ramps > 2)
    }
}
