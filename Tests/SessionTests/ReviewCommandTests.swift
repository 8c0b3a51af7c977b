import Console
import Control
import RecordedCell
import Recording
import Storage
import Testing

@testable import Session

@Suite("reins review") struct ReviewCommandTests {
    private let scratch = Scratch()

    @Test("a folder of recordings is summarised, an intervention read again, a replay made")
    func library() throws {
        let manifest = try TwoArmManifest().make()
        _ = try RecordedCell.story(manifest).write(name: "a", in: scratch.path)
        _ = try RecordedCell.story(manifest).write(name: "b", in: scratch.path, session: 6)
        let library = try ReviewLibrary([scratch.path])
        #expect(library.sessions.map(\.session) == [5, 6])
        let all = ReviewedIntervention.all(of: library.sessions)
        #expect(all.map(\.number) == [1, 2])
        let traces = try library.traces(of: all[1])
        #expect(traces.interventions.count { $0 } == all[1].intervention.interventionTicks)
        #expect(traces.authorities.first == .policy)
        let reports = library.replays()
        #expect(reports.allSatisfy { $0.first == nil && $0.replayed > 300 })
    }

    @Test(
        "wrong usage says what is missing",
        arguments: [
            ([], "what to review"), (["--show", "x", "a"], "whole number"),
            (["--what"], "no option"),
            (["--columns", "3", "a"], "from 40"),
        ])
    func usage(arguments: [String], word: String) {
        do throws(LiveOptions.WrongUsage) {
            _ = try ReviewOptions(arguments)
            Issue.record("it was taken")
        } catch {
            #expect(error.sentence.contains(word))
        }
    }

    @Test("a file that is no recording is refused in one sentence")
    func foreign() {
        do throws(SessionReadError) {
            _ = try ReviewLibrary([#filePath])
            Issue.record("it was read")
        } catch {
            #expect(error.description.contains("not an MCAP file"))
        }
    }
}
