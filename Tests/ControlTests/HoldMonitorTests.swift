import Control
import Spatial
import Testing

@Suite("A hold is watched")
struct HoldMonitorTests {
    /// The right arm taken and settled in hold; its tolerance is 50 mm.
    private func holding(
        feels: Bool = true, _ edit: (inout ControlConfiguration) -> Void = { _ in }
    ) -> ControlBench {
        var bench = ControlBench(edit)
        bench.feelsWrench = feels
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(120)
        return bench
    }

    /// Slips 2 mm a tick.
    private func slip(_ bench: inout ControlBench, ticks: Int) {
        for _ in 0..<ticks {
            bench.slip.y += 0.002
            bench.step()
        }
    }

    @Test("an arm that slips away from where it holds is stopped, and the stop names it")
    func slips() {
        var bench = holding()
        slip(&bench, ticks: 24)
        #expect(bench.last.groups[1].hold == .taken, "50 mm are allowed")
        slip(&bench, ticks: 10)
        #expect(bench.last.stop == 1)
        #expect(bench.last.groups[1].effective == .stopped)
        #expect(bench.last.groups[1].hold == .drift)
        #expect(bench.last.groups[0].effective == .stopped)
        #expect(bench.last.groups[0].hold == .none)
        slip(&bench, ticks: 5)
        bench.requests.append(Request(.stop, client: 99))
        bench.step()
        #expect(bench.last.groups[1].hold == .drift, "a second stop does not hide the reason")
        #expect(bench.ask(.armReset, argument: 1) == .none)
        #expect(bench.ask(.confirmReset, argument: 1) == .none)
        #expect(bench.last.groups[1].hold == .acknowledged)
        bench.steps(200)
        #expect(bench.last.groups[1].hold == .acknowledged, "it stands, wherever it stands")
    }

    @Test("turning away counts as moving away does")
    func turns() {
        var bench = holding { $0.groups[1].trackingAngular = 0.1 }
        for count in 1...70 {
            bench.measured[1].rotation = Rotation(axisAngle: Vector3(0, 0, 0.002 * Double(count)))
            bench.step()
            if bench.last.stop != 0 { break }
        }
        #expect(bench.last.groups[1].hold == .drift)
        #expect(bench.last.groups[1].effective == .stopped)
    }

    @Test("a joint may drift by a twentieth of a radian, or what tracking allows up to a tenth")
    func joints() {
        var bench = ControlBench {
            $0.groups[1].space = .jointPosition
            $0.groups[1].joints = 6
        }
        bench.policyVelocity = nil
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(120)
        var angle = 0.0
        while bench.last.stop == 0, angle < 0.3 {
            angle += 0.002
            bench.jointsMeasured[1][3] = angle
            bench.step()
        }
        #expect(bench.last.groups[1].hold == .drift)
        #expect(angle > 0.1 && angle < 0.14)
    }

    @Test("while somebody pushes it never stops, and an arm that is let go settles anew")
    func pushed() {
        var bench = holding()
        bench.force = Vector3(0, 12, 0)
        slip(&bench, ticks: 100)
        #expect(bench.last.groups[1].hold == .taken)
        bench.force = .zero
        bench.steps(200)
        #expect(bench.last.groups[1].hold == .taken, "0.2 m off, and stands")
        slip(&bench, ticks: 40)
        #expect(bench.last.groups[1].hold == .drift)
    }

    @Test("a push that began before the hold is one until it ends")
    func pushedBefore() {
        var bench = ControlBench()
        bench.begin()
        bench.force = Vector3(0, 25, 0)
        _ = bench.ask(.takeOver)
        bench.steps(120)
        slip(&bench, ticks: 60)
        #expect(bench.last.groups[1].hold == .taken)
    }

    @Test("a weight that was not tared away hides no drift")
    func weight() {
        var bench = ControlBench()
        bench.force = Vector3(0, 0, -15)
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(120)
        slip(&bench, ticks: 40)
        #expect(bench.last.groups[1].hold == .drift)
    }

    @Test("without a wrench nobody knows who moved it: a fault, until it is acknowledged")
    func unfelt() {
        var bench = holding(feels: false)
        slip(&bench, ticks: 40)
        #expect(bench.last.stop == 0)
        #expect(bench.last.groups[1].effective == .fault)
        #expect(bench.last.groups[1].hold == .drift)
        #expect(bench.last.groups[0].effective == .policy, "the other arm keeps its policy")
        #expect(bench.ask(.takeOver) == .acknowledgeFirst)
        #expect(bench.ask(.acknowledge) == .none)
        #expect(bench.last.groups[1].hold == .acknowledged)
    }

    @Test("one jump is no drift, and swinging back and forth is none")
    func jumps() {
        var bench = holding()
        bench.slip.y = 0.2
        bench.steps(100)
        #expect(bench.last.groups[1].hold == .taken)
        for count in 0..<400 {
            bench.slip.y = count % 40 < 20 ? 0.2 : 0.16
            bench.step()
        }
        #expect(bench.last.groups[1].hold == .taken)
        bench.slip = .zero
        bench.steps(20)
        slip(&bench, ticks: 36)
        #expect(bench.last.groups[1].hold == .drift, "from where it sprang back to")
    }

    @Test("the first half second is for coming to rest")
    func settling() {
        var bench = ControlBench()
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(17)
        slip(&bench, ticks: 55)
        bench.steps(30)
        #expect(bench.last.groups[1].hold == .taken, "0.11 m while it came to rest")
    }

    @Test("a stop by drift takes nothing of a robot that somebody else moves")
    func notOurs() {
        var bench = holding()
        bench.robotMode = .freedrive
        slip(&bench, ticks: 100)
        bench.robotMode = .ready
        bench.steps(100)
        #expect(bench.last.stop == 0)
    }

    @Test("what an action cannot turn is looked at as standing, and so is the place of joints")
    func notLookedAt() {
        let still = holding { $0.groups[1].rotationForm = .none }
        #expect(still.arbiter.state.groups[1].watch.angular == Creep(at: 0))
        var joints = ControlBench {
            $0.groups[1].space = .jointPosition
            $0.groups[1].joints = 6
        }
        joints.begin()
        _ = joints.ask(.takeOver)
        joints.steps(120)
        #expect(joints.arbiter.state.groups[1].watch.linear == Creep(at: 0))
    }
}
