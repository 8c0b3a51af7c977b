import BuiltinKeymaps
import Keymap
import Testing

func shippedKeymap() throws -> Keymap {
    try Keymap.parse(BuiltinKeymaps.defaultText, file: "default.json5")
}

@Suite("The shipped keymap") struct ShippedKeymapTests {
    @Test("is read without a mistake and gives every intent a key")
    func everyIntent() throws {
        let keymap = try shippedKeymap()
        #expect(keymap.name == "default")
        for intent in Intent.allCases {
            #expect(!keymap.keys(for: intent).isEmpty, "\(intent.rawValue)")
        }
    }

    @Test(
        "keys ask for what they are named after",
        arguments: [
            (Key.character("l"), KeyContext.live, Intent.takeLeft),
            (.character("r"), .live, .takeRight), (.character("b"), .live, .takeBoth),
            (.character("h"), .live, .handBack), (.space, .live, .hold), (.tab, .live, .stop),
            (.tab, .review, .stop), (.tab, .prompt, .stop), (.tab, .text, .stop),
            (.control("x"), .text, .stop), (.character("1"), .live, .success),
            (.character("0"), .live, .failure), (.character("s"), .live, .start),
            (.character("n"), .live, .next), (.character("n"), .prompt, .cancel),
            (.character("y"), .prompt, .confirm), (.up, .live, .nudgeForward), (.up, .review, .up),
            (.character("?"), .review, .help), (.enter, .text, .confirm),
            (.escape, .text, .cancel), (.control("c"), .live, .quit),
        ])
    func lookup(key: Key, context: KeyContext, intent: Intent) throws {
        #expect(try shippedKeymap().intent(for: key, in: context) == intent)
    }

    @Test("a Caps Lock left on disables nothing, and typed text asks for nothing")
    func capitals() throws {
        let keymap = try shippedKeymap()
        #expect(keymap.intent(for: .character("H"), in: .live) == .handBack)
        for scalar in "aAlLhHqQ?10 ".unicodeScalars {
            let key = scalar == " " ? Key.space : .character(scalar)
            #expect(keymap.intent(for: key, in: .text) == nil)
        }
        #expect(keymap.intent(for: .character("L"), in: .review) == nil)
    }

    @Test("no key that drives or labels lies beside the one that hands back")
    func neighbours() throws {
        let keymap = try shippedKeymap()
        let rows = ["1234567890-", "qwertyuiop[", "asdfghjkl;'", "zxcvbnm,./ "].map(Array.init)
        func neighbours(of key: Character) -> [Character] {
            for (r, row) in rows.enumerated() {
                guard let c = row.firstIndex(of: key) else { continue }
                // Each row is shifted to the right of the one above by half a key or less.
                let places = [
                    (r, c - 1), (r, c + 1), (r - 1, c), (r - 1, c + 1), (r + 1, c - 1), (r + 1, c),
                ]
                return places.compactMap { r, c in
                    rows.indices.contains(r) && rows[r].indices.contains(c) ? rows[r][c] : nil
                }
            }
            return []
        }
        func intents(beside intent: Intent) throws -> Set<Intent> {
            let name = try #require(keymap.keyName(for: intent))
            let keys = neighbours(of: Character(name)).compactMap { Key(name: String($0)) }
            return Set(keys.compactMap { keymap.intent(for: $0, in: .live) })
        }
        let driving: Set<Intent> = [.gripperToggle, .success, .failure, .discard]
        #expect(try intents(beside: .handBack).isDisjoint(with: driving))
        #expect(try intents(beside: .success).isSubset(of: [.quit]))
        #expect(try intents(beside: .failure).isSubset(of: [.switchArm]))
        #expect(try !intents(beside: .gripperToggle).contains(.handBack))
    }

    @Test("its puck, pedal and motion are what the file says")
    func devices() throws {
        let keymap = try shippedKeymap()
        #expect(keymap.action(ofPuckButton: "left", layout: .pair) == .enable)
        #expect(keymap.action(ofPuckButton: "right", layout: .pair) == .intent(.gripperToggle))
        #expect(keymap.action(ofPuckButton: "menu", layout: .pro) == .intent(.hold))
        #expect(keymap.action(ofPuckButton: "button 300", layout: .numbered) == nil)
        #expect(keymap.enablingSwitches.keyboard.map(\.name) == ["KEY_RIGHTCTRL"])
        var expected = MotionSettings()
        expected.startLevel = 2
        #expect(keymap.motion == expected)
    }
}
