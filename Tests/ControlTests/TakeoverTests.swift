import Control
import Spatial
import Testing

@Suite("Taking over and handing back")
struct TakeoverTests {
    @Test("a policy drives both arms in a running episode and nowhere else")
    func policyDrives() {
        var bench = ControlBench()
        bench.step()
        #expect(bench.last.groups[0].effective == .hold)
        #expect(bench.last.groups[0].hold == .notRunning)
        bench.begin()
        for group in 0..<2 {
            #expect(bench.last.groups[group].effective == .policy)
            #expect(abs(bench.last.groups[group].motion[0] - 0.05) < 1e-9)
        }
    }

    @Test("a takeover ramps to rest, holds, and needs a fresh press to move")
    func takeover() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.ask(.takeOver) == .none)
        #expect(bench.last.groups[1].effective == .taking)
        bench.steps(20)
        #expect(bench.last.groups[1].effective == .hold)
        #expect(bench.last.groups[1].hold == .taken)
        #expect(bench.last.groups[1].motion == .zero)
        bench.hands { $0.twist.linear.y = 0.1 }
        bench.steps(20)
        #expect(bench.last.groups[1].motion == .zero, "deflection without the switch is nothing")
        bench.press()
        bench.steps(40)
        #expect(bench.last.groups[1].effective == .operator)
        #expect(bench.last.groups[1].intervention)
        #expect(abs(bench.last.groups[1].motion[1] - 0.1) < 1e-9)
        #expect(bench.last.groups[0].effective == .policy, "the other arm keeps its policy")
        #expect(!bench.last.groups[0].intervention)
    }

    @Test("a switch that was closed before the takeover does not engage")
    func closedBefore() {
        var bench = ControlBench()
        bench.begin()
        bench.press()
        bench.step()
        _ = bench.ask(.takeOver)
        bench.steps(50)
        #expect(bench.last.groups[1].hold == .taken)
        bench.release()
        bench.step()
        bench.press()
        bench.steps(2)
        #expect(bench.last.groups[1].effective == .operator)
    }

    @Test("releasing holds, and only a new press goes on")
    func releaseHolds() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(30)
        bench.release()
        bench.step()
        #expect(bench.last.groups[1].hold == .released)
        bench.steps(50)
        #expect(bench.last.groups[1].motion == .zero)
        #expect(bench.last.groups[1].hold == .released)
    }

    @Test("a hand-back waits for an action inferred after it, then blends")
    func handBack() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.steps(10)
        bench.release()
        bench.steps(20)
        bench.inferenceBegan = bench.now
        #expect(bench.ask(.handBack) == .none)
        bench.steps(20)
        #expect(bench.last.groups[1].effective == .returning)
        #expect(bench.last.groups[1].motion == .zero, "an old plan is never executed")
        bench.inferenceBegan = bench.now
        bench.steps(5)
        bench.inferenceBegan = nil
        bench.steps(60)
        #expect(bench.last.groups[1].effective == .policy)
        #expect(abs(bench.last.groups[1].motion[0] - 0.05) < 1e-6)
    }

    @Test("a hand-back without a fresh action fails into hold")
    func handBackFails() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.release()
        bench.steps(10)
        bench.inferenceBegan = bench.now - 1_000_000
        _ = bench.ask(.handBack)
        bench.steps(230)
        #expect(bench.last.groups[1].hold == .handBackFailed)
    }

    @Test("pressing during the blend gives the arm to the operator at once")
    func pressWhileReturning() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.release()
        bench.steps(10)
        _ = bench.ask(.handBack)
        bench.steps(20)
        #expect(bench.last.groups[1].effective == .returning)
        bench.press()
        bench.steps(2)
        #expect(bench.last.groups[1].effective == .operator)
    }

    @Test("the gripper keeps its command through takeover, hold and hand-back")
    func gripper() {
        var bench = ControlBench()
        bench.gripperWanted = 0.2
        bench.begin()
        #expect(bench.last.groups[1].gripper == 0.2)
        bench.gripperWanted = 1
        _ = bench.ask(.takeOver)
        bench.steps(30)
        #expect(bench.last.groups[1].gripper == 0.2)
        bench.press()
        bench.steps(3)
        #expect(bench.last.groups[1].gripper == 0.2)
        bench.hands(groups: 0b10) { $0.gripperToggles += 1 }
        bench.steps(2)
        #expect(bench.last.groups[1].gripper == 1)
        bench.hands(groups: 0b10) { $0.gripperToggles += 1 }
        bench.steps(2)
        #expect(bench.last.groups[1].gripper == 0)
        bench.release()
        bench.steps(5)
        _ = bench.ask(.handBack)
        bench.steps(150)
        #expect(bench.last.groups[1].effective == .policy)
        #expect(bench.last.groups[1].gripper == 0, "the policy wants 1: the operator's value stays")
        #expect(bench.last.groups[1].gripperAuthority == .kept)
        #expect(bench.ask(.releaseGripper) == .none)
        bench.steps(2)
        #expect(bench.last.groups[1].gripper == 1)
    }

    @Test("shadow actions are fresh only when observed after the takeover")
    func freshness() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.last.groups[1].freshness == .driving)
        let before = bench.now
        bench.inferenceBegan = before
        bench.takeRight()
        #expect(bench.last.groups[1].freshness == .none)
        bench.inferenceBegan = nil
        bench.steps(2)
        #expect(bench.last.groups[1].freshness == .fresh)
    }
}
