import Control
import Spatial
import Testing

/// Meetings of events that the fault simulation found to break a promise, each as short as it can
/// be told.
@Suite("Rare meetings")
struct RareMeetingTests {
    private func driving(
        _ edit: (inout ControlConfiguration) -> Void = { _ in }
    ) -> ControlBench {
        var bench = ControlBench(edit)
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(30)
        return bench
    }

    @Test("a hand-back without any command of its lease holds")
    func handBackUnheard() {
        var bench = driving()
        bench.release()
        bench.steps(30)
        #expect(bench.ask(.releaseLease) == .none)
        bench.linkUp = false
        #expect(bench.ask(.acquireLease) == .none)
        _ = bench.ask(.handBack)
        #expect(bench.last.groups[1].effective == .hold)
    }
}
