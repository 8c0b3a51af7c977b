import Control
import Spatial
import Testing

@Suite("What the robot's own runtime may do")
struct RuntimeTests {
    @Test("it may hold every group, without a lease and whoever drives")
    func holds() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.requests.append(Request(.hold, groups: .max))
        #expect(bench.step().answers[0].refusal == .none)
        for group in 0..<2 {
            #expect(bench.last.groups[group].effective == .hold)
            #expect(bench.last.groups[group].hold == .requested)
        }
        #expect(bench.last.groups[0].requested == .policy, "no human asked for anything")
        bench.steps(20)
        #expect(bench.last.groups[1].effective == .hold, "the switch was closed before")
        bench.release()
        bench.step()
        bench.press()
        bench.steps(2)
        #expect(bench.last.groups[1].effective == .operator, "a fresh press goes on")
        #expect(bench.last.groups[0].hold == .requested, "the policy only by a hand-back")
        #expect(bench.ask(.handBack, groups: 0b01) == .none)
        bench.steps(100)
        #expect(bench.last.groups[0].effective == .policy)
    }

    @Test("a console without the lease may not, and names its groups")
    func consoleMayNot() {
        var bench = ControlBench()
        bench.begin()
        bench.requests.append(Request(.hold, client: 99, groups: 0b10))
        #expect(bench.step().answers[0].refusal == .notLeaseHolder)
        #expect(bench.ask(.hold, groups: .max) == .noSuchGroup)
        #expect(bench.last.groups[1].effective == .policy)
    }

    @Test("its next scene does not give a taken arm back to the policy")
    func nextScene() {
        var bench = ControlBench { $0.runtimeMayStart = true }
        bench.begin()
        bench.takeRight()
        bench.requests.append(Request(.end, argument: 1))
        bench.step()
        bench.requests.append(Request(.next))
        bench.step()
        bench.release()
        bench.step()
        bench.press()
        bench.steps(5)
        #expect(bench.last.groups[1].effective == .hold, "not while the runtime resets")
        bench.requests.append(Request(.resetDone))
        bench.step()
        bench.requests.append(Request(.start))
        bench.steps(50)
        #expect(bench.last.episode.state == .running)
        #expect(bench.last.groups[0].effective == .policy)
        #expect(bench.last.groups[1].effective == .hold)
        #expect(bench.last.groups[1].hold == .taken)
        #expect(bench.ask(.handBack) == .none)
        bench.steps(100)
        #expect(bench.last.groups[1].effective == .policy)
    }

    @Test("the lease holder's next scene does")
    func holdersNextScene() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        _ = bench.ask(.end, argument: 1)
        #expect(bench.ask(.next) == .none)
        bench.requests.append(Request(.resetDone))
        bench.step()
        #expect(bench.ask(.start) == .none)
        #expect(bench.last.groups[1].effective == .policy)
    }
}
