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

    @Test("letting go and pressing again between two commands is a new press, and needs neutral")
    func overlookedRelease() {
        var bench = driving()
        bench.hands(groups: 0b10) {
            $0.presses += 1
            $0.neutralSeen = false
        }
        bench.step()
        #expect(bench.last.groups[1].hold == .released)
        bench.hands(groups: 0b10) { $0.neutralSeen = true }
        bench.step()
        #expect(bench.last.groups[1].effective == .operator)
    }

    @Test("a correction whose switch was let go between two commands holds")
    func overlookedReleaseOfACorrection() {
        var bench = ControlBench { $0.deltaEnabled = true }
        bench.begin()
        #expect(bench.ask(.takeDelta) == .none)
        bench.press()
        bench.steps(3)
        #expect(bench.last.groups[1].effective == .delta)
        bench.hands(groups: 0b10) { $0.presses += 1 }
        bench.step()
        #expect(bench.last.groups[1].hold == .released)
    }

    @Test("a press does not engage an arm whose state is missing")
    func pressUnseen() {
        var bench = driving()
        bench.release()
        bench.steps(30)
        let seen = bench.measured[1]
        bench.measured[1].position.x = .nan
        bench.step()
        bench.measured[1].position.x = .nan
        bench.press()
        bench.step()
        #expect(bench.last.groups[1].hold == .stateMissing)
        bench.measured[1] = seen
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

    @Test("a switch that is closed at the hand-back does not take the arm back")
    func closedAtHandBack() {
        var bench = driving()
        bench.release()
        bench.steps(30)
        #expect(bench.ask(.hold) == .none)
        bench.press()
        bench.steps(3)
        #expect(bench.ask(.handBack) == .none)
        bench.steps(3)
        #expect(bench.last.groups[1].effective == .returning)
    }

    @Test("a plan from before the hand-back moves no gripper")
    func oldGripper() {
        var bench = driving()
        bench.release()
        bench.steps(30)
        let kept = bench.last.groups[1].gripper ?? 0
        bench.inferenceBegan = bench.now
        bench.gripperWanted = kept - 0.05
        #expect(bench.ask(.handBack) == .none)
        bench.steps(5)
        #expect(bench.last.groups[1].gripper == kept)
        #expect(bench.last.groups[1].gripperAuthority == .kept)
    }

    @Test("a press in a hand-back that finds the arm elsewhere ends the hand-back")
    func pressElsewhere() {
        var bench = driving()
        bench.release()
        bench.steps(30)
        #expect(bench.ask(.handBack) == .none)
        bench.measured[1].position.z += 0.2
        bench.press()
        bench.step()
        #expect(bench.last.groups[1].hold == .handBackFailed)
        #expect(bench.last.groups[1].requested == .operator)
    }

    @Test("in the first ready tick the setpoint is where the arm is then")
    func lastMoveByHand() {
        var bench = driving()
        bench.robotMode = .freedrive
        bench.steps(3)
        bench.measured[1].position = Vector3(0.3, 0.3, 0.3)
        bench.robotMode = .ready
        bench.step()
        #expect((bench.last.groups[1].setpoint.position - Vector3(0.3, 0.3, 0.3)).length < 1e-9)
    }

    @Test("no joint is commanded past its end, not by a hair")
    func jointEnds() {
        var bench = ControlBench {
            for index in $0.groups.indices {
                $0.groups[index].space = .jointVelocity
                $0.groups[index].joints = 6
                $0.groups[index].limits.jointLow = SIMD8(repeating: -0.5)
                $0.groups[index].limits.jointHigh = SIMD8(repeating: 0.5)
            }
        }
        bench.begin()
        bench.policyVelocity = Vector3(20, -20, 20)
        for _ in 0..<300 {
            let joints = bench.step().groups[0].jointSetpoint
            for lane in 0..<6 { #expect(abs(joints[lane]) <= 0.5) }
        }
    }

    @Test("a command that says nothing of a group makes no old press new")
    func emptyCommand() {
        var bench = driving()
        let hands = bench.command
        bench.command?.groups.removeAll()
        bench.step()
        #expect(bench.last.groups[1].effective == .deviceLost)
        bench.command = hands
        bench.step()
        #expect(bench.ask(.acknowledge) == .none)
        bench.steps(5)
        #expect(bench.last.groups[1].hold == .acknowledged)
        bench.measured[1].position.x = .nan
        bench.step()
        bench.command?.groups.removeAll()
        bench.step()
        bench.command = hands
        bench.steps(5)
        // It also said that the mouse is gone.
        #expect(bench.last.groups[1].effective == .deviceLost)
    }

    @Test("outside the workspace on one axis, an arm stays inside on the others")
    func besideTheBox() {
        var bench = ControlBench { $0.groups[0].limits.workspaceHigh.x = 0.2 }
        bench.measured[0].position = Vector3(0.1, 0, 1.5)
        bench.policyVelocity = Vector3(1, 0, 0)
        bench.begin()
        for _ in 0..<500 { #expect(bench.step().groups[0].setpoint.position.x <= 0.2) }
        #expect(bench.last.groups[0].setpoint.position.x > 0.19)
    }

    @Test("an arm at rest keeps its setpoint to the last bit")
    func rounding() {
        var bench = driving()
        bench.hands(groups: 0b10) { $0.twist.angular = Vector3(0.3, -0.2, 0.1) }
        bench.steps(77)
        bench.release()
        bench.steps(100)
        let rest = bench.last.groups[1].setpoint
        bench.steps(500)
        #expect(bench.last.groups[1].setpoint == rest)
    }
}
