import Control
import Spatial
import Testing

/// Two arms and a torso with a rule for what it does while an arm is taken.
@Suite("What a group does while another is taken")
struct WhileTakenTests {
    private static let torso = 2

    private func bench(_ rule: WhileTaken) -> ControlBench {
        var bench = ControlBench {
            $0.groups.append($0.groups[0])
            $0.groups[WhileTakenTests.torso].whileTaken = rule
            $0.runtimeMayStart = true
        }
        bench.begin()
        #expect(bench.last.groups[WhileTakenTests.torso].effective == .policy)
        return bench
    }

    private func torso(_ bench: ControlBench) -> GroupDecision {
        bench.last.groups[WhileTakenTests.torso]
    }

    @Test("policy: it keeps its policy")
    func policy() {
        var bench = bench(.policy)
        #expect(bench.ask(.takeOver, groups: 0b010) == .none)
        bench.steps(50)
        #expect(torso(bench).effective == .policy)
    }

    @Test("hold: from the first arm taken to the last one handed back, by no silence")
    func hold() {
        var bench = bench(.hold)
        #expect(bench.ask(.takeOver, groups: 0b010) == .none)
        #expect(torso(bench).hold == .otherTaken, "in the same tick")
        #expect(torso(bench).requested == .policy)
        #expect(bench.last.groups[0].effective == .policy)
        _ = bench.ask(.takeOver, groups: 0b001)
        bench.steps(30)
        #expect(bench.ask(.handBack, groups: 0b010) == .none)
        bench.steps(100)
        #expect(bench.last.groups[1].effective == .policy)
        #expect(torso(bench).hold == .otherTaken, "one arm is still taken")
        bench.linkUp = false
        bench.steps(300)
        #expect(torso(bench).effective == .hold, "silence gives nothing back")
        bench.linkUp = true
        bench.steps(3)
        _ = bench.ask(.renewLease)
        #expect(bench.ask(.acknowledge, groups: 0b001) == .none)
        bench.steps(3)
        let given = bench.now
        #expect(bench.ask(.handBack, groups: 0b001) == .none)
        #expect(torso(bench).effective == .returning)
        #expect(bench.arbiter.state.groups[WhileTakenTests.torso].epochBegan >= given)
        bench.steps(100)
        #expect(torso(bench).effective == .policy)
    }

    @Test("hold: a plan from before the hand-back is not executed on it")
    func epoch() {
        var bench = bench(.hold)
        _ = bench.ask(.takeOver, groups: 0b010)
        bench.steps(30)
        bench.inferenceBegan = bench.now
        #expect(bench.ask(.handBack, groups: 0b010) == .none)
        bench.steps(20)
        #expect(torso(bench).effective == .returning)
        #expect(torso(bench).motion == .zero)
        bench.inferenceBegan = nil
        bench.steps(60)
        #expect(torso(bench).effective == .policy)
    }

    @Test("hold: taken itself it is driven; handed back early it waits for the others")
    func takenItself() {
        var bench = bench(.hold)
        #expect(bench.ask(.takeOver, groups: 0b110) == .none)
        bench.steps(20)
        bench.press(groups: 0b100)
        bench.hands(groups: 0b100) { $0.twist.linear.z = 0.05 }
        bench.steps(30)
        #expect(torso(bench).effective == .operator)
        #expect(torso(bench).motion[2] > 0.01)
        #expect(bench.ask(.handBack, groups: 0b100) == .none)
        #expect(torso(bench).hold == .otherTaken)
        bench.steps(300)
        #expect(torso(bench).hold == .otherTaken)
        #expect(bench.ask(.handBack, groups: 0b010) == .none)
        #expect(torso(bench).effective == .returning)
    }

    @Test("hold: what is wrong with it meanwhile keeps it, until it is handed back itself")
    func wrongMeanwhile() {
        var bench = bench(.hold)
        _ = bench.ask(.takeOver, groups: 0b010)
        bench.measured[WhileTakenTests.torso].position.x = .nan
        bench.step()
        #expect(torso(bench).hold == .stateMissing)
        bench.steps(20)
        _ = bench.ask(.handBack, groups: 0b010)
        bench.steps(100)
        #expect(torso(bench).effective == .hold)
        #expect(bench.ask(.handBack, groups: 0b100) == .none)
        bench.steps(100)
        #expect(torso(bench).effective == .policy)
    }

    @Test(
        "follows: taken, held and handed back with its leader; driven by nothing but a hand on it")
    func follows() {
        var bench = bench(.follows(1))
        #expect(bench.ask(.takeOver, groups: 0b001) == .none)
        bench.steps(20)
        #expect(torso(bench).effective == .policy, "the other arm is not its leader")
        #expect(bench.ask(.takeOver, groups: 0b010) == .none)
        #expect(torso(bench).effective == .taking)
        bench.steps(20)
        bench.press(groups: 0b010)
        bench.hands(groups: 0b010) { $0.twist.linear.y = 0.1 }
        bench.steps(40)
        #expect(bench.last.groups[1].effective == .operator)
        #expect(torso(bench).hold == .taken)
        #expect(torso(bench).motion == .zero)
        #expect(bench.ask(.hold, groups: 0b010) == .none)
        #expect(torso(bench).hold == .requested)
        #expect(bench.ask(.handBack, groups: 0b010) == .none)
        #expect(torso(bench).effective == .returning)
        bench.steps(100)
        #expect(torso(bench).effective == .policy)
        #expect(bench.last.groups[0].effective == .hold)
    }

    @Test("follows: a follower in fault stays behind and keeps no arm from being taken")
    func latchedFollower() {
        var bench = bench(.follows(1))
        var state = bench.arbiter.state
        state.groups[WhileTakenTests.torso].setpoint.position.x = .nan
        bench.arbiter = Arbiter(configuration: bench.arbiter.configuration, state: state)
        bench.step()
        #expect(torso(bench).effective == .fault)
        #expect(bench.ask(.takeOver, groups: 0b010) == .none)
        #expect(bench.last.groups[1].effective == .taking)
        #expect(torso(bench).effective == .fault)
        _ = bench.ask(.hold, groups: 0b010)
        #expect(torso(bench).requested == .policy, "it is nobody's")
    }

    @Test("a press on the way back takes the arm again, and the torso holds again")
    func pressWhileReturning() {
        var bench = bench(.hold)
        _ = bench.ask(.takeOver, groups: 0b010)
        bench.steps(20)
        _ = bench.ask(.handBack, groups: 0b010)
        bench.steps(5)
        #expect(torso(bench).effective == .returning)
        bench.press(groups: 0b010)
        bench.step()
        #expect(bench.last.groups[1].effective == .operator)
        #expect(torso(bench).hold == .otherTaken)
    }

    @Test("a new episode begins with an arm still taken: the torso holds from its first tick")
    func acrossEpisodes() {
        var bench = bench(.hold)
        _ = bench.ask(.takeOver, groups: 0b010)
        bench.steps(20)
        #expect(bench.ask(.end, argument: 1) == .none)
        bench.requests.append(Request(.next))
        bench.steps(2)
        bench.requests.append(Request(.resetDone))
        bench.steps(2)
        #expect(torso(bench).hold == .notRunning)
        #expect(bench.ask(.start) == .none)
        #expect(bench.last.groups[0].effective == .policy)
        #expect(torso(bench).hold == .otherTaken)
    }
}
