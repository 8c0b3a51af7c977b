import Control
import Spatial
import Testing

@Suite("A robot that cannot be trusted holds")
struct FaultTests {
    private func driving(stamped: Bool = true) -> ControlBench {
        var bench = ControlBench()
        if stamped { bench.measuredAt = 77 }
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(20)
        return bench
    }

    @Test("a state whose stamps stand still holds every arm, the policy's too")
    func frozen() {
        var bench = driving()
        bench.isAlive = false
        bench.steps(20)
        #expect(bench.last.groups[1].effective == .operator)
        bench.step()
        #expect(bench.last.groups[1].hold == .stateFrozen)
        #expect(bench.last.groups[0].hold == .stateFrozen)
    }

    @Test("once it lives again the arm waits for a press that is newer than that")
    func freshEdge() {
        var bench = driving()
        bench.isAlive = false
        bench.steps(40)
        bench.release()
        bench.step()
        bench.press()
        bench.steps(10)
        bench.isAlive = true
        bench.steps(20)
        #expect(bench.last.groups[1].hold == .stateFrozen, "pressed while nobody saw the arm")
        #expect(bench.last.groups[0].hold == .stateFrozen, "and the policy waits for an act")
        bench.release()
        bench.step()
        bench.press()
        bench.step()
        #expect(bench.last.groups[1].effective == .operator)
    }

    @Test("a driver that gives no stamps, or gives them now and then, is not held for it")
    func noStamps() {
        var bench = driving(stamped: false)
        bench.isAlive = false
        bench.steps(500)
        #expect(bench.last.groups[1].effective == .operator)
        for _ in 0..<5 {
            bench.measuredAt = 5
            bench.steps(10)
            bench.measuredAt = nil
            bench.steps(10)
        }
        #expect(bench.last.groups[1].effective == .operator)
    }

    @Test("a clock that begins anew shows life with its second stamp")
    func clockBeginsAnew() {
        var bench = driving()
        bench.measuredAt = 3
        bench.steps(40)
        #expect(bench.last.groups[1].effective == .operator)
        bench.measuredAt = 1
        bench.isAlive = false
        bench.steps(25)
        #expect(bench.last.groups[1].hold == .stateFrozen)
    }

    @Test("a robot's own fault is acknowledged once the robot is well")
    func robotFault() {
        var bench = driving(stamped: false)
        bench.robotMode = .fault
        bench.step()
        #expect(bench.last.groups[0].effective == .fault)
        #expect(bench.last.groups[1].hold == .robotFault)
        #expect(bench.ask(.acknowledge) == .robotNotReady)
        bench.robotMode = .ready
        bench.steps(50)
        #expect(bench.last.groups[1].effective == .fault)
        #expect(bench.ask(.acknowledge) == .none)
        #expect(bench.last.groups[1].hold == .acknowledged)
        #expect(bench.last.groups[0].effective == .fault, "each arm for itself")
    }

    @Test("a number of ours that is none is a fault, and nothing of it is executed")
    func brokenAssumption() {
        let bench = driving(stamped: false)
        var state = bench.arbiter.state
        state.groups[1].setpoint.position.y = .nan
        var broken = Arbiter(configuration: bench.arbiter.configuration, state: state)
        var copy = bench
        let decision = broken.step(copy.makeInput())
        #expect(decision.groups[1].effective == .fault)
        #expect(decision.groups[1].hold == .brokenAssumption)
        #expect(decision.groups[1].executed.isFinite)
        #expect(decision.groups[1].setpoint.position == bench.measured[1].position)
        #expect(decision.groups[0].effective == .policy)
    }
}
