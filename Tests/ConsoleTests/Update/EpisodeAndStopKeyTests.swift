import Control
import Keymap
import Messages
import Testing

@testable import Console

@Suite("Keys for the episode, the stop, notes and leaving")
struct EpisodeAndStopKeyTests {
    @Test("one key sets an outcome", arguments: [("1", Outcome.success), ("0", .failure)])
    func outcome(key: String, outcome: Outcome) {
        var someone = Operator()
        let notice = someone.notice(
            "Episode 12: \(outcome.words).", .done(.end, 0, seen: false))
        someone.press(
            key, [.request(id: 1, .end, groups: 0, argument: UInt64(outcome.rawValue))]
        ) {
            $0.newestRequest = 1
            $0.bottom = notice
        }
    }

    @Test("discarding asks; no means no, yes sends aborted")
    func discard() {
        var someone = Operator()
        someone.press("x") { $0.mode = .question(.discard) }
        let answer = someone.refusal("Answer with ‹y› or ‹n›.")
        someone.press("r") { $0.bottom = answer }
        let dropped = someone.notice("Not done.")
        someone.press("n") {
            $0.mode = .plain
            $0.bottom = dropped
        }
        someone.press("x") {
            $0.mode = .question(.discard)
            $0.bottom = nil
        }
        let done = someone.notice("Episode 12: discarded.", .done(.end, 0, seen: false))
        someone.press("y", [.request(id: 1, .end, groups: 0, argument: 3)]) {
            $0.mode = .plain
            $0.newestRequest = 1
            $0.bottom = done
        }
    }

    @Test("STOP goes out from everywhere: no control, no news, a question, a note, the help")
    func stop() {
        for prepare in ["", "x", "m", "?"] {
            var someone = Operator()
            if !prepare.isEmpty { _ = someone.model.update(.key(Key(name: prepare)!)) }
            _ = someone.cell({ $0.lease.holder = SampleCell.otherClient })
            _ = someone.model.update(
                .live(someone.model.live, now: someone.model.now + 9_000_000_000))
            let notice = someone.notice(
                "STOP asked for. It is software: keep the emergency stop at hand.",
                .asked(.stop, 0))
            var drive = someone.model.interface.drive
            drive.groups = 0b11
            drive.opposite = 0b01
            someone.press(
                "tab", [.letGo, .request(id: 1, .stop, groups: 0, argument: 0), .drive(drive)]
            ) {
                $0.newestRequest = 1
                $0.drive = drive
                $0.bottom = notice
            }
        }
    }

    @Test("a STOP that nobody heard is told before all else, and a reset that was begun is void")
    func unheardStop() {
        var someone = Operator {
            $0.stop = 7
            $0.set(0, .stopped)
        }
        _ = someone.model.update(.key(Key(name: "c")!))
        #expect(someone.model.interface.mode == .question(.reset(stop: 7)))
        _ = someone.model.update(.key(Key(name: "tab")!))
        #expect(someone.model.interface.mode == .plain)
        var live = someone.model.live
        live.stopUnheardSince = someone.model.now
        _ = someone.model.update(.live(live, now: someone.model.now + 100_000_000))
        #expect(!(someone.model.alarms.first?.text.hasPrefix("STOP NOT HEARD") ?? true))
        _ = someone.model.update(.live(live, now: someone.model.now + 900_000_000))
        #expect(
            someone.model.alarms.first?.text.hasPrefix(
                "STOP NOT HEARD for 1.0 s: use the EMERGENCY STOP.") == true)
    }

    @Test("a note asks for control on the way: what is typed never becomes a command")
    func noteWithoutControl() {
        var someone = Operator { $0.lease = LeaseState() }
        let effects = someone.model.update(.key(Key(name: "m")!))
        #expect(effects == [.request(id: 1, .acquireLease, groups: 0, argument: 0)])
        #expect(someone.model.update(.key(Key(name: "s")!)) == [])
        guard case .note(let editor) = someone.model.interface.mode else {
            Issue.record("no prompt")
            return
        }
        #expect(editor.text == "s")
    }

    @Test("the reset takes two steps and names the stop; another stop voids the question")
    func reset() {
        var someone = Operator {
            $0.stop = 7
            $0.set(0, .stopped)
            $0.set(1, .stopped)
        }
        someone.press("c", [.request(id: 1, .armReset, groups: 0, argument: 7)]) {
            $0.mode = .question(.reset(stop: 7))
            $0.newestRequest = 1
        }
        var again = someone
        let done = someone.notice("Resetting stop 7.", .asked(.confirmReset, 0))
        someone.press("y", [.request(id: 2, .confirmReset, groups: 0, argument: 7)]) {
            $0.mode = .plain
            $0.newestRequest = 2
            $0.bottom = done
        }
        #expect(again.cell({ $0.stop = 8 }) == [])
        #expect(again.model.interface.mode == .plain)
        #expect(again.bottom == "The question is void: things changed meanwhile.")
    }

    @Test("a note is text: letters are not commands, characters are whole, the limit holds")
    func note() {
        var someone = Operator()
        let empty = LineEditor(limit: Remark.maximumBytes)
        someone.press("m") { $0.mode = .note(empty) }
        for name in ["q", "space", "ü", "👍", "x", "backspace"] {
            _ = someone.model.update(.key(Key(name: name)!))
        }
        let notice = someone.notice("Note written.")
        someone.press("enter", [.remark(.note, "q ü👍")]) {
            $0.mode = .plain
            $0.bottom = notice
        }
        someone.press("m") {
            $0.mode = .note(empty)
            $0.bottom = nil
        }
        let nothing = someone.notice("Empty note: nothing was written.")
        someone.press("enter") {
            $0.mode = .plain
            $0.bottom = nothing
        }
    }

    @Test("quitting with control asks and gives it up; asking twice is an answer")
    func quit() {
        var someone = Operator()
        someone.press("q") { $0.mode = .question(.quit) }
        someone.press(
            "ctrl-c", [.letGo, .request(id: 1, .releaseLease, groups: 0, argument: 0), .quit]
        ) {
            $0.mode = .plain
            $0.newestRequest = 1
        }
        var watcher = Operator { $0.lease.holder = 0 }
        watcher.press("q", [.letGo, .quit])
    }

    @Test("giving control up with a taken arm asks")
    func giveControl() {
        var someone = Operator { $0.set(1, .operator) }
        someone.press("w") { $0.mode = .question(.giveControl) }
        let notice = someone.notice("Giving control up.", .asked(.releaseLease, 0))
        someone.press("y", [.letGo, .request(id: 1, .releaseLease, groups: 0, argument: 0)]) {
            $0.mode = .plain
            $0.newestRequest = 1
            $0.bottom = notice
        }
    }

    @Test("in the help only stop and hold act; another key closes it")
    func help() {
        var someone = Operator()
        someone.press("?") { $0.mode = .help(page: 0) }
        someone.press("pageDown") { $0.mode = .help(page: 1) }
        someone.press("down") { $0.mode = .help(page: 2) }
        someone.press("up") { $0.mode = .help(page: 1) }
        someone.press("pageUp") { $0.mode = .help(page: 0) }
        let first = someone.refusal("This is the first page.")
        someone.press("up") { $0.bottom = first }
        let closed = someone.notice("Help closed; “take left” was not done. Press again to do it.")
        someone.press("l") {
            $0.mode = .plain
            $0.bottom = closed
        }
    }

    @Test("speed, gate and frame change how the puck drives and say so")
    func motion() {
        var someone = Operator()
        let levels = Situation.keymap.motion.speedLevels
        let start = someone.model.interface.speedLevel
        for level in stride(from: start - 1, through: -2, by: -1) {
            _ = someone.model.update(.intent(.speedSlower))
            #expect(someone.model.interface.drive.speed == levels[max(0, level)])
        }
        _ = someone.model.update(.intent(.modeRotation))
        #expect(someone.model.interface.drive.gate == .rotation)
        _ = someone.model.update(.intent(.modeRotation))
        #expect(someone.model.interface.drive.gate == .all)
        let effects = someone.model.update(.intent(.frameNext))
        #expect(effects == [.drive(someone.model.interface.drive)])
        #expect(someone.bottom == "Puck: 10 % speed, all axes, frame tool from the next takeover.")
    }
}
