import Control
import Messages
import Screen
import Spatial
import Testing

@testable import Console

@Suite("Who drives is said in words")
struct WordsTests {
    private func words(
        _ authority: Authority, _ reason: HoldReason = .none, mine: Bool = true,
        byKey: Bool = false
    ) -> String {
        var model = LiveModel(LiveState(now: 0), keymap: Situation.keymap, now: 0)
        var live = SampleCell.live(ticks: 3) {
            $0.groups[0].decision.effective = authority
            $0.groups[0].decision.hold = reason
            $0.groups[0].decision.enabled = true
            if !mine { $0.lease.holder = SampleCell.otherClient }
        }
        if !byKey { live.input.enabling.source = .pedal("FootSwitch") }
        _ = model.update(.live(live, now: 30_000_000))
        return model.driver(of: 0).words
    }

    @Test(
        "each authority and each reason to hold has words of its own, in the narrowest panel",
        arguments: [false, true])
    func distinct(byKey: Bool) {
        var seen: [String: String] = [:]
        var cases = Authority.allCases.filter { $0 != .hold }.map { ($0, HoldReason.none) }
        cases += HoldReason.allCases.map { (.hold, $0) }
        cases += [.drift, .robotFault, .brokenAssumption].map { (.fault, $0) }
        cases.append((.stopped, .drift))
        for (authority, reason) in cases {
            let words = words(authority, reason, byKey: byKey)
            #expect(seen[words] == nil, "\(authority) \(reason) reads as \(seen[words] ?? "")")
            seen[words] = "\(authority) \(reason)"
            #expect(TextWidth.columns("▶ RIGHT ARM — " + words) <= 39, "\(words) is cut")
            #expect(!byKey || !words.contains("switch"), "\(words) where there is none")
        }
    }

    @Test("an arm that drifted is named where it stopped all, and where it is in fault")
    func drifted() {
        func alarm(_ authority: Authority) -> String {
            var model = LiveModel(LiveState(now: 0), keymap: Situation.keymap, now: 0)
            let live = SampleCell.live(ticks: 3) {
                $0.groups[1].decision.effective = authority
                $0.groups[1].decision.hold = .drift
                if authority == .stopped {
                    $0.groups[0].decision.effective = .stopped
                    $0.stop = 3
                }
            }
            _ = model.update(.live(live, now: 30_000_000))
            let text = model.alarms.first?.text ?? ""
            #expect(TextWidth.columns(text) <= 78, "\(text) is cut")
            return text
        }
        #expect(alarm(.stopped).hasPrefix("STOPPED (stop 3): RIGHT ARM moved while held; "))
        #expect(alarm(.fault).hasPrefix("FAULT: RIGHT ARM holds (moved while held). "))
    }

    @Test("nobody but the lease holder is called you")
    func notYou() {
        for authority in Authority.allCases {
            let words = words(authority, mine: false)
            #expect(!words.contains("YOU"), "\(words)")
        }
        #expect(words(.operator) == "YOU drive (switch closed)")
        #expect(words(.operator, byKey: true) == "YOU drive (by key)")
        #expect(words(.operator, mine: false) == "ANOTHER CONSOLE drives")
    }

    @Test("an old picture is never shown as the present", arguments: Authority.allCases)
    func silence(authority: Authority) {
        var model = LiveModel(LiveState(now: 0), keymap: Situation.keymap, now: 0)
        let live = SampleCell.live(ticks: 3) { $0.groups[0].decision.effective = authority }
        _ = model.update(.live(live, now: 30_400_000 + 500_000_001))
        #expect(model.driver(of: 0).words == "NOT KNOWN (500 ms old)")
        #expect(model.driver(of: 0).advice.hasPrefix("Last seen: "))
    }

    @Test("the screen says STOP and never E-STOP, and that it is no safety function")
    func stopWording() {
        for situation in Situation.allCases {
            let text = LiveView.text(of: situation.model, columns: 80, rows: 24)
            #expect(!text.uppercased().contains("E-STOP"))
            guard situation != .watching else {
                #expect(text.contains("only watches, its STOP does nothing"))
                #expect(!text.contains("tab STOP"))
                continue
            }
            #expect(text.contains("not a safety function"))
            #expect(text.contains("tab STOP"))
        }
    }

    @Test(
        "what comes from outside cannot act on the terminal", arguments: [GlyphSet.unicode, .ascii])
    func hostile(glyphs: GlyphSet) {
        var model = Situation.policyDrives.model
        let bad = "\u{1B}]0;x\u{07}\u{202E}\r\n\u{9B}31m"
        var live = model.live
        live.note(EventLine(unixSeconds: .max, level: .error, group: 0, text: bad))
        live.input.problem = bad
        live.input.pucks[0].buttons = [bad]
        live.recorder = .failed(reason: bad, nil)
        live.link.phase = .broken(bad, since: 0)
        let step = SampleCell.step(tick: 9000) {
            $0.instruction = bad
            $0.policy = bad
            $0.gauges = [.nan, .infinity]
            $0.episode.number = .max
            $0.episode.startedAt = .min
            $0.groups[0].observation.tool?.position.x = -.infinity
            $0.groups[0].decision.gripper = .nan
            $0.groups[0].candidate?.index = .max
            $0.groups[0].candidate?.observedAt = .min
            $0.groups[1].candidate?.index = .min
            $0.groups[1].decision.commandAge = .min
            $0.late = .max
        }
        live.apply(step, receivedAt: .max)
        for now: Nanoseconds in [0, model.now, .max, .min] {
            _ = model.update(.live(live, now: now))
            for size in [(80, 24), (200, 70), (10, 3)] {
                var grid = Grid(columns: size.0, rows: size.1, glyphs: glyphs)
                LiveView.draw(model, on: &grid)
                let isClean = grid.text.unicodeScalars.allSatisfy {
                    $0 == "\n" || ($0.isShowable && ($0.isASCII || glyphs == .unicode))
                }
                #expect(isClean)
            }
        }
    }
}
