import Control
import Keymap
import Testing

@testable import Console

/// Parts of the README that are made, not written. `GOLDEN=record swift test` makes them anew.
@Suite("The README tells the truth", .serialized)
struct ReadmeTests {
    @Test("its picture is the live screen")
    func screen() throws {
        let text = LiveView.text(of: Situation.operatorDrives.model, columns: 80, rows: 24)
        try check("screen", fenced(text))
    }

    @Test("its keys are those of the shipped keymap")
    func keys() throws { try check("keys", fenced(Situation.keymap.helpText)) }

    @Test("its table is the contract of the authorities")
    func authority() throws {
        let rows = Authority.allCases.map { authority in
            let contract = AuthorityContract.of(authority)
            return "| `\(authority)` | \(contract.executes) | \(contract.leavesBy) |\n"
        }
        try check(
            "authority table",
            "| authority | the arm executes | leaves by |\n|---|---|---|\n" + rows.joined())
    }

    private func fenced(_ text: String) -> String {
        "```text\n" + text + (text.hasSuffix("\n") ? "" : "\n") + "```\n"
    }

    /// Compares the part between two marks, or writes it.
    private func check(_ name: String, _ expected: String) throws {
        let path = GoldenFile.root + "README.md"
        let text = try #require(GoldenFile.read(path), "cannot read \(path)")
        let begin = "<!-- \(name) -->\n"
        let end = "<!-- /\(name) -->\n"
        let head = try #require(text.firstRange(of: begin), "no \(begin)")
        let tail = try #require(text.firstRange(of: end), "no \(end)")
        if GoldenFile.isRecording {
            let made = text[..<head.upperBound] + expected + text[tail.lowerBound...]
            #expect(GoldenFile.write(String(made), to: path))
        } else {
            #expect(text[head.upperBound..<tail.lowerBound] == expected[...])
        }
    }
}
