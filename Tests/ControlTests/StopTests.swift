import Control
import Spatial
import Testing

@Suite("STOP and its reset")
struct StopTests {
    private func stopped() -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        bench.requests.append(Request(.stop, client: 99))
        bench.step()
        return bench
    }

    @Test("a second STOP disarms a reset that was begun")
    func disarmed() {
        var bench = stopped()
        #expect(bench.ask(.armReset, argument: 1) == .none)
        bench.requests.append(Request(.stop, client: 99))
        bench.step()
        #expect(bench.last.stop == 1, "the same stop, still in force")
        #expect(bench.ask(.confirmReset, argument: 1) == .wrongStop)
    }

    @Test("whoever was granted control after the first step takes it too")
    func ofTwoHolders() {
        for client in [UInt64(1), 2] {
            var bench = stopped()
            #expect(bench.ask(.armReset, argument: 1) == .none)
            #expect(bench.ask(.releaseLease) == .none)
            bench.requests.append(Request(.acquireLease, client: client))
            bench.step()
            let confirm = Request(.confirmReset, client: client, lease: bench.lease, argument: 1)
            bench.requests.append(confirm)
            #expect(bench.step().answers[0].refusal == .wrongStop)
            #expect(bench.last.stop == 1)
        }
    }

    @Test("there is nothing to reset where nothing is stopped")
    func nothing() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.ask(.armReset, argument: 0) == .wrongStop)
        #expect(bench.last.groups[0].effective == .policy)
    }

    @Test("no episode starts under a STOP")
    func start() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.ask(.end, argument: 1) == .none)
        #expect(bench.ask(.next) == .none)
        bench.requests.append(Request(.resetDone))
        bench.requests.append(Request(.stop, client: 99))
        bench.step()
        #expect(bench.ask(.start) == .stopped)
        #expect(bench.last.episode.state == .ready)
    }

    @Test("is in force in the tick that hears it, of every group, and from when it was heard first")
    func atOnce() {
        var bench = stopped()
        let since = bench.now
        for index in bench.last.groups.indices {
            #expect(bench.last.groups[index].effective == .stopped)
        }
        bench.steps(3)
        bench.requests.append(Request(.stop, client: 99))
        bench.step()
        #expect(bench.arbiter.state.groups[0].phase == .stopped(.none, since: since))
    }

    @Test("a client that never took the first step cannot take the second")
    func neverArmed() {
        var bench = ControlBench()
        bench.begin()
        _ = bench.ask(.releaseLease)
        bench.requests.append(Request(.acquireLease, client: 1))
        bench.step()
        bench.requests.append(Request(.stop, client: 99))
        bench.step()
        bench.requests.append(Request(.confirmReset, client: 1, lease: bench.lease, argument: 1))
        #expect(bench.step().answers[0].refusal == .wrongStop)
        #expect(bench.last.stop == 1)
    }
}
