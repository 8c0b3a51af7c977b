import Control
import Keymap
import Messages
import Testing

@testable import Console

@Suite("The gripper's key")
struct GripperKeyTests {
    private let press = Effect.pressGripper(0b10, duration: 200_000_000)

    @Test("by keys alone, moves the gripper of a taken arm that holds")
    func taken() {
        var someone = Operator(pedal: false) { $0.set(1, .hold, .taken) }
        someone.press("v", [press])
        var released = Operator(pedal: false) { $0.set(1, .hold, .released) }
        released.press("v", [press])
        #expect(released.model.hints.contains(.gripperToggle))
    }

    @Test("by keys alone, also while a nudge lasts")
    func nudging() {
        var someone = Operator(pedal: false) { $0.set(1, .operator) }
        someone.press("v", [press])
    }

    @Test(
        "never moves that of an arm which is not the operator's",
        arguments: [
            (Authority.policy, HoldReason.none), (.returning, .none), (.hold, .requested),
            (.hold, .notRunning), (.linkLost, .none), (.deviceLost, .none), (.stopped, .none),
        ])
    func notMine(authority: Authority, reason: HoldReason) {
        let requested: Authority =
            authority == .hold ? (reason == .requested ? .hold : .policy) : .policy
        var someone = Operator(pedal: false) {
            $0.set(1, authority, reason, requested: requested)
        }
        let effects = someone.model.update(.intent(.gripperToggle))
        #expect(effects.isEmpty)
        #expect(someone.bottom == "RIGHT ARM is not yours: take it over first.")
    }

    @Test("with a switch, wants it held")
    func withSwitch() {
        var someone = Operator { $0.set(1, .hold, .released) }
        #expect(someone.model.update(.intent(.gripperToggle)).isEmpty)
        #expect(someone.bottom.hasSuffix("hold the enabling switch."))
        var driving = Operator { $0.set(1, .operator) }
        #expect(driving.model.update(.intent(.gripperToggle)) == [.toggleGripper(0b10)])
    }

    @Test("says which arm is selected where another one is taken")
    func otherArm() {
        var someone = Operator(pedal: false) { $0.set(0, .hold, .taken) }
        #expect(someone.model.update(.intent(.gripperToggle)).isEmpty)
        #expect(someone.bottom == "RIGHT ARM is selected: ‹o› selects LEFT ARM.")
        #expect(someone.model.update(.intent(.nudgeUp)).isEmpty)
        #expect(someone.bottom == "RIGHT ARM is selected: ‹o› selects LEFT ARM.")
    }

    @Test("waits for an arm that still slows down")
    func taking() {
        var someone = Operator(pedal: false) { $0.set(1, .taking) }
        #expect(someone.model.update(.intent(.gripperToggle)).isEmpty)
        #expect(someone.bottom == "RIGHT ARM still slows down: wait for hold.")
    }

    @Test("a pedal without a puck: keys nudge while it is held down")
    func pedalAlone() {
        var someone = Operator { $0.set(1, .hold, .taken) }
        #expect(someone.model.update(.intent(.nudgeUp)).isEmpty)
        #expect(someone.bottom == "Hold the pedal down, then nudge.")
        var live = someone.model.live
        live.input.enabling.isClosed = true
        _ = someone.model.update(.live(live, now: someone.model.now))
        #expect(!someone.model.update(.intent(.nudgeUp)).isEmpty)
    }
}
