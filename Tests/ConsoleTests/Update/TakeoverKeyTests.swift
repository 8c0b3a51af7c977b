import Control
import Keymap
import Messages
import Spatial
import Testing

@testable import Console

@Suite("Keys that say who drives")
struct TakeoverKeyTests {
    @Test("a takeover key takes the named arm and points the puck at it")
    func takeLeft() {
        var someone = Operator()
        var drive = someone.model.interface.drive
        drive.groups = 0b01
        let notice = someone.notice("Taking over LEFT ARM.", .asked(.takeOver, 0b01))
        someone.press(
            "l",
            [.drive(drive), .request(id: 1, .takeOver, groups: 0b01, argument: 0)]
        ) {
            $0.drive = drive
            $0.newestRequest = 1
            $0.bottom = notice
        }
    }

    @Test("without control the takeover asks for it on the way, and goes out once it is there")
    func leaseOnTheWay() {
        var someone = Operator { $0.lease.holder = 0 }
        var drive = someone.model.interface.drive
        drive.groups = 0b11
        drive.opposite = 0b01
        let view = OperatorFrame.view.argument
        let notice = someone.notice(
            "Taking over LEFT ARM and RIGHT ARM, parallel.", .asked(.takeOver, 0b11))
        let until = someone.model.now + 2_000_000_000
        someone.press(
            "b", [.drive(drive), .request(id: 1, .acquireLease, groups: 0, argument: 0)]
        ) {
            $0.drive = drive
            $0.newestRequest = 1
            $0.bottom = notice
            $0.waiting = .init(request: .takeOver, groups: 0b11, argument: view, until: until)
        }
        #expect(someone.cell() == [])
        let effects = someone.cell({ $0.lease.holder = SampleCell.client })
        #expect(effects == [.request(id: 2, .takeOver, groups: 0b11, argument: view)])
        #expect(someone.model.interface.waiting == nil)
    }

    @Test("what waited for control is dropped with a reason when it is refused or late")
    func leaseNeverComes() {
        var someone = Operator { $0.lease.holder = 0 }
        someone.press("r", someone.effectsOfTakeRight) {
            $0.newestRequest = 1
            $0.bottom = Operator().notice("Taking over RIGHT ARM.", .asked(.takeOver, 0b10))
            $0.waiting = .init(
                request: .takeOver, groups: 0b10, argument: 0,
                until: Operator().model.now + 2_000_000_000)
        }
        var refused = someone
        let answer = someone.answer(.acquireLease, .leaseHeldByAnother)
        #expect(refused.cell({ $0.lease.holder = SampleCell.otherClient }, reply: answer) == [])
        #expect(refused.model.interface.waiting == nil)
        #expect(
            refused.bottom
                == "Control refused: another console has it: ask there to give it up.")
        someone.tick += 250
        #expect(someone.cell() == [])
        #expect(someone.model.interface.waiting == nil)
        #expect(someone.bottom == "Takeover not done: the cell did not answer within 2 s.")
    }

    @Test("handing back gives the selected arm and selects nothing; the other one is not given")
    func handBackOne() {
        var someone = Operator {
            $0.set(0, .hold, .taken)
            $0.set(1, .hold, .released)
        }
        let notice = someone.notice("Handing back RIGHT ARM.", .asked(.handBack, 0b10))
        someone.press("h", [.letGo, .request(id: 1, .handBack, groups: 0b10, argument: 0)]) {
            $0.newestRequest = 1
            $0.bottom = notice
        }
        let rest = someone.cell({ $0.set(1, .returning, requested: .policy) })
        #expect(rest == [])
        let refusal = someone.refusal(
            "RIGHT ARM is selected and not taken: ‹o› selects LEFT ARM.", .refused(.handBack))
        someone.press("h") { $0.bottom = refusal }
        _ = someone.model.update(.intent(.switchArm))
        let last = someone.notice("Handing back LEFT ARM.", .asked(.handBack, 0b01))
        someone.press("h", [.letGo, .request(id: 2, .handBack, groups: 0b01, argument: 0)]) {
            $0.newestRequest = 2
            $0.bottom = last
        }
    }

    @Test("what one key held goes back by one key; what was selected since goes alone")
    func handBackHeld() {
        var someone = Operator()
        var drive = someone.model.interface.drive
        drive.groups = 0b11
        drive.opposite = 0b01
        let holding = someone.notice("Holding LEFT ARM and RIGHT ARM.", .asked(.hold, 0b11))
        someone.press(
            "space",
            [.letGo, .drive(drive), .request(id: 1, .hold, groups: 0b11, argument: 0)]
        ) {
            $0.newestRequest = 1
            $0.drive = drive
            $0.bottom = holding
        }
        let answer = someone.answer(.hold)
        let held = { (step: inout Step) in
            for index in 0..<2 { step.set(index, .hold, .requested, requested: .hold) }
        }
        #expect(someone.cell(held, reply: answer) == [])
        #expect(someone.bottom == "LEFT ARM and RIGHT ARM hold; ‹h› hands them back.")
        var one = someone
        let both = someone.notice(
            "Handing back LEFT ARM and RIGHT ARM.", .asked(.handBack, 0b11))
        someone.press("h", [.letGo, .request(id: 2, .handBack, groups: 0b11, argument: 0)]) {
            $0.newestRequest = 2
            $0.bottom = both
        }
        _ = one.model.update(.intent(.takeLeft))
        let left = one.notice("Handing back LEFT ARM.", .asked(.handBack, 0b01))
        one.press("h", [.letGo, .request(id: 3, .handBack, groups: 0b01, argument: 0)]) {
            $0.newestRequest = 3
            $0.bottom = left
        }
    }

    @Test("hold goes to all arms, through a question and an old picture")
    func hold() {
        var someone = Operator()
        someone.press("x") { $0.mode = .question(.discard) }
        var drive = someone.model.interface.drive
        drive.groups = 0b11
        drive.opposite = 0b01
        let first = someone.notice("Holding LEFT ARM and RIGHT ARM.", .asked(.hold, 0b11))
        someone.press(
            "space",
            [.letGo, .drive(drive), .request(id: 1, .hold, groups: 0b11, argument: 0)]
        ) {
            $0.newestRequest = 1
            $0.drive = drive
            $0.bottom = first
        }
        _ = someone.model.update(.intent(.cancel))
        _ = someone.model.update(.live(someone.model.live, now: someone.model.now + 3_000_000_000))
        #expect(!someone.model.isFresh)
        let second = someone.notice("Holding LEFT ARM and RIGHT ARM.", .asked(.hold, 0b11))
        someone.press("space", [.letGo, .request(id: 2, .hold, groups: 0b11, argument: 0)]) {
            $0.newestRequest = 2
            $0.bottom = second
        }
    }

    @Test("the puck is not switched to the other arm while the switch is closed")
    func switchArm() {
        var someone = Operator()
        var drive = someone.model.interface.drive
        drive.groups = 0b01
        let notice = someone.notice("Selected: LEFT ARM.")
        someone.press("o", [.letGo, .drive(drive)]) {
            $0.drive = drive
            $0.bottom = notice
        }
        someone.model.live.input.enabling.isClosed = true
        let refusal = someone.refusal(
            "Let the enabling switch go, then select.", .refused(.switchArm))
        someone.press("o") { $0.bottom = refusal }
    }

    @Test("a puck's button is not in the way of a note that is being typed")
    func buttonWhileTyping() {
        var someone = Operator {
            $0.set(1, .operator)
            $0.groups[1].decision.enabled = true
        }
        _ = someone.model.update(.intent(.note))
        someone.expect(
            .intent(.gripperToggle), [.toggleGripper(0b10)], #_sourceLocation, { _ in })
        guard case .note = someone.model.interface.mode else {
            Issue.record("the note was lost")
            return
        }
    }

    @Test("acknowledging names the arms that wait for it")
    func acknowledge() {
        var someone = Operator { $0.set(0, .linkLost) }
        let notice = someone.notice("Acknowledging for LEFT ARM.", .asked(.acknowledge, 0b01))
        someone.press("a", [.request(id: 1, .acknowledge, groups: 0b01, argument: 0)]) {
            $0.newestRequest = 1
            $0.bottom = notice
        }
    }

    @Test("nudges are for keyboards without a release, for a taken arm, and end by themselves")
    func nudge() {
        var someone = Operator(pedal: false) { $0.set(1, .hold, .taken) }
        let motion = Situation.keymap.motion
        someone.press(
            "up",
            [
                .nudge(
                    Nudge(
                        twist: .init(linear: .init(motion.nudgeLinear, 0, 0), angular: .zero),
                        duration: 200_000_000))
            ])
        someone.press(
            "4",
            [
                .nudge(
                    Nudge(
                        twist: .init(linear: .zero, angular: .init(0, 0, motion.nudgeAngular)),
                        duration: 200_000_000))
            ])
        var withPedal = Operator { $0.set(1, .hold, .taken) }
        withPedal.model.live.input.pucks = [PuckStatus(name: "puck")]
        let refusal = withPedal.refusal(
            "Drive with the puck (switch: pedal); keys nudge only without one.",
            .refused(.nudgeForward))
        withPedal.press("up") { $0.bottom = refusal }
        var free = Operator(pedal: false)
        let take = free.refusal("Take RIGHT ARM over first.", .refused(.nudgeForward))
        free.press("up") { $0.bottom = take }
    }
}

extension Operator {
    var effectsOfTakeRight: [Effect] {
        [
            .drive(model.interface.drive),
            .request(id: 1, .acquireLease, groups: 0, argument: 0),
        ]
    }
}
