import Keymap
import Testing

@testable import Terminal

@Suite("Keys from bytes") struct KeyDecoderTests {
    /// Events of a text whose pieces, between `|`, come 80 ms apart.
    private func events(_ text: String, gap: Int64 = 80_000_000) -> [TerminalEvent] {
        var decoder = KeyDecoder()
        var events: [TerminalEvent] = []
        var now: Int64 = 1
        for piece in text.split(separator: "|", omittingEmptySubsequences: false) {
            for scalar in piece.unicodeScalars {
                if let event = decoder.decode(.scalar(scalar), now: now) { events.append(event) }
            }
            now += gap
            if let event = decoder.pause(now: now) { events.append(event) }
        }
        return events
    }

    @Test(
        "characters and controls are keys",
        arguments: [
            ("h", Key.character("h")), ("é", .character("é")), (" ", .space), ("\t", .tab),
            ("\r", .enter), ("\n", .enter), ("\u{7F}", .backspace), ("\u{8}", .backspace),
            ("\u{3}", .control("c")), ("\u{18}", .control("x")), ("\u{1B}", .escape),
            ("\u{1B}[A", .up), ("\u{1B}OB", .down), ("\u{1B}[5~", .pageUp),
            ("\u{1B}[15~", .function(5)), ("\u{1B}OP", .function(1)), ("\u{1B}[Z", .backTab),
        ])
    func keys(bytes: String, key: Key) {
        #expect(events(bytes) == [.key(key)])
    }

    @Test(
        "a sequence that no key has asks for nothing, also in pieces",
        arguments: [
            "\u{1B}[1;5C", "\u{1B}[15;2~", "\u{1B}[<0;10;11M", "\u{1B}[I", "\u{1B}h", "\u{1B}Ox",
            "\u{1B}]0;h1\u{7}", "\u{1B}P1h\u{1B}\\", "\u{1B}[1|;5C", "\u{1B}[|1|;5C", "\u{0}",
        ])
    func dropped(bytes: String) {
        #expect(events(bytes) == [])
    }

    @Test("a sequence torn right after its escape is at worst an escape key")
    func torn() {
        #expect(events("\u{1B}|[1;5C") == [.key(.escape)])
        #expect(events("\u{1B}|[A") == [.key(.escape), .key(.up)])
        #expect(events("\u{1B}|h") == [.key(.escape), .key(.character("h"))])
    }

    @Test("a torn sequence swallows keys for half a second only")
    func givesUp() {
        #expect(events("\u{1B}[1|h", gap: 600_000_000) == [.key(.character("h"))])
        #expect(events("\u{1B}]0;title|h", gap: 600_000_000) == [.key(.character("h"))])
    }

    @Test("keys that stop work right after an escape")
    func stopAfterEscape() {
        #expect(events("\u{1B}\t") == [.key(.tab)])
        #expect(events("\u{1B}\u{18}") == [.key(.control("x"))])
    }

    @Test("what is pasted is text, never keys")
    func paste() {
        #expect(
            events("\u{1B}[200~h1\t\r\u{1B}[A\u{7}q\u{1B}[201~h") == [
                .pasted("h1  [Aq"), .key(.character("h")),
            ])
        #expect(events("\u{1B}[200~abcdef|g", gap: 600_000_000).count == 2)
        let long = String(repeating: "x", count: 9000)
        #expect(
            events("\u{1B}[200~\(long)\u{1B}[201~") == [.pasted(String(long.prefix(4096)))])
    }

    @Test("whatever a line spills, half a second later the stop key stops", arguments: 0..<20)
    func spilled(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        let spice = Array(
            "\u{1B}\u{1B}[[]OP_~0129;<?\u{7}\u{9C}\u{18}h\t é\u{10FFFD}".unicodeScalars)
        var decoder = KeyDecoder()
        var now: Int64 = 0
        for _ in 0..<200 {
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                let scalar = spice.randomElement(using: &random) ?? "x"
                let isKey = Int.random(in: 0..<20, using: &random) == 0
                now += Int64.random(in: 0...90_000_000, using: &random)
                _ = decoder.decode(isKey ? .key(.up) : .scalar(scalar), now: now)
                _ = decoder.pause(now: now)
            }
            now += 600_000_000
            _ = decoder.pause(now: now)
            #expect(decoder.decode(.scalar("\t"), now: now) == .key(.tab))
        }
    }
}
