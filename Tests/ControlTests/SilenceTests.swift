import Control
import Spatial
import Testing

@Suite("Silence never moves an arm")
struct SilenceTests {
    private func driving() -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(30)
        return bench
    }

    @Test("commands that stop coming ramp to hold and then to link lost, and stay there")
    func staleCommand() {
        var bench = driving()
        bench.linkUp = false
        bench.steps(12)
        #expect(bench.last.groups[1].hold == .staleCommand)
        bench.steps(20)
        #expect(bench.last.groups[1].motion == .zero)
        bench.steps(30)
        #expect(bench.last.groups[1].effective == .linkLost)
        #expect(bench.last.groups[0].hold == .unattended, "the manifest says hold")
        bench.linkUp = true
        bench.release()
        bench.steps(100)
        #expect(bench.last.groups[1].effective == .linkLost, "reconnection alone changes nothing")
        #expect(bench.last.groups[0].hold == .unattended)
        #expect(bench.ask(.takeOver) == .acknowledgeFirst)
        #expect(bench.ask(.acknowledge) == .none)
        #expect(bench.last.groups[1].hold == .acknowledged)
        bench.press()
        bench.steps(3)
        #expect(bench.last.groups[1].effective == .operator)
    }

    @Test("a policy goes on unattended only where the manifest says so")
    func unattended() {
        var bench = ControlBench { $0.unattended = .continue }
        bench.begin()
        bench.linkUp = false
        bench.steps(300)
        #expect(bench.last.groups[0].effective == .policy)
    }

    @Test("a lost mouse is latched until it is acknowledged")
    func deviceLost() {
        var bench = driving()
        bench.hands(groups: 0b10) { $0.deviceAlive = false }
        bench.step()
        #expect(bench.last.groups[1].effective == .deviceLost)
        #expect(bench.ask(.acknowledge) == .linkNotFresh)
        bench.hands(groups: 0b10) { $0.deviceAlive = true }
        bench.steps(50)
        #expect(bench.last.groups[1].effective == .deviceLost)
        #expect(bench.ask(.acknowledge) == .none)
        #expect(bench.last.groups[1].motion == .zero)
    }

    @Test("a mouse that is pulled out lets its switch go first, and is lost all the same")
    func deviceLostAfterRelease() {
        var bench = driving()
        bench.release()
        bench.step()
        #expect(bench.last.groups[1].hold == .released)
        bench.hands(groups: 0b10) { $0.deviceAlive = false }
        bench.step()
        #expect(bench.last.groups[1].effective == .deviceLost)
        bench.hands(groups: 0b10) { $0.deviceAlive = true }
        bench.press()
        bench.steps(50)
        #expect(bench.last.groups[1].effective == .deviceLost, "latched until acknowledged")
        #expect(bench.last.groups[0].effective == .policy, "the other arm keeps its policy")
    }

    @Test("a lease that another takes leaves the arm holding, and old commands are refused")
    func leaseTaken() {
        var bench = driving()
        let old = bench.lease
        bench.linkUp = false
        bench.steps(205)
        #expect(bench.last.lease.stale)
        bench.requests.append(Request(.acquireLease, client: 8))
        bench.step()
        #expect(bench.last.answers[0].refusal == .none)
        #expect(bench.last.lease.holder == 8)
        let refused = bench.arbiter.state.refusedCommands
        var input = bench.makeInput()
        var command = bench.command ?? OperatorCommand()
        command.lease = old
        command.sequence = 999_999
        command.receivedAt = input.now
        input.command = command
        _ = bench.arbiter.step(input)
        #expect(bench.arbiter.state.refusedCommands == refused + 1)
        #expect(bench.ask(.takeOver) == .notLeaseHolder)
    }

    @Test("a policy that stops offering holds after its grace, and needs a hand-back to go on")
    func policyStale() {
        var bench = ControlBench()
        bench.begin()
        bench.policyVelocity = nil
        bench.steps(20)
        #expect(bench.last.groups[0].hold == .policyStale)
        bench.policyVelocity = Vector3(0.05, 0, 0)
        bench.steps(50)
        #expect(bench.last.groups[0].hold == .policyStale)
        #expect(bench.ask(.handBack, groups: 0b11) == .none)
        bench.steps(100)
        #expect(bench.last.groups[0].effective == .policy)
    }

    @Test("a slow policy has the time of two inferences before it counts as silent")
    func slowPolicy() {
        var bench = ControlBench { $0.policy.latency = .milliseconds(400) }
        bench.begin()
        bench.policyVelocity = nil
        bench.steps(80)
        #expect(bench.last.groups[0].effective == .policy)
        #expect(bench.last.groups[0].motion == .zero, "it rests meanwhile")
        bench.steps(10)
        #expect(bench.last.groups[0].hold == .policyStale)
    }

    @Test("a correction on top of a policy that stops offering holds after the same grace")
    func policyStaleUnderCorrection() {
        var bench = ControlBench { $0.deltaEnabled = true }
        bench.begin()
        #expect(bench.ask(.takeDelta) == .none)
        bench.press()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(30)
        #expect(bench.last.groups[1].effective == .delta)
        #expect(bench.last.groups[1].motion[1] > 0)
        bench.policyVelocity = nil
        bench.steps(10)
        #expect(bench.last.groups[1].effective == .delta, "a short gap is no end")
        bench.policyVelocity = Vector3(0.05, 0, 0)
        bench.steps(10)
        bench.policyVelocity = Vector3(.nan, 0, 0)
        bench.steps(10)
        #expect(bench.last.groups[1].effective == .delta, "the grace begins anew")
        bench.steps(10)
        #expect(bench.last.groups[1].hold == .policyStale)
        bench.steps(30)
        #expect(bench.last.groups[1].motion == .zero, "the correction does not go on alone")
        bench.policyVelocity = Vector3(0.05, 0, 0)
        bench.release()
        bench.step()
        bench.press()
        bench.steps(50)
        #expect(bench.last.groups[1].hold == .policyStale)
    }

    @Test("NaN anywhere counts as absent")
    func notANumber() {
        var bench = ControlBench()
        bench.begin()
        bench.policyVelocity = Vector3(.nan, 0, 0)
        bench.steps(3)
        #expect(bench.last.groups[0].executed.isFinite)
        bench.policyVelocity = Vector3(0.05, 0, 0)
        bench.measured[0].position.x = .infinity
        bench.step()
        #expect(bench.last.groups[0].hold == .stateMissing)
        #expect(bench.last.groups[0].executed.isFinite)
    }

    @Test("any mode but ready holds, and the setpoint starts anew where the arm then is")
    func robotMode() {
        var bench = driving()
        bench.robotMode = .freedrive
        bench.step()
        #expect(bench.last.groups[1].hold == .robotMode)
        bench.measured[1].position = Vector3(0.3, 0.3, 0.3)
        bench.steps(3)
        bench.robotMode = .ready
        bench.steps(3)
        #expect(bench.last.groups[1].hold == .robotMode)
        #expect((bench.last.groups[1].setpoint.position - Vector3(0.3, 0.3, 0.3)).length < 1e-9)
    }

    @Test("STOP is latched and leaves by two steps that name it")
    func stop() {
        var bench = driving()
        bench.requests.append(Request(.stop, client: 99))
        bench.step()
        #expect(bench.last.stop == 1)
        #expect(bench.last.groups[0].effective == .stopped)
        #expect(bench.ask(.confirmReset, argument: 1) == .wrongStop)
        #expect(bench.ask(.armReset, argument: 2) == .wrongStop)
        #expect(bench.ask(.armReset, argument: 1) == .none)
        #expect(bench.last.groups[0].effective == .stopped)
        #expect(bench.ask(.confirmReset, argument: 1) == .none)
        #expect(bench.last.stop == 0)
        #expect(bench.last.groups[0].hold == .acknowledged)
    }

    @Test("a hard push holds once, and lets the operator back away")
    func wrench() {
        var bench = driving()
        bench.force = Vector3(0, 0, 50)
        bench.step()
        #expect(bench.last.groups[1].hold == .wrench)
        bench.release()
        bench.step()
        bench.press()
        bench.steps(5)
        #expect(bench.last.groups[1].effective == .operator)
        #expect(bench.last.groups[1].limits.contains(.wrenchSlow))
    }
}
