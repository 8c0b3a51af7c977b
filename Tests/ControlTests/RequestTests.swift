import Control
import Spatial
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

    @Test("a robot that is not ready is taken by nobody, a scene that is being reset neither")
    func notReady() {
        var bench = ControlBench()
        bench.begin()
        bench.robotMode = .protectiveStop
        #expect(bench.ask(.takeOver) == .robotNotReady)
        #expect(bench.ask(.handBack) == .robotNotReady)
        bench.robotMode = .ready
        #expect(bench.ask(.end, argument: 1) == .none)
        #expect(bench.ask(.takeOver, groups: 0b01) == .none, "an episode that ended is no reset")
        #expect(bench.ask(.handBack, groups: 0b01) == .episodeNotRunning)
        #expect(bench.ask(.next) == .none)
        #expect(bench.ask(.takeOver) == .episodeNotRunning)
    }

    @Test("an arm that holds is taken where it is, and says so")
    func takenInHold() {
        var bench = ControlBench()
        bench.begin()
        bench.policyVelocity = nil
        bench.steps(30)
        #expect(bench.last.groups[1].hold == .policyStale)
        #expect(bench.ask(.takeOver) == .none)
        #expect(bench.last.groups[1].hold == .taken)
    }

    @Test("acts of an episode come in their order, and from who may")
    func order() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.ask(.start) == .episodeNotReady)
        #expect(bench.ask(.next) == .episodeNotRunning)
        bench.requests.append(Request(.resetDone))
        #expect(bench.step().answers[0].refusal == .episodeNotRunning)
        bench.requests.append(Request(.end, client: 99, argument: 1))
        #expect(bench.step().answers[0].refusal == .notLeaseHolder)
        #expect(bench.last.episode.state == .running)
        #expect(bench.ask(.resetDone) == .malformed, "only the runtime knows")
        #expect(bench.ask(.end, argument: 1) == .none)
        bench.requests.append(Request(.next))
        #expect(bench.step().answers[0].refusal == .runtimeMayNotStart)
    }

    @Test(
        "after a stop and its reset a taken arm waits to be taken anew, the policy's to be handed back"
    )
    func afterAStop() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.requests.append(Request(.stop, client: 99))
        bench.step()
        #expect(bench.last.groups[1].requested == .hold)
        #expect(bench.last.groups[0].requested == .policy)
        #expect(bench.ask(.confirmReset, argument: 1) == .wrongStop, "two steps")
        #expect(bench.ask(.armReset, argument: 2) == .wrongStop, "that name it")
        #expect(bench.ask(.armReset, argument: 1) == .none)
        #expect(bench.ask(.confirmReset, argument: 1) == .none)
        bench.release()
        bench.step()
        bench.press()
        bench.steps(20)
        #expect(bench.last.groups[1].hold == .acknowledged)
        #expect(bench.last.groups[0].hold == .acknowledged)
    }

    @Test("a policy that says what is no number says nothing")
    func noNumber() {
        var bench = ControlBench()
        bench.begin()
        bench.policyVelocity = Vector3(.nan, 0, 0)
        bench.step()
        #expect(bench.last.groups[0].freshness == .none)
        #expect(bench.last.groups[0].executed.isFinite)
        bench.steps(30)
        #expect(bench.last.groups[0].hold == .policyStale)
    }
}
