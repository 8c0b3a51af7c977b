import Control
import JSON5
import Keymap
import Messages
import RecordedCell
import Recording
import Screen
import Testing

@testable import Console

@Suite("Review") struct ReviewTests {
    private let cell: RecordedCell
    private let session: ReviewedSession

    init() throws {
        var cell = RecordedCell(try TwoArmManifest().make())
        cell.begin()
        cell.changeInstruction(to: "lift\u{1B}[2J it")
        cell.run(120)
        cell.correct(1, ticks: 80)
        cell.note("grip was\tlow")
        cell.run(40)
        cell.ask(.takeOver, groups: 1)
        cell.run(30)
        cell.ask(.end, UInt64(Outcome.failure.rawValue))
        cell.run(5)
        self.cell = cell
        var summary = SessionSummary(manifest: cell.manifest)
        for step in cell.steps { summary.consume(step) }
        for note in cell.notes { summary.consume(note) }
        summary.finish()
        session = ReviewedSession(
            path: "a/b.mcap", manifest: cell.manifest, session: 5, episodes: summary.episodes,
            lost: 3, trouble: ["it was\u{7} interrupted"])
    }

    private var traces: MotionTraces {
        var traces = MotionTraces(manifest: cell.manifest, group: 1)
        for step in cell.steps where step.episode.state == .running { traces.append(step) }
        return traces
    }

    @Test("the list names recording, episodes, interventions, notes and losses")
    func list() {
        let lines = ReviewList.lines([session])
        let text = lines.joined(separator: "\n")
        #expect(lines[0] == "a/b.mcap   test [simulated]   session 5")
        #expect(text.contains("! it was interrupted"))
        #expect(text.contains("! 3 records were lost"))
        #expect(text.contains("failure   p 1   “lift[2J it”   2 interventions"))
        #expect(text.contains("note: grip was low"))
        let rows = lines.filter { $0.contains("operator's choice") }
        #expect(rows.count == 2)
        #expect(rows[0].contains("1  right  00:01.2") && rows[0].contains("handed back"))
        #expect(rows[0].contains("mm/s") && rows[0].contains("deg/s"))
        #expect(rows[1].contains("2  left") && rows[1].contains("with episode"))
    }

    @Test("nothing from a recording reaches the terminal as a command")
    func plain() {
        for line in ReviewList.lines([session]) {
            #expect(!line.unicodeScalars.contains { $0.value < 32 || $0.value == 127 })
        }
    }

    @Test("programs get the same as numbers")
    func json() throws {
        let value = ReviewJSON.value([session])
        let episode = value.array?[0]["episodes"]?.array?[0]
        #expect(episode?["outcome"]?.string == "failure")
        let first = episode?["interventions"]?.array?[0]
        #expect(first?["arm"]?.string == "right")
        #expect(first?["divergence"]?["fresh_samples"]?.integer ?? 0 > 50)
        #expect(first?["segments"]?.array?.count == 5)
        #expect(try JSONText.encode(value).contains("lift"))
    }

    @Test("traces hold what was executed, the policy where it is fresh, and who drove")
    func executed() throws {
        let traces = traces
        #expect(traces.traces.map(\.name) == ["vx", "vy", "vz", "wx", "wy", "wz", "gripper"])
        let running = cell.steps.filter { $0.episode.state == .running }
        #expect(traces.count == running.count)
        for (at, step) in running.enumerated() {
            let motion = step.groups[1].decision.motion
            #expect(traces.traces[0].executed[at] == motion[0] * 1000)
            #expect(traces.authorities[at] == step.groups[1].decision.effective)
            let known = step.groups[1].decision.freshness != .none && at > 0
            #expect((traces.traces[0].policy[at] != nil) == known)
        }
    }

    @Test("a gap in the ticks is a gap in the traces")
    func gap() {
        var traces = MotionTraces(manifest: cell.manifest, group: 1)
        for step in cell.steps[20..<30] { traces.append(step) }
        for step in cell.steps[40..<50] { traces.append(step) }
        #expect(traces.count == 21)
        #expect(traces.authorities[10] == nil)
        #expect(traces.traces[0].executed[10] == nil)
    }

    @Test(
        "an opened intervention shows who drove in letters, and fits every size",
        arguments: [(80, 24), (100, 34), (40, 10)], [GlyphSet.unicode, .ascii])
    func opened(size: (Int, Int), glyphs: GlyphSet) {
        let reviewed = ReviewedIntervention.all(of: [session])[0]
        var grid = Grid(columns: size.0, rows: size.1, glyphs: glyphs)
        TraceView.draw(reviewed, of: session, traces, cursor: 5, on: &grid, in: grid.bounds)
        let lines = grid.text.split(separator: "\n", omittingEmptySubsequences: false)
        let who = lines[1].split(separator: " ").last ?? ""
        #expect(who.contains("p") && who.contains("O") && who.contains("h"))
        #expect(lines[0].contains("right"))
    }

    @Test("keys choose, open, move, go back and quit")
    func keys() {
        var model = ReviewModel([session])
        #expect(model.update(.down) == .nothing)
        #expect(model.selected == 1)
        #expect(model.update(.down) == .nothing)
        #expect(model.selected == 1)
        #expect(model.update(.up) == .nothing)
        #expect(model.update(.enter) == .read(0))
        model.show(traces)
        guard case .opened(0, let cursor) = model.page else {
            Issue.record("it is not open")
            return
        }
        #expect(traces.interventions[cursor])
        #expect(model.update(.right) == .nothing)
        #expect(model.page == .opened(0, cursor: cursor + 1))
        #expect(model.update(.end) == .nothing)
        #expect(model.page == .opened(0, cursor: traces.count - 1))
        #expect(model.update(.down) == .read(1))
        #expect(model.update(.escape) == .nothing)
        #expect(model.page == .list)
        #expect(model.update(.character("q")) == .quit)
    }

    @Test("a review without interventions can be looked at and left")
    func empty() {
        var model = ReviewModel([])
        var grid = Grid(columns: 80, rows: 24)
        model.draw(on: &grid)
        #expect(grid.text.contains("no intervention"))
        #expect(model.update(.enter) == .nothing)
        #expect(model.update(.down) == .nothing)
        #expect(model.update(.escape) == .quit)
    }

    @Test("the list shows outcome and reason whole, and no half words", arguments: [80, 100, 160])
    func whole(columns: Int) {
        var model = ReviewModel([session])
        func text() -> String {
            var grid = Grid(columns: columns, rows: 24)
            model.draw(on: &grid)
            return grid.text
        }
        func isWhole(_ text: String) -> Bool {
            text.split(whereSeparator: \.isWhitespace).allSatisfy { $0 == "…" || !$0.contains("…") }
        }
        #expect(text().contains("failure operator's choice"))
        #expect(isWhole(text()), "\(text())")
        #expect(text().contains("apart: mean, max") == (columns > 80))
        #expect(model.update(.character("?")) == .nothing)
        #expect(text().contains("Choose an intervention") && !text().contains("…"))
        #expect(model.update(.escape) == .nothing)
        #expect(text().contains("2 interventions"))
        _ = model.update(.enter)
        model.show(traces)
        #expect(text().contains("h hold") && text().contains("O operator"))
        #expect(text().contains("escape back   ? help   q quit"))
    }

    @Test("holds and STOP stand by name over the ticks that they lasted")
    func held() {
        var cell = cell
        cell.restart()
        cell.run(50)
        cell.ask(.stop)
        cell.run(50)
        var traces = MotionTraces(manifest: cell.manifest, group: 1)
        for step in cell.steps.suffix(100) { traces.append(step) }
        var grid = Grid(columns: 40, rows: 1)
        TraceView.drawHolds(traces, on: &grid, in: grid.bounds)
        #expect(grid.text.contains("STOP──────"), "\(grid.text)")
        #expect(grid.text.hasPrefix("          "))
        let legend = TraceView.legend(traces, nil, columns: 80, .unicode).map(\.text)
        #expect(legend.joined().contains("S STOP"))
    }

    @Test("the list on the screen shows the chosen one with its file")
    func screen() {
        let model = ReviewModel([session])
        var grid = Grid(columns: 100, rows: 24)
        model.draw(on: &grid)
        #expect(grid.text.contains("1 recording, 1 episode, 2 interventions"))
        #expect(grid.text.contains("a/b.mcap"))
        #expect(grid.text.contains("enter open"))
    }
}
