import Control
import Testing

@Suite("What a gripper entry means")
struct GripperMappingTests {
    private func mapping(
        _ kind: GripperKind, closed: Double = 0, open: Double = 1
    ) -> ActionMapping {
        var group = GroupConfiguration()
        group.hasGripper = true
        group.gripperKind = kind
        group.gripperLow = closed
        group.gripperHigh = open
        return ActionMapping(group: group, policyPeriod: 1)
    }

    private func command(_ mapping: ActionMapping, _ value: Double, holding held: Double = 0)
        -> Double?
    {
        var action = Entries(count: mapping.group.entryCount)
        action[mapping.group.entryCount - 1] = value
        return mapping.gripper(of: action, holding: held)
    }

    @Test("a continuous one takes the number, a broken number is none")
    func continuous() {
        let mapping = mapping(.continuous)
        #expect(command(mapping, 0.3) == 0.3)
        #expect(command(mapping, .nan) == nil)
        #expect(command(mapping, .infinity) == nil)
        #expect(mapping.gripper(of: Entries([1]), holding: 0) == nil)
    }

    @Test(
        "a binary one goes to an end, and keeps it while the number is near the middle",
        arguments: [(0.0, 1.0), (1.0, -1.0), (255.0, 0.0)])
    func binary(closed: Double, open: Double) {
        let mapping = mapping(.binary, closed: closed, open: open)
        func at(_ share: Double) -> Double { closed + (open - closed) * share }
        for held in [closed, open] {
            #expect(command(mapping, at(0.8), holding: held) == open)
            #expect(command(mapping, at(3), holding: held) == open)
            #expect(command(mapping, at(0.2), holding: held) == closed)
            #expect(command(mapping, at(0.5), holding: held) == held)
        }
        // Found half open: something may be in it.
        #expect(mapping.gripper(found: at(0.6)) == closed)
        #expect(mapping.gripper(found: open) == open)
    }

    @Test("the operator's toggle starts from what was commanded last", arguments: [false, true])
    func seeded(isInverted: Bool) {
        var bench = ControlBench {
            for index in $0.groups.indices {
                $0.groups[index].gripperKind = .binary
                $0.groups[index].gripperLow = isInverted ? 1 : 0
                $0.groups[index].gripperHigh = isInverted ? 0 : 1
            }
        }
        bench.gripperWanted = 0.9
        bench.begin()
        let before = bench.last.groups[1].gripper
        #expect(before == 1)
        bench.takeRight()
        #expect(bench.last.groups[1].gripper == before)
        bench.hands(groups: 0b10) { $0.gripperToggles += 1 }
        bench.steps(2)
        #expect(bench.last.groups[1].gripper == 0)
        #expect(bench.last.groups[0].gripper == 1)
    }
}
