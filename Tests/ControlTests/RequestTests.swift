import Control
import Testing

@Suite("Who may ask for what")
struct RequestTests {
    @Test("an act on no group is refused")
    func noGroup() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.ask(.takeOver, groups: 0) == .noSuchGroup)
        #expect(bench.ask(.takeOver, groups: 0b100) == .noSuchGroup)
        #expect(bench.last.groups.indices.allSatisfy { bench.last.groups[$0].effective == .policy })
    }

    @Test("a runtime starts an episode only where the manifest says so")
    func runtimeStart() {
        for may in [false, true] {
            var bench = ControlBench { $0.runtimeMayStart = may }
            bench.step()
            bench.requests.append(Request(.next))
            bench.step()
            bench.requests.append(Request(.resetDone))
            bench.step()
            bench.requests.append(Request(.start))
            #expect(bench.step().answers[0].refusal == (may ? .none : .runtimeMayNotStart))
            #expect(bench.last.episode.state == (may ? .running : .ready))
        }
    }

    @Test("a takeover takes the gripper along, before anything is toggled")
    func gripperIsTaken() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.ask(.takeOver) == .none)
        #expect(bench.last.groups[1].gripperAuthority == .operator)
        bench.gripperWanted = 0
        bench.steps(5)
        #expect(bench.last.groups[1].gripper == 1)
        #expect(bench.last.groups[0].gripper == 0)
    }
}
