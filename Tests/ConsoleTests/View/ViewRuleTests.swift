import Control
import Keymap
import Messages
import Screen
import Testing

@testable import Console

@Suite("What the screen shows where there is no room, or little time")
struct ViewRuleTests {
    private func lines(_ model: LiveModel, columns: Int = 80, rows: Int = 24) -> [Substring] {
        LiveView.text(of: model, columns: columns, rows: rows).split(
            separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("the last ten seconds of an episode are counted down, with one event")
    func countdown() {
        func live(left: Nanoseconds, ticks: UInt64 = 3400) -> LiveState {
            SampleCell.live(ticks: ticks) {
                $0.episode.startedAt = Nanoseconds(ticks) * 10_000_000 - 600_000_000_000 + left
            }
        }
        func header(_ live: LiveState) -> String {
            var model = LiveModel(live, keymap: Situation.keymap, now: 0)
            _ = model.update(.live(live, now: live.link.newestStepAt ?? 0))
            return String(lines(model)[2])
        }
        #expect(header(live(left: 10_100_000_000)).contains("RUNNING   09:49.9"))
        #expect(header(live(left: 6_300_000_000)).contains("RUNNING   ends in  7 s"))
        #expect(header(live(left: 10_000_000)).contains("RUNNING   ends in  1 s"))
        // 250 ticks before the end: within ten seconds from the first one on.
        let events = live(left: 6_300_000_000).events
        #expect(events.map(\.text) == ["Episode 12 ends in 9 s: its time limit is 600 s"])
        #expect(live(left: 60_000_000_000).events.isEmpty)
    }

    @Test("a cell that declares no limit is not counted down")
    func noLimit() throws {
        var manifest = SampleCell.manifest()
        manifest.episodeLimit = nil
        var live = LiveState(now: 0)
        var welcome = Welcome()
        welcome.role = .operate
        welcome.client = SampleCell.client
        live.apply(CellFacts(manifest: manifest, welcome: welcome, address: ""))
        live.apply(
            SampleCell.step(tick: 10) { $0.episode.startedAt = -599_000_000_000 }, receivedAt: 1)
        #expect(live.episodeLeft == nil && live.events.isEmpty)
    }

    @Test("the header drops words whole, from the least important on", arguments: 80...120)
    func header(columns: Int) {
        let wide = lines(Situation.operatorDrives.model, columns: 200, rows: 24).prefix(4)
        let words = Set(wide.flatMap { $0.split(separator: " ") })
        for line in lines(Situation.operatorDrives.model, columns: columns).prefix(4) {
            for word in line.split(separator: " ") {
                let whole = words.contains(word) || words.contains(word + ",")
                #expect(whole, "\(columns) columns cut “\(word)” in \(line)")
            }
        }
        let text = lines(Situation.operatorDrives.model, columns: columns).joined()
        #expect(text.contains("SIMULATED") && text.contains("RECORDING"))
        if columns >= 100 { #expect(text.contains("selected RIGHT ARM  50 %")) }
    }

    /// The situation, and the same without a mouse and a switch.
    private func variants(_ situation: Situation) -> [LiveModel] {
        var byKey = situation.model
        byKey.live.input = InputStatus()
        return [situation.model, byKey]
    }

    @Test("nothing of our own is cut on the smallest screen", arguments: Situation.allCases)
    func whole(situation: Situation) {
        for model in variants(situation) {
            let wide = lines(model, columns: 200)
            for columns in [80, 90, 100] {
                let narrow = lines(model, columns: columns)
                #expect(!narrow.joined().contains("…"), "\(narrow.joined(separator: "\n"))")
                for rows in [0..<5, 21..<24] {
                    let words = Set(wide[rows].flatMap { $0.split(separator: " ") })
                    for word in narrow[rows].flatMap({ $0.split(separator: " ") }) {
                        let isWhole =
                            words.contains(word) || words.contains(word + ",") || word == "outcome"
                        #expect(isWhole, "\(columns) columns cut “\(word)”")
                    }
                }
            }
        }
    }

    @Test("the keys for the outcome are there while one may be set", arguments: [true, false])
    func outcomeKeys(isTaken: Bool) {
        func foot(_ state: EpisodeState, _ outcome: Outcome = .unlabelled) -> String {
            let model = Operator(pedal: false) {
                $0.episode.state = state
                $0.episode.outcome = outcome
                if isTaken { $0.set(1, .hold, .taken) }
            }.model
            return String(lines(model)[22])
        }
        let running = foot(.running)
        #expect(running.contains(isTaken ? "1 0 x outcome" : "1 success  0 failure  x discard"))
        for outcome in Outcome.allCases {
            let ended = foot(.ended, outcome)
            #expect(ended.contains("1 ") && ended.contains("0 ") && ended.contains("x "))
            #expect(ended.contains("n next"), "\(ended)")
        }
        #expect(!foot(.ready).contains("success") && !foot(.ready).contains("outcome"))
    }

    @Test("alarms of the last minute stay before what is only good to know")
    func events() {
        func line(_ second: Int64, _ level: EventLine.Level, _ text: String) -> EventLine {
            EventLine(unixSeconds: second, level: level, text: text)
        }
        let events = [
            line(10, .error, "old error"), line(100, .warning, "warning"),
            line(101, .information, "a"), line(102, .error, "error"),
            line(103, .information, "b"), line(104, .information, "c"),
            line(105, .information, "d"),
        ]
        func shown(_ rows: Int) -> [String] {
            LiveView.shownEvents(events, rows: rows).map(\.text)
        }
        #expect(shown(3) == ["warning", "error", "d"])
        #expect(shown(2) == ["error", "d"])
        #expect(shown(1) == ["d"])
        #expect(shown(5) == ["warning", "error", "b", "c", "d"])
        #expect(shown(9).count == 7)
        #expect(shown(0).isEmpty)
    }

    @Test("a taken arm that is not selected says how to select it")
    func advice() {
        var model = Operator(pedal: false) {
            $0.set(0, .hold, .taken)
            $0.set(1, .hold, .taken)
        }.model
        #expect(model.interface.drive.groups == 0b10)
        #expect(model.driver(of: 0).advice == "Not selected: ‹o› selects it")
        #expect(model.driver(of: 1).advice.hasPrefix("Arrow keys nudge it"))
        _ = model.update(.intent(.switchArm))
        #expect(model.driver(of: 0).advice.hasPrefix("Arrow keys nudge it"))
        #expect(model.driver(of: 1).advice == "Not selected: ‹o› selects it")
    }
}
