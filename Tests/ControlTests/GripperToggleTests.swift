import Control
import Spatial
import Testing

@Suite("A gripper toggle")
struct GripperToggleTests {
    /// Taken, at rest, with the switch open and the gripper closed by a hand before.
    private func taken() -> ControlBench {
        var bench = ControlBench()
        bench.gripperWanted = 0
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(30)
        return bench
    }

    @Test("that comes with the press acts: by keys both are one act")
    func withPress() {
        var bench = taken()
        #expect(bench.last.groups[1].gripper == 0)
        bench.press()
        bench.hands(groups: 0b10) { $0.gripperToggles += 1 }
        bench.step()
        #expect(bench.last.groups[1].effective == .operator)
        #expect(bench.last.groups[1].gripper == 1)
        bench.release()
        bench.steps(5)
        #expect(bench.last.groups[1].effective == .hold)
        #expect(bench.last.groups[1].gripper == 1, "and is not undone by letting go")
    }

    @Test("made while the arm is not the operator's never acts, then or later")
    func spent() {
        var bench = taken()
        bench.hands(groups: 0b11) { $0.gripperToggles += 1 }
        bench.steps(5)
        #expect(bench.last.groups[1].gripper == 0)
        #expect(bench.last.groups[0].gripper == 0, "the policy's arm least of all")
        bench.press()
        bench.steps(20)
        #expect(bench.last.groups[1].effective == .operator)
        #expect(bench.last.groups[1].gripper == 0)
    }

    @Test("with a press that the cell does not take is spent with it")
    func refusedPress() {
        var bench = taken()
        bench.robotMode = .freedrive
        bench.press()
        bench.hands(groups: 0b10) { $0.gripperToggles += 1 }
        bench.steps(3)
        bench.robotMode = .ready
        bench.release()
        bench.step()
        bench.press()
        bench.steps(20)
        #expect(bench.last.groups[1].gripper == 0)
    }

    @Test("twice between two ticks is none")
    func twice() {
        var bench = taken()
        bench.press()
        bench.step()
        bench.hands(groups: 0b10) { $0.gripperToggles += 2 }
        bench.step()
        #expect(bench.last.groups[1].gripper == 0)
        bench.hands(groups: 0b10) { $0.gripperToggles += 3 }
        bench.step()
        #expect(bench.last.groups[1].gripper == 1)
    }

    @Test("while the policy drives is spent there, also for a later takeover")
    func spentUnderPolicy() {
        var bench = ControlBench()
        bench.begin()
        bench.hands { $0.gripperToggles += 1 }
        bench.step()
        let counted = bench.command?.groups[1].gripperToggles
        #expect(bench.arbiter.state.groups[1].gripperToggles == counted)
        #expect(bench.last.groups[1].gripper == 1)
    }

    @Test("leaves what a group without a gripper executes alone")
    func none() {
        var bench = ControlBench { $0.groups[1].hasGripper = false }
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) {
            $0.gripperToggles += 1
            $0.twist.angular.z = 0.5
        }
        bench.steps(30)
        let right = bench.last.groups[1]
        #expect(right.gripper == nil && right.limits.isEmpty)
        #expect(right.executed.count == 6)
        #expect(isNear(right.executed[5], right.motion[5] * 0.01, by: 1e-9))
    }
}

@Suite("A reset of the scene")
struct SceneResetTests {
    @Test("leaves nothing behind, also where all of it happens between two ticks")
    func instantReset() {
        var bench = ControlBench()
        bench.begin()
        bench.steps(20)
        _ = bench.ask(.end, argument: 2)
        #expect(bench.ask(.next) == .none)
        // A simulator that is stepped by hand: the scene stands anew before the next tick.
        let home = Pose(position: Vector3(0.3, -0.2, 0.4), rotation: .identity)
        bench.measured = [home, home]
        bench.requests.append(Request(.resetDone))
        bench.step()
        #expect(bench.last.episode.state == .ready)
        for index in bench.last.groups.indices {
            let rest = bench.last.groups[index].setpoint.displacement(to: home)
            #expect(rest.linear.length < 1e-9)
        }
        bench.steps(5)
        #expect(bench.last.groups[1].setpoint.displacement(to: home).linear.length < 1e-9)
    }
}
