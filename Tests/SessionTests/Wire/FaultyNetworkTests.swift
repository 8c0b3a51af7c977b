import Console
import Control
import Messages
import Recording
import Testing
import Threads

@testable import Session

/// The console's own link and the cell's own, with networks between them that are broken on
/// purpose; then the recording is asked. One session each: a fault follows the other, and the hand
/// goes on after each.
@Suite("A network that is broken on purpose", .serialized) struct FaultyNetworkTests {
    /// What the cell was given and what it did, tick by tick, as the console's recording has it.
    private func check(_ recording: String, _ console: RunningConsole, seed: UInt64) throws {
        if case .recording(let figures) = console.live.recorder {
            #expect(figures.dropped == 0, "seed \(seed)")
        }
        let steps = try recorded(Step.self, of: TopicName.step, in: recording)
        let inputs = try recorded(ArbiterInput.self, of: TopicName.arbiterInput, in: recording)
        #expect(steps.count > 300)
        // Nothing is lost: what did not come at once was sent again.
        let ticks = steps.map(\.tick)
        let first = try #require(ticks.first)
        #expect(ticks == Array(first..<first + UInt64(ticks.count)), "seed \(seed)")
        checkOrder(inputs, seed)
        checkSilence(steps, seed)
        let replays = try ReviewLibrary([recording]).replays()
        #expect(replays.allSatisfy { $0.first == nil }, "seed \(seed)")
    }

    /// Each command of a grant once, and none behind a newer one.
    private func checkOrder(_ inputs: [ArbiterInput], _ seed: UInt64) {
        var newest: (lease: LeaseTag, sequence: UInt32) = (.none, 0)
        var behind = 0
        var count = 0
        for command in inputs.compactMap(\.command) {
            count += 1
            if command.lease == newest.lease, command.sequence <= newest.sequence { behind += 1 }
            newest = (command.lease, command.sequence)
        }
        #expect(count > 100)
        #expect(behind == 0, "seed \(seed)")
    }

    /// Where commands do not come, the arm is not the operator's and does not move.
    private func checkSilence(_ steps: [Step], _ seed: UInt64) {
        var driven = 0
        var moved = 0
        for (before, step) in zip(steps, steps.dropFirst()) {
            let (was, now) = (before.groups[1].decision, step.groups[1].decision)
            guard let age = now.commandAge, let ageBefore = was.commandAge else { continue }
            // The limit of 100 ms, and a tick.
            let limit = Nanoseconds.milliseconds(110) + step.late
            if age > limit, now.effective == .operator { driven += 1 }
            if ageBefore > limit, age > limit, now.setpoint != was.setpoint { moved += 1 }
        }
        #expect(driven == 0, "seed \(seed)")
        #expect(moved == 0, "seed \(seed)")
    }

    @Test("datagrams lost, doubled, late, overtaken and repeated", arguments: [11])
    func datagrams(seed: UInt64) throws {
        let bed = try WireBed(datagrams: true, seed: seed)
        let network = try #require(bed.datagrams)
        let console = try bed.console(recording: true)
        bed.takeRightArm(console)
        #expect(eventually { console.live.link.plane.standing == .works })
        let late: ClosedRange<Int64> = 0...60_000_000
        let faults: [DatagramRelay.Faults] = [
            .init(lost: 0.3), .init(doubled: 0.5), .init(late: late), .init(repeated: 0.5),
            .init(lost: 0.2, doubled: 0.3, repeated: 0.3, late: late),
        ]
        for fault in faults {
            network.set(fault)
            let before = network.counts.up
            console.puck(pushed: true)
            #expect(eventually { network.counts.up > before + 80 }, "\(fault)")
            network.set(.init())
            #expect(bed.engage(console), "seed \(seed): goes on after \(fault)")
        }
        let counts = network.counts
        #expect(counts.lost > 20 && counts.doubled > 20, "\(counts)")
        #expect(counts.repeated > 20 && counts.overtaken > 20, "\(counts)")

        // Silence on both planes holds it while it moves, and it waits for the hand.
        console.puck(pushed: true)
        network.set(.init(lost: 1))
        bed.relay.stand(up: true, down: true)
        #expect(eventually { bed.cell.authority(1) == .linkLost })
        bed.relay.stand(up: false, down: false)
        network.set(.init())
        #expect(eventually { bed.commandsAreFresh })
        #expect(bed.cell.authority(1) == .linkLost, "a reconnection moves nothing")
        #expect(bed.engage(console), "seed \(seed): goes on after silence")
        guard case .finished(let recording?) = console.leave() else {
            Issue.record("no recording")
            return bed.end()
        }
        bed.end()
        try check(recording, console, seed: seed)
    }

    @Test("the connection late, in crumbs, standing one way or both, and cut", arguments: [12])
    func connection(seed: UInt64) throws {
        let bed = try WireBed()
        let console = try bed.console(recording: true)
        bed.takeRightArm(console)
        func lasts(_ what: String, ticks: UInt64 = 60) {
            let before = bed.cell.tick
            console.puck(pushed: true)
            #expect(eventually { bed.cell.tick > before + ticks }, "\(what)")
        }
        bed.relay.setDelay(40_000_000)
        bed.relay.crumble(seed: seed)
        lasts("late and in crumbs")
        bed.relay.setDelay(0)
        bed.relay.crumble(seed: 0)
        #expect(bed.engage(console), "seed \(seed): goes on after crumbs")
        for (up, down) in [(true, false), (false, true), (true, true)] {
            bed.relay.stand(up: up, down: down)
            // Where commands still come they are made on an old picture.
            #expect(eventually { bed.cell.authority(1) != .operator }, "\(up) \(down)")
            lasts("standing", ticks: 100)
            bed.relay.stand(up: false, down: false)
            #expect(bed.engage(console), "seed \(seed): goes on after standing \(up) \(down)")
        }
        bed.relay.cut()
        #expect(eventually { bed.cell.authority(1) == .linkLost })
        bed.relay.mend()
        #expect(bed.engage(console), "seed \(seed): goes on after a cut")
        // What is owed comes beside the new.
        let end = bed.cell.tick
        #expect(eventually { (console.live.newest?.tick ?? 0) > end + 100 })
        guard case .finished(let recording?) = console.leave() else {
            Issue.record("no recording")
            return bed.end()
        }
        bed.end()
        try check(recording, console, seed: seed)
    }
}
