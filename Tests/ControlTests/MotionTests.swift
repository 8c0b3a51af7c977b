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
}
