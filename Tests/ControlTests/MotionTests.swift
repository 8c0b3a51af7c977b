import Control
import Spatial
import Testing

@Suite("What a tick executes, in numbers")
struct MotionTests {
    @Test("a hand-back blends the policy in along a minimum-jerk curve, at half speed first")
    func blend() {
        var bench = ControlBench()
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(30)
        #expect(bench.ask(.handBack) == .none)
        while bench.last.groups[1].motion == .zero { bench.step() }
        var speeds: [Double] = []
        while bench.last.groups[1].effective == .returning {
            speeds.append(bench.last.groups[1].motion[0])
            bench.step()
        }
        // Half a second; s(t) = 10 t³ - 15 t⁴ + 6 t⁵.
        #expect(speeds.count >= 45 && speeds.count <= 51)
        let middle = speeds[speeds.count / 2]
        #expect(abs(middle - 0.025) < 0.003, "half of the policy's speed in the middle")
        #expect(zip(speeds, speeds.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(speeds[10] < 0.05 * 0.1, "a tenth at a fifth of the way, and less")
    }

    @Test("a gripper's command is bounded by its range, which is named only then")
    func gripperRange() {
        var bench = ControlBench()
        bench.begin()
        bench.gripperWanted = 0.4
        bench.step()
        #expect(bench.last.groups[0].gripper == 0.4)
        #expect(!bench.last.groups[0].limits.contains(.gripperRange))
        bench.gripperWanted = 1.5
        bench.step()
        #expect(bench.last.groups[0].gripper == 1)
        #expect(bench.last.groups[0].limits.contains(.gripperRange))
    }
}

extension MotionTests {
    @Test("a robot that is not ours is commanded no motion, from the same tick on")
    func notOurs() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.last.groups[0].motion != .zero)
        bench.robotMode = .freedrive
        bench.step()
        #expect(bench.last.groups[0].motion == .zero)
    }

    @Test("a toggle goes to the end that is farther away, also from near the middle")
    func toggleFromTheMiddle() {
        for (held, wanted) in [(0.4, 1.0), (0.6, 0.0)] {
            var bench = ControlBench()
            bench.begin()
            bench.gripperWanted = held
            bench.step()
            bench.takeRight()
            #expect(bench.last.groups[1].gripper == held)
            bench.hands(groups: 0b10) { $0.gripperToggles += 1 }
            bench.step()
            #expect(bench.last.groups[1].gripper == wanted)
        }
    }

    @Test("an arm of joints engages wherever its tool is seen: its setpoint is joints")
    func jointsHaveNoToolToTrack() {
        var bench = ControlBench {
            for index in $0.groups.indices {
                $0.groups[index].space = .jointVelocity
                $0.groups[index].joints = 6
            }
        }
        bench.begin()
        bench.slip = Vector3(0.3, 0, 0)
        _ = bench.ask(.takeOver)
        bench.steps(30)
        bench.press()
        bench.step()
        #expect(bench.last.groups[1].effective == .operator)
        #expect(!bench.last.groups[1].limits.contains(.reseated))
    }

    @Test(
        "while it blends, the policy's speed is bounded by what rises from half the limit to all of it"
    )
    func blendLimit() {
        var bench = ControlBench()
        // Faster than the arm may be.
        bench.policyVelocity = Vector3(0.4, 0, 0)
        bench.begin()
        #expect(isNear(bench.last.groups[1].motion[0], 0.25), "the limit of 0.25 m/s")
        _ = bench.ask(.takeOver)
        bench.steps(30)
        _ = bench.ask(.handBack)
        var speeds: [Double] = []
        while bench.last.groups[1].motion == .zero { bench.step() }
        while bench.last.groups[1].effective == .returning {
            speeds.append(bench.last.groups[1].motion[0])
            bench.step()
        }
        var atLimit = 0
        for (tick, speed) in speeds.enumerated() {
            let t = Double(tick + 1) / 50
            let weight = t * t * t * (10 - 15 * t + 6 * t * t)
            let allowed = min(0.4 * weight, 0.25 * (0.5 + 0.5 * weight))
            atLimit += 0.4 * weight > allowed ? 1 : 0
            #expect(speed <= allowed + 1e-9)
            // The acceleration may be what holds it back, for a tick or two.
            #expect(speed >= allowed - 0.01)
        }
        #expect(atLimit > 10)
    }

    @Test("the curve of the blend is minimum jerk in every tick")
    func curve() {
        var bench = ControlBench()
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(30)
        _ = bench.ask(.handBack)
        while bench.last.groups[1].motion == .zero { bench.step() }
        for tick in 1..<50 {
            let t = Double(tick) / 50
            let weight = t * t * t * (10 - 15 * t + 6 * t * t)
            #expect(isNear(bench.last.groups[1].motion[0], 0.05 * weight))
            bench.step()
        }
    }

    @Test("a policy that falls silent while its plan is blended in fails the hand-back at once")
    func silentInBlend() {
        var bench = ControlBench()
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(30)
        _ = bench.ask(.handBack)
        bench.steps(20)
        #expect(bench.last.groups[1].effective == .returning)
        bench.policyVelocity = nil
        bench.step()
        #expect(bench.last.groups[1].hold == .handBackFailed)
    }

    @Test("an arm that leans on a wall stands inside it to the last bit")
    func wall() {
        var bench = ControlBench {
            $0.groups[0].limits.workspaceHigh = Vector3(0.1, 1, 1)
        }
        bench.policyVelocity = Vector3(0.25, 0.03, 0)
        bench.begin()
        for _ in 0..<300 {
            bench.step()
            #expect(bench.last.groups[0].setpoint.position.x <= 0.1)
        }
        #expect(bench.last.groups[0].setpoint.position.x > 0.099)
    }
}
