import Control
import Spatial
import Testing

@Suite("A correction on top of the policy")
struct DeltaTests {
    private func engaged() -> ControlBench {
        var bench = ControlBench { $0.deltaEnabled = true }
        bench.begin()
        #expect(bench.ask(.takeDelta) == .none)
        bench.press()
        bench.step()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.04 }
        bench.steps(60)
        return bench
    }

    @Test(
        "adds to what the policy does, at the declared share, and only its own part is the human's")
    func adds() throws {
        let bench = engaged()
        let right = bench.last.groups[1]
        #expect(right.effective == .delta)
        #expect(right.intervention)
        #expect(abs(right.motion[0] - 0.05) < 1e-9, "the policy's part")
        #expect(abs(right.motion[1] - 0.02) < 1e-9, "the operator's part, halved")
        let limited = try #require(right.operatorLimited)
        #expect(abs(limited[0]) < 1e-9)
        #expect(limited[1] > 0)
        #expect(right.executed[0] > 0)
    }

    @Test("leaves the gripper to the policy until it is toggled")
    func gripper() {
        var bench = engaged()
        bench.gripperWanted = 0.3
        bench.step()
        #expect(bench.last.groups[1].gripper == 0.3)
        #expect(bench.last.groups[1].gripperAuthority == .policy)
        bench.hands(groups: 0b10) { $0.gripperToggles += 1 }
        bench.step()
        #expect(bench.last.groups[1].gripperAuthority == .operator)
        #expect(bench.last.groups[1].gripper == 1, "0.3 is nearer the low end")
        bench.steps(10)
        #expect(bench.last.groups[1].gripper == 1)
    }

    @Test("opening the switch holds")
    func release() {
        var bench = engaged()
        bench.release()
        bench.step()
        #expect(bench.last.groups[1].effective == .hold)
        #expect(bench.last.groups[1].hold == .released)
    }

    @Test("is what was asked for, and says so")
    func requested() {
        let bench = engaged()
        #expect(bench.last.groups[1].requested == .delta)
        #expect(bench.last.groups[0].requested == .policy)
    }

    @Test(
        "is refused where the manifest does not allow it, and of an arm that the policy does not drive"
    )
    func refused() {
        var plain = ControlBench()
        plain.begin()
        #expect(plain.ask(.takeDelta) == .deltaDisabled)
        #expect(plain.last.groups[1].effective == .policy)
        var taken = ControlBench { $0.deltaEnabled = true }
        taken.begin()
        taken.takeRight()
        #expect(taken.ask(.takeDelta) == .policyNotDriving)
        #expect(taken.last.groups[1].effective == .operator)
    }
}
