import Control
import Spatial
import Testing

/// What makes one of two coupled arms hold holds the other in the same tick.
@Suite("Coupled arms hold together")
struct CoupledTests {
    /// Only the right arm names the left one: that couples both.
    private static func bench() -> ControlBench {
        var bench = ControlBench { $0.groups[1].coupled = 0b01 }
        bench.begin()
        return bench
    }

    /// Both are driven by the hand, away from each other.
    private static func driving() -> ControlBench {
        var bench = bench()
        #expect(bench.ask(.takeOver, groups: 0b01) == .none)
        bench.steps(20)
        bench.press(groups: 0b11)
        bench.step()
        bench.hands(groups: 0b01) { $0.twist.linear.y = 0.1 }
        bench.hands(groups: 0b10) { $0.twist.linear.y = -0.1 }
        bench.steps(30)
        #expect(bench.last.groups[0].effective == .operator)
        #expect(bench.last.groups[1].effective == .operator)
        return bench
    }

    /// What goes wrong with the right arm, and why it holds then.
    static let troubles: [(String, HoldReason, @Sendable (inout ControlBench) -> Void)] = [
        ("its switch opens", .released, { $0.release(groups: 0b10) }),
        ("let go and pressed within a tick", .none, { $0.press(groups: 0b10) }),
        ("its state is no number", .stateMissing, { $0.measured[1].position.x = .nan }),
        ("its mouse is gone", .none, { $0.hands(groups: 0b10) { $0.deviceAlive = false } }),
    ]

    @Test("two hands: what ends one arm's motion ends the other's", arguments: 0..<4)
    func together(number: Int) {
        let (name, reason, happen) = CoupledTests.troubles[number]
        var bench = CoupledTests.driving()
        happen(&bench)
        bench.step()
        #expect(bench.last.groups[0].effective == .hold, "\(name)")
        #expect(bench.last.groups[0].hold == .coupled, "\(name)")
        #expect(bench.last.groups[1].hold == reason, "\(name)")
        // Its own switch is still closed: nothing goes on by itself.
        bench.steps(100)
        #expect(bench.last.groups[0].hold == .coupled, "\(name)")
        #expect(bench.last.groups[0].motion == .zero, "\(name)")
    }

    @Test("each arm goes on by a fresh press of its own")
    func freshPress() {
        var bench = CoupledTests.driving()
        bench.release(groups: 0b10)
        bench.steps(50)
        bench.hands { $0.twist = .zero }
        bench.press(groups: 0b10)
        bench.steps(2)
        #expect(bench.last.groups[1].effective == .operator)
        #expect(bench.last.groups[0].hold == .coupled, "the other one's press is not its own")
        bench.release(groups: 0b01)
        bench.step()
        bench.press(groups: 0b01)
        bench.steps(2)
        #expect(bench.last.groups[0].effective == .operator)
        #expect(bench.last.groups[1].effective == .operator)
    }

    @Test("a hard push on one policy-driven arm holds both, until each is handed back")
    func policy() {
        var bench = CoupledTests.bench()
        #expect(bench.last.groups[0].effective == .policy)
        var input = bench.makeInput()
        input.groups[1].observation.wrench = Wrench(force: Vector3(0, 0, 60), torque: .zero)
        let decision = bench.arbiter.step(input)
        #expect(decision.groups[1].hold == .wrench)
        #expect(decision.groups[0].hold == .coupled)
        bench.steps(300)
        #expect(bench.last.groups[0].effective == .hold, "never back by itself")
        #expect(bench.ask(.handBack, groups: 0b11) == .none)
        bench.steps(100)
        #expect(bench.last.groups[0].effective == .policy)
        #expect(bench.last.groups[1].effective == .policy)
    }

    @Test("a fault of an arm that holds stops the one that is driven")
    func restingFault() {
        var bench = CoupledTests.driving()
        bench.release(groups: 0b10)
        bench.steps(20)
        bench.release(groups: 0b01)
        bench.step()
        bench.press(groups: 0b01)
        bench.steps(20)
        #expect(bench.last.groups[0].effective == .operator)
        #expect(bench.last.groups[1].effective == .hold)
        bench.hands(groups: 0b10) { $0.deviceAlive = false }
        bench.step()
        #expect(bench.last.groups[1].effective == .deviceLost)
        #expect(bench.last.groups[0].hold == .coupled)
    }

    @Test("arms that are not coupled keep to themselves")
    func apart() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.release()
        bench.step()
        #expect(bench.last.groups[1].hold == .released)
        #expect(bench.last.groups[0].effective == .policy)
    }

    @Test("three arms, each naming the next, are one: a takeover takes all")
    func chain() {
        var bench = ControlBench {
            $0.groups.append($0.groups[0])
            $0.groups[0].coupled = 0b010
            $0.groups[2].coupled = 0b010
        }
        bench.begin()
        #expect(bench.ask(.takeOver, groups: 0b100) == .none)
        bench.steps(20)
        for group in 0..<3 { #expect(bench.last.groups[group].hold == .taken) }
    }
}
