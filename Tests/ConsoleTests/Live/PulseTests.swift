import Control
import Messages
import Testing

@testable import Console

@Suite("The picture and the datagrams") struct PulseTests {
    private func pulse(_ live: LiveState, ticks: UInt64, _ authority: Authority) -> Pulse {
        var pulse = Pulse()
        pulse.tick = (live.newest?.tick ?? 0) + ticks
        pulse.now = (live.newest?.now ?? 0) + Nanoseconds(ticks) * 10_000_000
        for _ in live.arms {
            var group = GroupPulse()
            group.effective = authority
            group.requested = .operator
            group.hold = .taken
            pulse.groups.append(group)
        }
        return pulse
    }

    @Test("who drives follows a pulse at once, and an older step does not turn it back")
    func overlay() throws {
        var live = Situation.policyDrives.model.live
        let older = try #require(live.newest)
        let told = pulse(live, ticks: 5, .hold)
        live.apply(told, receivedAt: 1)
        #expect(live.arms.allSatisfy { $0.authority == .hold && $0.holdReason == .taken })
        #expect(live.newest?.tick == older.tick, "it is no step")
        var step = older
        step.tick += 2
        live.apply(step, receivedAt: 2)
        #expect(live.arms[1].authority == .hold)
        step.tick += 3
        live.apply(step, receivedAt: 3)
        #expect(live.arms[1].authority == .policy, "a step of that tick is the whole truth")
    }

    @Test("a stop is seen by a pulse; one with other groups, or an older one, changes nothing")
    func stop() {
        var live = Situation.policyDrives.model.live
        var told = pulse(live, ticks: 1, .stopped)
        told.stop = 4
        var short = told
        short.groups = PerGroup(repeating: GroupPulse(), count: 1)
        live.apply(short, receivedAt: 1)
        #expect(live.stop == 0)
        live.apply(told, receivedAt: 1)
        #expect(live.stop == 4)
        told.tick -= 1
        told.stop = 0
        live.apply(told, receivedAt: 2)
        #expect(live.stop == 4)
    }

    private func screen(_ live: LiveState, columns: Int = 80, rows: Int = 24) -> String {
        var model = Situation.policyDrives.model
        _ = model.update(.live(live, now: model.now))
        return LiveView.text(of: model, columns: columns, rows: rows)
    }

    @Test("a closed port is told in one line, in whole words, and the link's place stays")
    func closed() {
        var live = Situation.policyDrives.model.live
        let before = screen(live)
        live.link.plane.standing = .closed
        live.link.plane.port = 65535
        let text = screen(live)
        #expect(
            text.contains(
                "UDP port 65535 seems closed: commands go by TCP. Open it in the firewall."))
        #expect(text.split(separator: "\n").first == before.split(separator: "\n").first)
    }

    @Test("where datagrams pass, the first line says what is lost of them, and stays in 80 columns")
    func works() throws {
        var live = Situation.policyDrives.model.live
        live.link.plane.standing = .works
        live.link.plane.loss = 0.049
        let line = try #require(screen(live).split(separator: "\n").first)
        #expect(line.hasSuffix("lost  5 %"))
        #expect(line.contains("LINK 100 Hz") && line.contains("SIMULATED"))
        #expect(line.unicodeScalars.count <= 80)
    }

    @Test("while steps stall and pulses come, the arm's driver is known and the picture called old")
    func stalled() {
        let model = Situation.linkSilent.model
        var live = model.live
        live.apply(pulse(live, ticks: 60, .hold), receivedAt: model.now)
        var stalled = model
        _ = stalled.update(.live(live, now: model.now))
        let text = LiveView.text(of: stalled, columns: 80, rows: 24)
        #expect(text.contains("the connection stalls"))
        #expect(!text.contains("NO NEWS FROM THE CELL") && !text.contains("NOT KNOWN"))
    }
}
