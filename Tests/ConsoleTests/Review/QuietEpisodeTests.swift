import Control
import Keymap
import Messages
import RecordedCell
import Recording
import Screen
import Testing

@testable import Console

@Suite("Review of an episode without interventions") struct QuietEpisodeTests {
    private let cell: RecordedCell
    private let session: ReviewedSession

    /// An episode that was left alone to its time limit, then one with a correction.
    init() throws {
        var cell = RecordedCell(try TwoArmManifest().make())
        cell.begin()
        cell.run(120)
        cell.ask(.end, UInt64(Outcome.truncated.rawValue))
        cell.run(5)
        cell.restart()
        cell.run(60)
        cell.correct(1, ticks: 40)
        cell.run(5)
        self.cell = cell
        var summary = SessionSummary(manifest: cell.manifest)
        for step in cell.steps { summary.consume(step) }
        summary.finish()
        session = ReviewedSession(
            path: "a.mcap", manifest: cell.manifest, session: 5, episodes: summary.episodes)
    }

    private func text(_ model: ReviewModel, columns: Int = 100, rows: Int = 30) -> String {
        var grid = Grid(columns: columns, rows: rows)
        model.draw(on: &grid)
        return grid.text
    }

    private func traces(of episode: Int, _ group: Int) -> MotionTraces {
        var traces = MotionTraces(manifest: cell.manifest, group: group)
        let ticks = session.episodes[episode].ticks
        for step in cell.steps where ticks.contains(step.tick) { traces.append(step) }
        return traces
    }

    @Test("is a row in its place by time, and opens arm by arm")
    func row() {
        var model = ReviewModel([session])
        let rows = text(model).split(separator: "\n").dropFirst(2)
        #expect(rows.first?.contains("no intervention") == true, "\(rows)")
        #expect(rows.dropFirst().first?.contains("operator's choice") == true, "\(rows)")
        #expect(model.update(.enter) == .read(0))
        model.show(traces(of: 0, 0))
        #expect(text(model).contains("left  episode"))
        #expect(text(model).contains("cursor 0.00 s after start"))
        #expect(text(model, columns: 80).contains("o other arm   ? help   q quit"))
        #expect(model.update(.character("o")) == .read(0))
        #expect(model.arm == 1)
        model.show(traces(of: 0, 1))
        #expect(text(model).contains("right  episode"))
        #expect(model.update(.down) == .read(1))
    }

    @Test("an intervention's cursor counts from the takeover, and every trace has its values")
    func zero() {
        var model = ReviewModel([session])
        _ = model.update(.down)
        #expect(model.update(.enter) == .read(1))
        model.show(traces(of: 1, 1))
        #expect(text(model).contains("s after takeover"), "\(text(model))")
        _ = model.update(.home)
        let small = text(model, columns: 80, rows: 24)
        #expect(small.contains("s before takeover"), "\(small)")
        #expect(small.split(separator: "\n").count { $0.contains(" / ") } == 7, "\(small)")
        #expect(model.update(.character("o")) == .nothing)
    }

    @Test("what was asked gives way to the figures")
    func headline() {
        let words = ReviewWords(manifest: session.manifest, episode: session.episodes[1])
        let whole = TextWidth.columns(words.headline)
        #expect(words.headline(within: whole) == words.headline)
        let short = words.headline(within: whole - 1)
        #expect(short.contains("operator moving") && !short.contains("“"))
    }
}
