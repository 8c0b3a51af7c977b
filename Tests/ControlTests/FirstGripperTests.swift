import Control
import Spatial
import Testing

@Suite("The gripper before anyone commanded it")
struct FirstGripperTests {
    @Test("a cell that starts up holds what its grippers hold")
    func keepsMeasured() {
        var configuration = ControlConfiguration()
        var group = GroupConfiguration()
        group.space = .eeVelocity
        group.hasGripper = true
        group.gripperLow = 0
        group.gripperHigh = 0.08
        configuration.groups.append(group)
        var arbiter = Arbiter(configuration: configuration, leaseEpoch: 1)
        for tick in UInt64(1)...5 {
            var input = ArbiterInput()
            input.tick = tick
            input.now = Nanoseconds(tick) * .milliseconds(10)
            var part = GroupInput()
            part.observation.tool = .identity
            part.observation.gripper = 0.01
            input.groups.append(part)
            #expect(arbiter.step(input).groups[0].gripper == 0.01)
        }
    }

    @Test("a gripper whose driver comes up later is still taken from its first reading")
    func lateReading() {
        var bench = ControlBench()
        for _ in 0..<5 {
            #expect(
                bench.arbiter.step(bench.makeInput()).groups[0].gripper == 1, "nothing is known")
        }
        for reading in [0.2, 0.25] {
            var input = bench.makeInput()
            var part = input.groups[0]
            part.observation.gripper = reading
            input.groups[0] = part
            #expect(bench.arbiter.step(input).groups[0].gripper == 0.2, "the first one counts")
        }
    }

    @Test("a reading that first comes while an episode runs moves nothing")
    func inTheEpisode() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.gripperReading = 0.3
        bench.steps(3)
        #expect(bench.last.groups[1].gripper == 1)
    }

    @Test("a reading that is no number is none")
    func noNumber() {
        var bench = ControlBench()
        bench.gripperReading = .nan
        bench.step()
        #expect(bench.last.groups[0].gripper == 1)
        bench.gripperReading = 0.4
        bench.step()
        #expect(bench.last.groups[0].gripper == 0.4)
    }

    @Test("each reset of the scene reads it anew")
    func everyReset() {
        var bench = ControlBench()
        bench.gripperReading = 0.3
        bench.begin()
        bench.steps(5)
        #expect(bench.last.groups[0].gripper == 1, "what the policy commands")
        _ = bench.ask(.end, argument: 1)
        _ = bench.ask(.next)
        bench.gripperReading = 0.6
        bench.step()
        #expect(bench.last.groups[0].gripper == 0.6)
    }
}
