import Control
import Spatial
import Testing

@Suite("A hand-back in doubt holds")
struct HandBackDoubtTests {
    /// The right arm in the middle of its blend.
    private func blending() -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.release()
        bench.step()
        _ = bench.ask(.handBack)
        bench.steps(10)
        #expect(bench.last.groups[1].effective == .returning)
        return bench
    }

    @Test("when its grant ends, even where the same console acquires anew in the same tick")
    func leaseEnds() {
        var bench = blending()
        bench.request(.releaseLease)
        bench.request(.acquireLease)
        bench.step()
        #expect(bench.last.groups[1].effective == .hold)
        #expect(bench.last.groups[1].hold == .leaseLost)
        bench.steps(200)
        #expect(bench.last.groups[1].effective == .hold)
    }

    @Test("when the mouse goes, and there is nothing to acknowledge")
    func deviceGoes() {
        var bench = blending()
        bench.hands(groups: 0b10) { $0.deviceAlive = false }
        bench.step()
        #expect(bench.last.groups[1].effective == .hold)
        #expect(bench.last.groups[1].hold == .handBackFailed)
    }
}
