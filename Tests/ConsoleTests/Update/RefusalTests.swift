import Control
import Keymap
import Messages
import Testing

@testable import Console

@Suite("An intent that cannot be done says why")
struct RefusalTests {
    static let situations: [(String, [Intent], @Sendable (inout Step) -> Void)] = [
        (
            "policy drives", [.handBack, .acknowledge, .reset, .start, .next, .gripperToggle],
            { _ in }
        ),
        (
            "stopped", [.takeLeft, .handBack, .acknowledge],
            {
                $0.stop = 1
                $0.set(0, .stopped)
                $0.set(1, .stopped)
            }
        ),
        (
            "another has control",
            [.takeRight, .handBack, .hold, .success, .note, .start, .giveControl],
            { $0.lease.holder = SampleCell.otherClient }
        ),
        ("robot not ready", [.takeLeft, .takeRight, .takeBoth], { $0.robotMode = .freedrive }),
        (
            "resetting", [.takeLeft, .start, .success, .next],
            { $0.episode.state = .resetting }
        ),
        ("link was lost", [.takeRight, .handBack], { $0.set(1, .linkLost) }),
    ]

    @Test("with a sentence, and nothing else happens", arguments: situations.indices)
    func refused(index: Int) {
        let (name, intents, change) = RefusalTests.situations[index]
        for intent in intents {
            var someone = Operator(change)
            let effects = someone.model.update(.intent(intent))
            #expect(effects.isEmpty, "\(name): \(intent)")
            #expect(someone.model.interface.bottom?.kind == .refusal, "\(name): \(intent)")
            #expect(someone.bottom.hasSuffix("."), "\(name): \(intent): \(someone.bottom)")
        }
    }

    @Test(
        "every intent in every situation either acts or explains itself", arguments: Intent.allCases
    )
    func total(intent: Intent) {
        for situation in Situation.allCases {
            var model = situation.model
            model.interface.bottom = nil
            let before = model.interface
            let effects = model.update(.intent(intent))
            #expect(!effects.isEmpty || model.interface != before, "\(situation): \(intent)")
        }
    }

    @Test("a key that may only watch, or only stop, is told so and commands nothing")
    func roles() {
        for role in [Role.observe, .stop, .operate] {
            var live = SampleCell.live(ticks: 300)
            live.cell?.role = role
            for intent in Intent.allCases where intent.leastRole > .observe {
                var model = LiveModel(LiveState(now: 0), keymap: Situation.keymap, now: 0)
                _ = model.update(.live(live, now: live.link.newestStepAt ?? 0))
                let effects = model.update(.intent(intent))
                let text = model.interface.bottom?.text ?? ""
                let isRefused = text.hasPrefix("This key may only")
                #expect(isRefused == (role < intent.leastRole), "\(intent)")
                #expect(!isRefused || effects.isEmpty, "\(intent)")
            }
        }
    }

    @Test("hints never offer what would be refused")
    func hints() {
        for situation in Situation.allCases {
            let model = situation.model
            for intent in model.hints {
                #expect(
                    model.refusal(of: intent) == nil || intent == .note, "\(situation): \(intent)")
            }
        }
    }

    @Test("the cell's refusals have words for a person", arguments: Refusal.allCases)
    func words(refusal: Refusal) {
        #expect(!refusal.words(owner: "").isEmpty)
        #expect(refusal != .leaseHeldByAnother || refusal.words(owner: "ben").contains("ben has"))
        var someone = Operator()
        var reply = Reply()
        reply.answer = Answer(client: 7, id: 1, kind: .takeOver, refusal: refusal)
        _ = someone.cell(reply: reply)
        #expect(
            someone.bottom
                == (refusal == .none ? "" : "Takeover refused: \(refusal.words(owner: ""))."))
    }

    @Test("a key without a meaning says where the keys are")
    func unknownKey() {
        var someone = Operator()
        let refusal = someone.refusal("Key ‹F9› does nothing here; ‹?› shows the keys.")
        someone.press("F9") { $0.bottom = refusal }
    }
}

@Suite("A line of text being typed")
struct LineEditorTests {
    @Test("keys edit whole characters")
    func keys() {
        var editor = LineEditor(limit: 100)
        for scalar in "e\u{301}a👨‍👩‍👧".unicodeScalars { _ = editor.press(.character(scalar)) }
        #expect(editor.text == "éa👨‍👩‍👧")
        _ = editor.press(.backspace)
        #expect(editor.text == "éa")
        _ = editor.press(.left)
        _ = editor.press(.left)
        _ = editor.press(.delete)
        #expect(editor.before == "" && editor.after == "a")
        _ = editor.press(.end)
        for scalar in " two three ".unicodeScalars {
            _ = editor.press(scalar == " " ? .space : .character(scalar))
        }
        _ = editor.press(.control("w"))
        #expect(editor.text == "a two ")
        _ = editor.press(.control("u"))
        #expect(editor.text.isEmpty)
    }

    @Test("the limit counts bytes, controls do not get in")
    func limit() {
        var editor = LineEditor(limit: 3)
        #expect(press(&editor, "ü"))
        #expect(!press(&editor, "ü"))
        #expect(press(&editor, "a"))
        #expect(!press(&editor, "b"))
        #expect(editor.isFull)
        var clean = LineEditor(limit: 10)
        #expect(!press(&clean, "\u{1B}"))
        #expect(!press(&clean, "\u{202E}"))
        #expect(clean.text.isEmpty)
    }

    private func press(_ editor: inout LineEditor, _ scalar: Unicode.Scalar) -> Bool {
        editor.press(.character(scalar))
    }
}
