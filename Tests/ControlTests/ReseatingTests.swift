import Control
import Spatial
import Testing

@Suite("A setpoint is brought to the arm once, and never afterwards")
struct ReseatingTests {
    /// The right arm taken and at rest, measured 6 cm beside its setpoint: beyond its tolerance.
    private func pushedAside() -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(20)
        bench.measured[1].position.y += 0.06
        bench.press()
        bench.step()
        return bench
    }

    @Test("a press with tracking lost moves the setpoint to the arm and says so")
    func reseats() throws {
        var bench = pushedAside()
        #expect(bench.last.groups[1].effective == .hold)
        let target = try #require(bench.arbiter.state.groups[1].reseating)
        for _ in 0..<200 where bench.arbiter.state.groups[1].reseating != nil {
            bench.measured[1] = target
            bench.step()
            #expect(
                bench.last.groups[1].limits.contains(.reseated)
                    == (bench.last.groups[1].motion != .zero))
        }
        #expect(bench.arbiter.state.groups[1].reseating == nil)
        #expect((bench.last.groups[1].setpoint.position - target.position).length < 2e-3)
    }

    @Test("engaging before it was reached forgets it: letting go far away stays far away")
    func engaging() {
        var bench = pushedAside()
        #expect(bench.arbiter.state.groups[1].reseating != nil)
        // The arm came to its setpoint by itself: nothing is lost any more, and this press engages.
        bench.release()
        bench.step()
        bench.press()
        bench.step()
        #expect(bench.last.groups[1].effective == .operator)
        bench.hands(groups: 0b10) { $0.twist.linear.x = 0.2 }
        bench.steps(100)
        bench.release()
        bench.steps(30)
        let resting = bench.last.groups[1].setpoint.position
        bench.steps(300)
        #expect(bench.last.groups[1].effective == .hold)
        #expect((bench.last.groups[1].setpoint.position - resting).length < 1e-6)
    }

    @Test(
        "a stop, a lost link and another hold end it",
        arguments: [Authority.stopped, .linkLost, .hold])
    func ends(by authority: Authority) {
        var bench = pushedAside()
        switch authority {
        case .stopped: _ = bench.ask(.stop)
        case .linkLost:
            bench.linkUp = false
            bench.steps(60)
        default: bench.force = Vector3(0, 0, 60)
        }
        bench.steps(20)
        #expect(bench.last.groups[1].effective == authority)
        #expect(bench.arbiter.state.groups[1].reseating == nil)
        let resting = bench.last.groups[1].setpoint.position
        bench.steps(100)
        #expect((bench.last.groups[1].setpoint.position - resting).length < 1e-6)
    }
}
