import Control
import Keymap
import Messages
import Testing

@testable import Console

@Suite("The key for how one puck moves both arms")
struct PairingKeyTests {
    @Test("taking both says how they go, and asks for the view's frame")
    func takeBoth() {
        var someone = Operator()
        var drive = someone.model.interface.drive
        drive.groups = 0b11
        drive.opposite = 0b01
        let notice = someone.notice(
            "Taking over LEFT ARM and RIGHT ARM, parallel.", .asked(.takeOver, 0b11))
        someone.press(
            "b",
            [
                .drive(drive),
                .request(
                    id: 1, .takeOver, groups: 0b11, argument: OperatorFrame.view.argument),
            ]
        ) {
            $0.drive = drive
            $0.newestRequest = 1
            $0.bottom = notice
        }
    }

    @Test("the key goes on to the next way, and says what it means and when")
    func next() {
        var someone = Operator()
        var drive = someone.model.interface.drive
        drive.pairing = .mirrored
        let notice = someone.notice(
            "BOTH arms mirrored, once both are taken (‹b›): the left one is the mirror image.")
        someone.press("j", [.drive(drive)]) {
            $0.drive = drive
            $0.bottom = notice
        }
    }

    @Test("both arms in the hand say so where who drives is said")
    func words() {
        var someone = Operator {
            $0.set(0, .hold, .taken)
            $0.set(1, .hold, .taken)
        }
        _ = someone.model.update(.intent(.takeBoth))
        _ = someone.model.update(.intent(.pairingNext))
        #expect(someone.model.driver(of: 0).advice.hasPrefix("BOTH mirrored: press the switch"))
        #expect(someone.model.driver(of: 1).advice.hasPrefix("BOTH mirrored"))
        _ = someone.model.update(.intent(.takeLeft))
        #expect(!someone.model.driver(of: 0).advice.contains("BOTH"))
    }

    @Test("what is in force is what is shown, not what was asked for")
    func inForce() {
        var someone = Operator {
            $0.set(0, .hold, .taken)
            $0.set(1, .hold, .taken)
        }
        _ = someone.model.update(.intent(.takeBoth))
        _ = someone.model.update(.intent(.pairingNext))
        someone.model.live.input.pairing = .parallel
        #expect(someone.model.driver(of: 0).advice.hasPrefix("BOTH parallel"))
    }

    @Test("with two pucks, or one arm, there is nothing to choose")
    func refused() {
        var someone = Operator()
        someone.model.live.input.pucks = [PuckStatus(name: "a"), PuckStatus(name: "b")]
        someone.model.live.input.pucks[0].groups = 0b01
        someone.model.live.input.pucks[1].groups = 0b10
        #expect(
            someone.model.refusal(of: .pairingNext) == "Two pucks: each moves an arm of its own.")
        let alone = Operator(groups: ["left"])
        #expect(alone.model.refusal(of: .pairingNext) == "The cell has one arm.")
    }
}
