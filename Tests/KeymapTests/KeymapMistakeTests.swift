import BuiltinKeymaps
import JSON5
import Keymap
import Testing

@Suite("A keymap with mistakes") struct KeymapMistakeTests {
    /// Mistakes of a small file on top of the shipped one.
    private func mistakes(_ text: String) throws -> KeymapError {
        let base = try shippedKeymap()
        return try #require(throws: KeymapError.self) {
            try Keymap.parse(text, file: "my.json5", extending: base)
        }
    }

    @Test(
        "is refused with the place, what is wrong, and what is allowed",
        arguments: [
            (
                "{extends: 'default', keys: {live: {j: §'handback'}}}",
                "did you mean \"handBack\"?"
            ),
            ("{extends: 'default', keys: {live: {j: §'fly'}}}", "the intents are takeLeft,"),
            ("{extends: 'default', keys: {live: {j: §7}}}", "expected a text, not a number"),
            ("{extends: 'default', keys: {live: {§'ctrl-i': 'hold'}}}", "bind \"tab\""),
            (
                "{extends: 'default', keys: {live: {§pageup: 'hold'}}}",
                "did you mean \"pageUp\"?"
            ),
            ("{extends: 'default', keys: {live: {§ab: 'hold'}}}", "a key is one character, or"),
            ("{extends: 'default', keys: {live: {j: §'open'}}}", "belongs into keys.review"),
            ("{extends: 'default', keys: {live: {§q: 'hold'}}}", "is \"quit\" everywhere"),
            ("{extends: 'default', keys: {§life: {}}}", "did you mean \"live\"?"),
            (
                "{extends: 'default', keys: {live: {j: 'hold', §j: 'hold'}}}",
                "already given at line 1, column 36"
            ),
            ("{extends: §'other'}", "can only be \"default\""),
            (
                "{extends: 'default', keys: §{live: {h: null}}}",
                "no key asks for handBack (in keys.live)"
            ),
            (
                "{extends: 'default', keys: §{everywhere: {tab: null, 'ctrl-x': null, g: 'stop'}}}",
                "needs a key that is no character"
            ),
            ("{extends: 'default', §colour: 1}", "a keymap has no \"colour\"; allowed are name,"),
            ("§[]", "expected a keymap as an object, not an array"),
            (
                "{extends: 'default', puckButtons: {pair: {§middle: 'hold'}}}",
                "its buttons are left, right"
            ),
            (
                "{extends: 'default', puckButtons: {pair: {left: §'quit'}}}",
                "cannot ask for \"quit\""
            ),
            (
                "{extends: 'default', puckButtons: {numbered: {§'button 9999': 'hold'}}}",
                "button CODE"
            ),
            ("{extends: 'default', enablingSwitches: {pedal: [§'b']}}", "KEY_RIGHTCTRL"),
            (
                "{extends: 'default', motion: {deadBand: §0.9}}",
                "deadBand is 0.9; it must be 0 to 0.5"
            ),
            ("{extends: 'default', motion: {curve: §NaN}}", "curve is nan; it must be 0 to 1"),
            ("{extends: 'default', motion: {linearSlew: §Infinity}}", "0.01 to 20 m/s²"),
            (
                "{extends: 'default', motion: {gate: §'some'}}",
                "all, translation, rotation, dominant"
            ),
            ("{extends: 'default', motion: {axes: §{x: '+x', y: '-x', z: '+z'}}}", "once"),
            ("{extends: 'default', motion: {speedLevels: §[0.5, 0.1]}}", "must ascend"),
            ("{extends: 'default', motion: {startSpeed: §0.3}}", "0.1, 0.25, 0.5, 1"),
            ("{extends: 'default', motion: {rotationGain: §[1, 2]}}", "three numbers"),
        ])
    func refused(marked: String, part: String) throws {
        // The sign stands before the place that must be named.
        let parts = marked.split(separator: "§", omittingEmptySubsequences: false)
        let error = try mistakes(parts.joined())
        let mistake = try #require(error.mistakes.first)
        #expect(mistake.line == 1)
        #expect(mistake.column == parts[0].unicodeScalars.count + 1, "\(error)")
        #expect(error.description.hasPrefix("my.json5:1:\(mistake.column): "))
        #expect(mistake.message.contains(part), "\(error)")
    }

    @Test("has all of its mistakes named, in the order of the file")
    func allAtOnce() throws {
        let error = try mistakes(
            """
            { extends: "default",
              motion: { curve: 2 },
              keys: { live: { j: "hodl",
                 tab: "hold" } } }
            """)
        #expect(error.mistakes.map(\.line) == [2, 3, 4])
        #expect(
            error.description == """
                my.json5:2:20: curve is 2; it must be 0 to 1
                my.json5:3:22: there is no intent "hodl" (did you mean "hold"?)
                my.json5:4:6: the key "tab" is "stop" everywhere; it cannot be "hold" in keys.live
                """)
    }

    @Test("that stands alone must be complete")
    func incomplete() throws {
        let error = try #require(throws: KeymapError.self) {
            try Keymap.parse("{name: 'x'}", file: "x.json5")
        }
        #expect(error.mistakes.contains { $0.message.contains("a keymap needs \"keys\"") })
        #expect(throws: KeymapError.self) {
            try Keymap.parse("{extends: 'default'}", file: "x.json5")
        }
    }

    @Test("that lacks keys and extends nothing is told how to keep the others")
    func unextended() throws {
        let error = try mistakes("{keys: {live: {g: 'gripperToggle'}}}")
        #expect(error.description.contains("no key asks for takeLeft"))
        #expect(error.description.contains("write extends: \"default\" to keep the other keys"))
    }

    @Test("a file of one's own changes only what it says")
    func extending() throws {
        let base = try shippedKeymap()
        let text = """
            {extends: "default", name: "mine",
             keys: {live: {v: null, g: "gripperToggle", h: "hold", j: "handBack"}},
             puckButtons: {pair: {left: "hold"}, numbered: {"button 300": "enable"}},
             enablingSwitches: {pedal: ["KEY_F14"]},
             motion: {frame: "tool", operatorYaw: 90, speedLevels: [0.3, 0.6]}}
            """
        let mine = try Keymap.parse(text, file: "mine.json5", extending: base)
        #expect(mine.name == "mine")
        #expect(mine.keys(for: .gripperToggle) == [.character("g")])
        #expect(mine.intent(for: .character("h"), in: .live) == .hold)
        #expect(mine.intent(for: .character("l"), in: .live) == .takeLeft)
        #expect(mine.action(ofPuckButton: "left", layout: .pair) == .intent(.hold))
        #expect(mine.action(ofPuckButton: "right", layout: .pair) == .intent(.gripperToggle))
        #expect(mine.action(ofPuckButton: "button 300", layout: .numbered) == .enable)
        #expect(mine.enablingSwitches.pedal.map(\.name) == ["KEY_F14"])
        #expect(mine.enablingSwitches.keyboard == base.enablingSwitches.keyboard)
        #expect(mine.motion.frame == .tool)
        #expect(abs(mine.motion.operatorYaw - .pi / 2) < 1e-12)
        #expect(mine.motion.startLevel == 1)
        #expect(mine.motion.curve == base.motion.curve)
    }
}
