import Console
import Control
import Messages
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
        let reports = try library.replays()
        #expect(reports.allSatisfy { $0.first == nil && $0.replayed > 300 })
    }

    @Test("no recording stays open, however many there are")
    func openFiles() throws {
        let cell = RecordedCell.story(try TwoArmManifest(cameras: []).make())
        for name in ["a", "b", "c"] { _ = try cell.write(name: name, in: scratch.path) }
        let library = try ReviewLibrary([scratch.path])
        #expect(OpenFiles.under(scratch.path) == [])
        _ = try library.traces(of: ReviewedIntervention.all(of: library.sessions)[2])
        #expect(OpenFiles.under(scratch.path) == [])
    }

    @Test("traces are those of the whole file, read from a part of it")
    func partOfTheFile() throws {
        var cell = RecordedCell(try TwoArmManifest(cameras: []).make())
        cell.begin()
        for _ in 0..<3 {
            cell.run(600)
            cell.correct(1, ticks: 50)
        }
        _ = try cell.write(in: scratch.path)
        let library = try ReviewLibrary([scratch.path])
        let middle = ReviewedIntervention.all(of: library.sessions)[1]
        var whole = MotionTraces(manifest: cell.manifest, group: 1)
        let preRoll = try #require(middle.intervention.preRoll)
        let last = middle.intervention.ticks.upperBound + UInt64(preRoll.count)
        for step in cell.steps where step.tick >= preRoll.lowerBound && step.tick <= last {
            whole.append(step)
        }
        #expect(try library.traces(of: middle) == whole)
    }

    @Test(
        "wrong usage says what is missing",
        arguments: [
            ([], "what to review"), (["--show", "x", "a"], "whole number"),
            (["--what"], "there is no option --what"),
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
