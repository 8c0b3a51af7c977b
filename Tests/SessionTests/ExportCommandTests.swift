import Control
import Messages
import RecordedCell
import Recording
import Storage
import Testing

@testable import Session

@Suite("reins export") struct ExportCommandTests {
    private let scratch = Scratch()

    private func command(_ arguments: [String]) -> (
        report: String?, sentence: String, warnings: [String]
    ) {
        switch ExportOptions.parse(arguments) {
        case .failure(let wrong): return (nil, wrong.sentence, [])
        case .success(let options):
            var warnings: [String] = []
            do throws(ExportFailure) {
                var run = ExportRun(options) { warnings.append($0) }
                let report = try run.run()
                return (report, "", warnings)
            } catch {
                return (nil, error.sentence, warnings)
            }
        }
    }

    private func export(_ paths: [String], out: String = "out", _ more: [String] = [])
        -> (report: String?, sentence: String, warnings: [String])
    {
        command(["--format", "lerobot-v3", "--out", scratch.path + "/" + out] + more + paths)
    }

    @Test("a recording becomes a dataset, the same to the byte when run again")
    func whole() throws {
        let path = try RecordedCell.story(try TwoArmManifest().make()).write(in: scratch.path)
        let first = export([path], out: "a")
        #expect(first.sentence == "")
        #expect(first.report?.contains("1 episode, 77 rows at 20 Hz") == true, "\(first)")
        #expect(first.report?.contains("LeRobotDataset") == true)
        #expect(export([path], out: "b").sentence == "")
        #expect(Scratch.files(scratch.path + "/a") == Scratch.files(scratch.path + "/b"))
    }

    @Test("an interrupted recording is exported as far as it goes, with a word about it")
    func interrupted() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        let result = export([try cell.write(in: scratch.path, isFinished: false)])
        #expect(result.sentence == "")
        #expect(result.warnings.count == 1)
        #expect(result.warnings.first?.contains("interrupted") == true)
    }

    @Test("the episodes of a recording come one after the other, read on a thread of its own")
    func episodes() throws {
        var cell = RecordedCell(try TwoArmManifest().make())
        cell.begin()
        for episode in 1...5 {
            cell.run(60)
            cell.ask(.end, UInt64(Outcome.success.rawValue))
            cell.run(2)
            if episode < 5 { cell.restart() }
        }
        let path = try cell.write(in: scratch.path)
        let reading = EpisodeReading(try SessionReader(path))
        var records: [EpisodeRecord] = []
        while let record = try reading.next() { records.append(record) }
        #expect(records.map(\.number) == [1, 2, 3, 4, 5])
        #expect(try reading.next() == nil)
        #expect(reading.unreadable == 0)
        // The same where the boxes of the steps go round.
        let reusing = EpisodeReading(try SessionReader(path))
        for expected in records {
            let steps = try #require(try reusing.next()?.steps)
            #expect(steps.map(\.value) == expected.steps.map(\.value))
            reusing.reuse(steps)
        }
        // One that is given up in the middle ends.
        let abandoned = EpisodeReading(try SessionReader(path))
        #expect(try abandoned.next()?.number == 1)
    }

    @Test("an episode with missing ticks stands in parts, and the report says why")
    func parts() throws {
        var cell = RecordedCell(try TwoArmManifest().make())
        cell.begin()
        cell.run(60)
        cell.run(5, lost: true)
        cell.run(60)
        cell.ask(.end, UInt64(Outcome.success.rawValue))
        cell.run(2)
        let report = export([try cell.write(in: scratch.path)]).report ?? ""
        #expect(
            report.contains("1 episode in 2 parts (cut where ticks are missing), "), "\(report)")
    }

    @Test("a writer that fails in the middle is heard, and leaves nothing behind")
    func failingWriter() throws {
        var manifest = TwoArmManifest()
        let a = try RecordedCell.story(manifest.make()).write(name: "a", in: scratch.path)
        manifest.pictureWidth = 32
        let b = try RecordedCell.story(manifest.make()).write(
            name: "b", in: scratch.path, session: 6)
        let before = Scratch.names(scratch.path)
        let result = export([a, b])
        #expect(result.report == nil)
        #expect(result.sentence.contains("changed its picture size"), "\(result.sentence)")
        #expect(Scratch.names(scratch.path) == before)
    }

    @Test("that the output exists is told, whatever the recordings hold")
    func exists() throws {
        let path = try RecordedCell.story(try TwoArmManifest().make()).write(in: scratch.path)
        #expect(export([path]).sentence == "")
        var idle = RecordedCell(try TwoArmManifest().make())
        idle.run(10)
        let nothing = try idle.write(name: "idle", in: scratch.path, session: 7)
        #expect(export([path]).sentence.contains("exists"))
        #expect(export([nothing]).sentence.contains("exists"))
    }

    @Test("the same steps in two recordings are exported once")
    func duplicates() throws {
        let cell = RecordedCell.story(try TwoArmManifest().make())
        let a = try cell.write(name: "a", in: scratch.path)
        let b = try cell.write(name: "b", in: scratch.path)
        let other = try cell.write(name: "c", in: scratch.path, session: 6)
        let twice = export([a, b], out: "twice").report ?? ""
        #expect(twice.contains("1 episode,"))
        #expect(twice.contains("already in another recording"))
        #expect((export([a, other], out: "both").report ?? "").contains("2 episodes"))
    }

    @Test("recordings are open one at a time")
    func openFiles() throws {
        let cell = RecordedCell.story(try TwoArmManifest(cameras: []).make())
        let paths = try ["a", "b", "c"].enumerated().map {
            try cell.write(
                name: $1, in: scratch.path, session: UInt64($0), isFinished: false)
        }
        let out = scratch.path + "/out"
        guard
            case .success(let options) = ExportOptions.parse(
                ["--format", "lerobot-v3", "--out", out] + paths)
        else { return }
        var open: [Int] = []
        // Each is warned of while it is open.
        var run = ExportRun(options) { _ in
            open.append(OpenFiles.under(scratch.path).count { $0.hasSuffix(".partial") })
        }
        _ = try run.run()
        #expect(open == [1, 1, 1])
        #expect(OpenFiles.under(scratch.path) == [])
    }

    @Test("simulated and real episodes are not mixed unless told")
    func mixing() throws {
        let a = try RecordedCell.story(try TwoArmManifest().make()).write(
            name: "a", in: scratch.path)
        var real = TwoArmManifest()
        real.simulated = false
        let b = try RecordedCell.story(try real.make()).write(
            name: "b", in: scratch.path, session: 6)
        let refused = export([a, b])
        #expect(refused.report == nil)
        #expect(refused.sentence.contains("--mix-simulated"))
        #expect(export([a, b], ["--mix-simulated"]).report != nil)
    }

    @Test("what cannot be exported is refused in one sentence, and nothing is left behind")
    func refusals() throws {
        let manifest = try TwoArmManifest().make()
        let path = try RecordedCell.story(manifest).write(in: scratch.path)
        #expect(export([scratch.path + "/none.mcap"]).sentence.contains("No such file"))
        #expect(export([#filePath]).sentence.contains("not an MCAP file"))
        #expect(export([path], ["--rate", "300"]).sentence.contains("above the control rate"))
        #expect(export([path], out: "session.mcap").sentence.contains("exists already"))
        let other = try RecordedCell.story(try TwoArmManifest(space: "ee_pose").make())
            .write(name: "other", in: scratch.path, session: 7)
        #expect(export([path, other]).sentence.contains("cannot stand in one dataset"))
        let discarded = try RecordedCell.story(manifest, outcome: .aborted)
            .write(name: "discarded", in: scratch.path)
        let nothing = export([discarded]).sentence
        #expect(nothing.contains("nothing to export") && nothing.contains("discarded"))
        #expect(
            Scratch.names(scratch.path) == ["discarded.mcap", "other.mcap", "session.mcap"])
    }

    @Test(
        "wrong usage says what is missing",
        arguments: [
            (["--out", "x", "y"], "--format"), (["--format", "lerobot-v3", "y"], "--out"),
            (["--format", "lerobot-v3", "--out", "x"], "what to export"),
            (["--format", "rlds", "--out", "x", "y"], "no format"),
            (["--format", "lerobot-v3", "--out", "x", "y", "--rate", "2.5"], "whole number"),
            (["--include", "some"], "corrections"), (["--what"], "there is no option --what"),
            (["--out"], "needs a value"),
        ])
    func usage(arguments: [String], word: String) {
        #expect(command(arguments).sentence.contains(word))
    }
}
