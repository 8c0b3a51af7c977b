import Link
import RecordedCell
import Testing

@testable import Session

@Suite("What to do next") struct NextStepTests {
    @Test("a printed command names the program as it was called")
    func program() {
        #expect(ProgramName.of([".build/release/reins", "demo"]) == ".build/release/reins")
        #expect(ProgramName.of(["/my tools/reins"]) == "\"/my tools/reins\"")
        #expect(ProgramName.of(["\u{1B}[2Jreins"]) == "[2Jreins")
        #expect(ProgramName.of([]) == "reins")
    }

    @Test("missing keys name the way without")
    func noKeys() {
        let missing = LiveCommand.sentence(for: .noStore(directory: "/k"))
        #expect(missing.contains("reins keys create") && missing.contains("add --no-keys"))
        #expect(!LiveCommand.sentence(for: .closed).contains("--no-keys"))
    }

    @Test("a directory without recordings is said to have none")
    func empty() throws {
        let scratch = Scratch()
        let sentence = try ReviewLibrary([scratch.path]).emptySentence([scratch.path])
        #expect(sentence?.contains("there is no recording in \(scratch.path)") == true)
        #expect(sentence?.contains(".mcap") == true)
    }
}
