import Control
import Keymap
import Messages
import Testing

@testable import Console

@Suite("The line at the bottom says what is so, and goes when it is not")
struct BottomLineTests {
    @Test("an answer replaces what was said of the request; its end takes it away")
    func answered() {
        var someone = Operator()
        someone.model.update("r")
        #expect(someone.bottom == "Taking over RIGHT ARM.")
        let answer = someone.answer(.takeOver)
        #expect(someone.cell(reply: answer) == [])
        // The answer may come before the step that shows it.
        #expect(someone.bottom == "RIGHT ARM is taken.")
        #expect(someone.cell({ $0.set(1, .taking) }) == [])
        #expect(someone.cell({ $0.set(1, .hold, .taken) }) == [])
        #expect(someone.bottom == "RIGHT ARM is taken.")
        #expect(someone.cell({ $0.set(1, .linkLost) }) == [])
        #expect(someone.model.interface.bottom == nil)
    }

    @Test("control, asked for and given up, is told")
    func control() {
        var someone = Operator { $0.lease.holder = 0 }
        someone.model.update("i")
        #expect(someone.bottom == "Asking for control.")
        var answer = someone.answer(.acquireLease)
        #expect(someone.cell({ $0.lease.holder = SampleCell.client }, reply: answer) == [])
        #expect(someone.bottom == "You have control.")
        someone.model.update("w")
        #expect(someone.bottom == "Giving control up.")
        answer = someone.answer(.releaseLease)
        #expect(someone.cell({ $0.lease.holder = 0 }, reply: answer) == [])
        #expect(someone.bottom == "You gave control up.")
        #expect(someone.cell({ $0.lease.holder = SampleCell.otherClient }) == [])
        #expect(someone.bottom == "You gave control up.")
        #expect(someone.cell({ $0.lease.holder = SampleCell.client }) == [])
        #expect(someone.model.interface.bottom == nil)
    }

    @Test("a reason goes when it is over, and changes when the reason does")
    func reasons() {
        var someone = Operator(pedal: false) { $0.set(1, .taking) }
        someone.model.update("v")
        #expect(someone.bottom == "RIGHT ARM still slows down: wait for hold.")
        #expect(someone.cell() == [])
        #expect(someone.bottom == "RIGHT ARM still slows down: wait for hold.")
        var changed = someone
        #expect(changed.cell({ $0.set(1, .policy, requested: .policy) }) == [])
        #expect(changed.bottom == "RIGHT ARM is not yours: take it over first.")
        #expect(someone.cell({ $0.set(1, .hold, .taken) }) == [])
        #expect(someone.model.interface.bottom == nil)
    }

    @Test("the cell's own reason goes when it is over")
    func denied() {
        var someone = Operator()
        someone.model.update("r")
        let answer = someone.answer(.takeOver, .stopped)
        #expect(someone.cell({ $0.stop = 2 }, reply: answer) == [])
        #expect(someone.bottom == "Takeover refused: the cell is stopped: reset the stop first.")
        #expect(someone.cell() == [])
        #expect(!someone.bottom.isEmpty)
        #expect(someone.cell({ $0.stop = 0 }) == [])
        #expect(someone.model.interface.bottom == nil)
    }

    @Test("an act that says nothing takes away what was said before")
    func silentAct() {
        var someone = Operator(pedal: false) { $0.set(1, .hold, .taken) }
        someone.model.update("F9")
        #expect(someone.bottom.contains("does nothing here"))
        someone.model.update("up")
        #expect(someone.model.interface.bottom == nil)
    }

    @Test("by key, what drives and what holds is said in words of the key")
    func byKey() {
        var someone = Operator(pedal: false) {
            $0.set(1, .operator)
            $0.groups[1].decision.enabled = true
        }
        #expect(someone.model.driver(of: 1).words == "YOU drive (by key)")
        #expect(someone.model.driver(of: 1).advice == "Holds when the nudge ends")
        #expect(someone.cell({ $0.set(1, .hold, .released) }) == [])
        #expect(someone.model.driver(of: 1).words == "HOLD: nudge over")
        #expect(
            Operator { $0.set(1, .hold, .released) }.model.driver(of: 1).words
                == "HOLD: switch released")
    }

    @Test("after a stop it holds for its reset, after a loss for the acknowledgement")
    func afterStop() {
        func words(after authority: Authority) -> String {
            var someone = Operator { $0.set(1, authority) }
            _ = someone.cell({ $0.set(1, .hold, .acknowledged) })
            _ = someone.cell()
            return someone.model.driver(of: 1).words
        }
        #expect(words(after: .stopped) == "HOLD: stop reset")
        #expect(words(after: .linkLost) == "HOLD: acknowledged")
    }
}

extension LiveModel {
    /// A key by its name.
    fileprivate mutating func update(_ name: String) {
        guard let key = Key(name: name) else {
            Issue.record("no key \(name)")
            return
        }
        _ = update(.key(key))
    }
}
