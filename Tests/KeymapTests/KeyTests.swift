import Keymap
import Testing

@Suite("Keys") struct KeyTests {
    @Test("every key is found again by its name")
    func names() {
        let keys: [Key] =
            [
                .space, .tab, .backTab, .enter, .escape, .backspace, .up, .down, .left, .right,
                .home, .end, .pageUp, .pageDown, .insert, .delete, .character("é"),
                .character("F"), .control("a"),
            ] + (1...12).map { .function($0) }
        for key in keys { #expect(Key(name: key.name) == key) }
    }

    @Test(
        "other names are no keys",
        arguments: ["", "F0", "F13", "ctrl-", "ctrl-C", "ctrl-i", "ab", " ", "\u{1B}", "\u{301}"])
    func noKeys(name: String) {
        #expect(Key(name: name) == nil)
    }

    @Test("every intent has its own words and a place")
    func words() {
        #expect(Set(Intent.allCases.map(\.summary)).count == Intent.allCases.count)
        for intent in Intent.allCases {
            #expect(!intent.contexts.isEmpty)
            #expect(intent.label.count <= 14)
            #expect(intent.summary.hasSuffix("."))
        }
    }
}
