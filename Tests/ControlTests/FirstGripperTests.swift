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
}
