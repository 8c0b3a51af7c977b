import CDR
import Control
import Messages
import Spatial
import Testing

@Suite("The arbiter's state, as it is recorded") struct ArbiterStateTests {
    @Test("what the monitor of a hold remembers, and why a group is in fault, comes back whole")
    func watch() throws {
        var state = ArbiterState()
        state.measuredAt = 41
        state.freshAt = 12
        state.groups.append(GroupState())
        var group = GroupState()
        group.phase = .fault(.drift, since: 5)
        group.watch.restsSince = 0
        var creep = Creep(at: 0.001)
        creep.greatest = 0.03
        creep.growths = 2
        group.watch.linear = creep
        group.watch.quiet = Wrench(force: Vector3(0, 0, -9), torque: Vector3(0.1, 0, 0))
        group.watch.isBlind = true
        state.groups.append(group)
        group.phase = .stopped(.drift, since: 6)
        group.watch.angular = Creep(at: 0.2)
        state.groups.append(group)
        let again = try CDRDecoder.decode(
            ArbiterState.self, from: try CDREncoder.bytes(of: state))
        #expect(again == state)
    }

    @Test("an input keeps the stamp of the robot's state")
    func stamp() throws {
        var input = ArbiterInput()
        input.measuredAt = 77
        let again = try CDRDecoder.decode(
            ArbiterInput.self, from: try CDREncoder.bytes(of: input))
        #expect(again == input)
    }
}
