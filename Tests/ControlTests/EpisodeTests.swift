import Control
import Spatial
import Testing

@Suite("An episode's life")
struct EpisodeTests {
    @Test("each has the next number, and says when it started")
    func numbers() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.last.episode.number == 1)
        let started = bench.last.episode.startedAt
        #expect(started == bench.now - 300_000_000, "thirty ticks before")
        #expect(bench.ask(.end, argument: 1) == .none)
        #expect(bench.ask(.next) == .none)
        #expect(bench.last.episode.number == 2)
        #expect(bench.last.episode.startedAt == 0, "not yet")
        #expect(bench.last.episode.outcome == .unlabelled)
    }

    @Test("ends with the outcome that was given, which may be corrected until the next scene")
    func outcome() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.ask(.end, argument: UInt64(Outcome.failure.rawValue)) == .none)
        #expect(bench.last.episode.outcome == .failure)
        #expect(bench.ask(.end, argument: UInt64(Outcome.success.rawValue)) == .none)
        #expect(bench.last.episode.outcome == .success)
        #expect(bench.ask(.end, argument: 200) == .malformed)
        #expect(bench.last.episode.outcome == .success)
    }

    @Test("the next scene gives the gripper back to the policy too")
    func gripper() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.gripperToggles += 1 }
        bench.step()
        #expect(bench.last.groups[1].gripperAuthority == .operator)
        _ = bench.ask(.end, argument: 1)
        #expect(bench.ask(.next) == .none)
        #expect(bench.last.groups[1].gripperAuthority == .policy)
        #expect(bench.last.groups[1].requested == .policy)
    }

    @Test("a hold that was asked for is not left by a press")
    func askedHold() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.ask(.hold) == .none)
        #expect(bench.last.groups[1].requested == .hold)
        bench.press()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(20)
        #expect(bench.last.groups[1].hold == .requested)
        #expect(bench.last.groups[1].motion == .zero)
    }

    @Test("the next scene holds an arm that was still driven")
    func drivenIntoTheNext() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        _ = bench.ask(.end, argument: 1)
        #expect(bench.last.groups[1].effective == .operator, "an end leaves the operator the arm")
        #expect(bench.ask(.next) == .none)
        #expect(bench.last.groups[1].hold == .notRunning)
    }

    @Test("the policy's part is over with it: the arms brake, and hold")
    func over() {
        var bench = ControlBench()
        bench.begin()
        #expect(bench.ask(.end, argument: 1) == .none)
        for index in bench.last.groups.indices {
            #expect(bench.last.groups[index].hold == .notRunning)
        }
        bench.steps(10)
        #expect(bench.last.groups[0].motion == .zero)
    }
}
