import Control
import Spatial
import Testing

/// A state may come from a recording, or from a mistake of ours: what it says of a group never
/// weighs more than the stop and the lease beside it.
@Suite("A state that contradicts itself")
struct RestoredStateTests {
    private func restored(_ edit: (inout ArbiterState) -> Void) -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(20)
        var state = bench.arbiter.state
        edit(&state)
        bench.arbiter = Arbiter(configuration: bench.arbiter.configuration, state: state)
        return bench
    }

    @Test("under a stop every group is stopped, since when it is seen, and for good")
    func stop() {
        var bench = restored { $0.stop.active = 3 }
        bench.step()
        let seen = bench.now
        bench.steps(20)
        for index in bench.last.groups.indices {
            #expect(bench.arbiter.state.groups[index].phase == .stopped(.none, since: seen))
            #expect(bench.last.groups[index].motion == .zero)
        }
    }

    @Test("without a lease nobody drives")
    func lease() {
        var bench = restored { $0.lease.holder = 0 }
        bench.step()
        #expect(bench.last.groups[1].hold == .leaseLost)
        #expect(bench.last.groups[0].effective == .policy)
    }
}
