import Control
import Spatial
import Testing

@Suite("A press engages, or it does not")
struct EngageTests {
    private func taken(_ edit: (inout ControlConfiguration) -> Void = { _ in }) -> ControlBench {
        var bench = ControlBench(edit)
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(30)
        return bench
    }

    @Test("a press of a command that is no longer repeated engages nothing")
    func oldPress() {
        for silent in [1, 4] {
            var bench = taken()
            bench.seesTool = false
            bench.step()
            bench.press()
            bench.step()
            bench.linkUp = false
            bench.steps(silent)
            bench.seesTool = true
            bench.step()
            #expect((bench.last.groups[1].effective == .operator) == (silent == 1))
        }
    }

    @Test("a press in the tick of a contact is spent with the hold")
    func pressedIntoContact() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.steps(10)
        bench.press()
        bench.force = Vector3(50, 0, 0)
        bench.step()
        #expect(bench.last.groups[1].hold == .wrench)
        bench.force = .zero
        bench.steps(20)
        #expect(bench.last.groups[1].hold == .wrench)
        #expect(bench.last.groups[1].motion == .zero)
    }

    @Test("a press takes an arm that is on its way back: gripper, shadow and all")
    func whileReturning() {
        var bench = taken()
        bench.policyVelocity = nil
        #expect(bench.ask(.handBack) == .none)
        bench.steps(3)
        #expect(bench.last.groups[1].gripperAuthority == .kept)
        bench.policyVelocity = Vector3(0.05, 0, 0)
        bench.inferenceBegan = bench.now
        bench.press()
        bench.step()
        #expect(bench.last.groups[1].effective == .operator)
        #expect(bench.last.groups[1].gripperAuthority == .operator)
        #expect(bench.last.groups[1].freshness == .none, "what it sees is from before the press")
        bench.inferenceBegan = bench.now + 10_000_001
        bench.step()
        #expect(bench.last.groups[1].freshness == .fresh)
    }

    @Test("an arm that was taken and lies in hold is lost with the link, until it is acknowledged")
    func lostInHold() {
        var bench = taken()
        bench.linkUp = false
        bench.steps(49)
        #expect(bench.last.groups[1].hold == .taken)
        bench.steps(4)
        #expect(bench.last.groups[1].effective == .linkLost)
        #expect(bench.last.groups[0].effective == .hold)
        #expect(bench.last.groups[0].hold == .unattended)
        bench.linkUp = true
        bench.steps(50)
        #expect(bench.last.groups[1].effective == .linkLost)
        #expect(bench.ask(.acknowledge) == .none)
        #expect(bench.last.groups[1].hold == .acknowledged)
    }

    @Test("the operator's frame is latched at the takeover: base, tool or view")
    func frames() {
        let quarter = Rotation(axisAngle: Vector3(0, 0, .pi / 2))
        for (frame, axis) in [(OperatorFrame.base, 0), (.tool, 1), (.view, 2)] {
            var bench = ControlBench {
                // From x of the view to z of the base.
                $0.groups[1].baseFromView = Rotation(axisAngle: Vector3(0, -.pi / 2, 0))
            }
            bench.measured[1].rotation = quarter
            bench.begin()
            bench.hands(groups: 0b10) { $0.frame = frame }
            bench.step()
            bench.policyVelocity = nil
            bench.takeRight()
            // What is chosen later counts from the next takeover on.
            bench.hands(groups: 0b10) {
                $0.frame = .base
                $0.twist.linear.x = 0.1
            }
            bench.steps(30)
            for lane in 0..<3 {
                #expect(isNear(bench.last.groups[1].motion[lane], lane == axis ? 0.1 : 0))
            }
        }
    }

    @Test("a press in the tick in which a robot is ours again does not start from where it was")
    func notSeatedYet() {
        var bench = taken()
        bench.robotMode = .freedrive
        bench.steps(3)
        bench.measured[1].position.z += 0.02
        bench.robotMode = .ready
        bench.press()
        bench.step()
        #expect(bench.last.groups[1].effective == .hold)
        #expect(isNear(bench.last.groups[1].setpoint.position.z, 0.02))
    }

    @Test("a mouse that is not there is missed only where a human has the arm")
    func missed() {
        var bench = ControlBench()
        bench.begin()
        bench.policyVelocity = nil
        bench.steps(30)
        bench.hands { $0.deviceAlive = false }
        bench.steps(5)
        #expect(bench.last.groups[0].effective == .hold)
        #expect(bench.last.groups[0].hold == .policyStale)
    }

    @Test("a press in a hand-back that finds the arm elsewhere begins its shadow anew")
    func shadowAfterDoubt() {
        var bench = taken()
        bench.policyVelocity = nil
        _ = bench.ask(.handBack)
        bench.steps(2)
        bench.slip = Vector3(0, 0.1, 0)
        bench.press()
        bench.step()
        #expect(bench.last.groups[1].hold == .handBackFailed)
        #expect(bench.arbiter.state.groups[1].takenAt == bench.now)
    }

    @Test("a takeover latches the frame anew, also that of the base after another")
    func frameAnew() {
        var bench = ControlBench {
            $0.groups[1].baseFromView = Rotation(axisAngle: Vector3(0, -.pi / 2, 0))
        }
        bench.begin()
        bench.hands(groups: 0b10) { $0.frame = .view }
        bench.step()
        _ = bench.ask(.takeOver)
        #expect(bench.arbiter.state.groups[1].operatorFrame != .identity)
        bench.hands(groups: 0b10) { $0.frame = .base }
        bench.step()
        _ = bench.ask(.takeOver)
        #expect(bench.arbiter.state.groups[1].operatorFrame == .identity)
    }
}

@Suite("A gripper that was kept at the hand-back")
struct GripperAgreementTests {
    private func handedBack(wanting opening: Double) -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.release()
        bench.step()
        bench.gripperWanted = opening
        _ = bench.ask(.handBack)
        bench.steps(100)
        return bench
    }

    @Test("stays where it is until the policy wants nearly the same")
    func disagrees() {
        var bench = handedBack(wanting: 0.3)
        #expect(bench.last.groups[1].effective == .policy)
        #expect(bench.last.groups[1].gripper == 1)
        #expect(bench.last.groups[1].gripperAuthority == .kept)
        bench.gripperWanted = 0.89
        bench.step()
        #expect(bench.last.groups[1].gripper == 1)
        bench.gripperWanted = 0.91
        bench.step()
        #expect(bench.last.groups[1].gripper == 0.91)
        #expect(bench.last.groups[1].gripperAuthority == .policy)
        bench.gripperWanted = 0.2
        bench.step()
        #expect(bench.last.groups[1].gripper == 0.2)
    }

    @Test("or until it is let go by a key")
    func released() {
        var bench = handedBack(wanting: 0.3)
        #expect(bench.ask(.releaseGripper) == .none)
        #expect(bench.last.groups[1].gripper == 0.3)
        #expect(bench.last.groups[1].gripperAuthority == .policy)
    }
}
