import CDR
import Cell
import Control
import Link
import Messages
import Spatial
import Testing

/// A console that commands by datagrams alone.
final class Flyer {
    let console: Console
    let link: PlaneLink
    let grant: PlaneGrant
    var pulses: [Pulse] = []

    init(_ console: Console) throws {
        self.console = console
        grant = try #require(console.plane)
        link = try PlaneLink(grant, at: try #require(console.control.peerAddress))
    }

    func command(stop: UInt32 = 0, _ change: (inout GroupCommand) -> Void) {
        send(console.next(change), stop: stop)
    }

    func send(_ command: OperatorCommand, stop: UInt32 = 0) {
        var message = PlaneCommand()
        message.command = command
        message.stop = stop
        link.send(message)
        pulses += link.receive()
    }
}

@Suite("The real-time plane of a cell") struct PlaneTests {
    private func bench() throws -> Bench {
        var bench = try Bench(endpoint: "tcp://127.0.0.1:0")
        try bench.start()
        return bench
    }

    /// Gets control, and with it a key.
    private func grant(_ bench: inout Bench, to console: Console) async throws -> Flyer {
        let before = console.plane
        console.ask(.acquireLease)
        try await CellLinkTests.run(&bench, [console], "a key") { _ in
            console.plane?.lease == console.lease && console.plane != before
        }
        return try Flyer(console)
    }

    private func take(_ bench: inout Bench, _ flyer: Flyer) async throws {
        // As from a console, which commands from the grant on.
        try await CellLinkTests.run(
            &bench, [flyer.console], "heard", each: { flyer.command { $0.neutralSeen = true } },
            { _ in flyer.pulses.last.map { $0.newest > 0 } ?? false })
        flyer.console.ask(.takeOver, groups: 0b10)
        try await CellLinkTests.run(
            &bench, [flyer.console], "taken", each: { flyer.command { $0.neutralSeen = true } },
            { $0.isTaken(1) })
    }

    private func push(_ group: inout GroupCommand) {
        group.enabled = true
        group.presses = 1
        group.neutralSeen = true
        group.twist.linear.x = 0.1
    }

    @Test("the holder's datagrams move the arm, and pulses tell it who drives and what arrived")
    func drives() async throws {
        var bench = try bench()
        let anna = try await CellLinkTests.connected(&bench, "anna")
        #expect(anna.plane == nil)
        let flyer = try await grant(&bench, to: anna)
        #expect(flyer.grant.key.count == 32)
        try await take(&bench, flyer)
        let before = bench.command.decision.groups[1].setpoint.position.x
        try await CellLinkTests.run(
            &bench, [anna], "moved by hand", each: { flyer.command(push) },
            { $0.command.decision.groups[1].setpoint.position.x > before + 0.02 })
        let pulse = try #require(flyer.pulses.last)
        #expect(flyer.pulses.contains { $0.groups[1].effective == .operator })
        #expect(pulse.groups.count == 2 && pulse.groups[0].effective == .hold)
        #expect(pulse.newest <= flyer.link.sent && pulse.newest + 10 > flyer.link.sent)
        #expect(pulse.received == pulse.newest)
        #expect(pulse.tick > 0 && pulse.now > 0 && pulse.held < 1_000_000_000)
        // No renewal went over the connection: the datagrams are sign of life enough.
        #expect(!bench.command.decision.lease.stale)
    }

    @Test("a command that comes on both planes counts once, and nobody hears of a refusal")
    func twice() async throws {
        var bench = try bench()
        let anna = try await CellLinkTests.connected(&bench, "anna")
        let flyer = try await grant(&bench, to: anna)
        try await take(&bench, flyer)
        try await CellLinkTests.run(
            &bench, [anna], "moved by hand",
            each: {
                let command = anna.next(push)
                flyer.send(command)
                anna.control.send(.command(command))
            },
            { $0.command.decision.groups[1].effective == .operator && $0.command.tick % 50 == 0 })
        try await CellLinkTests.run(
            &bench, [anna], "the next state", each: { flyer.command(push) },
            { _ in anna.records(of: 3).count > 2 })
        let state = try CDRDecoder.decode(
            ArbiterState.self, from: try #require(anna.records(of: 3).last).payload)
        #expect(state.refusedCommands == 0)
        #expect(!anna.says("Refused"))
    }

    @Test("each grant has a key of its own; what a former holder sends moves nothing")
    func formerHolder() async throws {
        var bench = try bench()
        let anna = try await CellLinkTests.connected(&bench, "anna")
        let bert = try await CellLinkTests.connected(&bench, "bert")
        let former = try await grant(&bench, to: anna)
        anna.ask(.releaseLease)
        try await CellLinkTests.run(&bench, [anna, bert], "given up") {
            !$0.command.decision.lease.isHeld
        }
        let holder = try await grant(&bench, to: bert)
        #expect(holder.grant.key != former.grant.key)
        try await take(&bench, holder)
        let setpoint = bench.command.decision.groups[1].setpoint
        let pulses = former.link.received
        for round in 0..<50 {
            // With her own tag, and with the one that counts now.
            var command = anna.next(push)
            command.sequence = 1_000_000 + UInt32(round)
            if round % 2 == 0 { command.lease = bert.lease }
            former.send(command, stop: 9)
            holder.command { $0.neutralSeen = true }
            try bench.run(1)
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(bench.command.decision.groups[1].setpoint == setpoint)
        #expect(bench.command.decision.stop == 0)
        #expect(former.link.received == pulses, "nothing is told to a former holder")
        #expect(!holder.link.receive().isEmpty || !holder.pulses.isEmpty)
        // The holder's own go on: no number was used up by the other.
        try await CellLinkTests.run(
            &bench, [anna, bert], "bert drives", each: { holder.command(push) },
            { $0.command.decision.groups[1].effective == .operator })
    }

    @Test("a STOP by datagram alone stops once, and does not undo its reset by being repeated")
    func stop() async throws {
        var bench = try bench()
        let anna = try await CellLinkTests.connected(&bench, "anna")
        let flyer = try await grant(&bench, to: anna)
        flyer.send(OperatorCommand(), stop: 5)
        try await CellLinkTests.run(
            &bench, [anna], "stopped", each: { flyer.send(OperatorCommand(), stop: 5) },
            { $0.command.decision.stop == 1 })
        anna.ask(.armReset, argument: 1)
        try await CellLinkTests.run(&bench, [anna], "armed") { _ in
            anna.replies.contains { $0.answer.kind == .armReset }
        }
        anna.ask(.confirmReset, argument: 1)
        try await CellLinkTests.run(
            &bench, [anna], "reset", each: { flyer.send(OperatorCommand(), stop: 5) },
            { $0.command.decision.stop == 0 })
        for _ in 0..<20 {
            flyer.send(OperatorCommand(), stop: 5)
            try bench.run(1)
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(bench.command.decision.stop == 0)
        flyer.send(OperatorCommand(), stop: 6)
        try await CellLinkTests.run(&bench, [anna], "stopped again") {
            $0.command.decision.stop == 2
        }
    }

    @Test("an authentic datagram with rubbish in it, and strangers' bytes, are dropped and told")
    func rubbish() async throws {
        var bench = try bench()
        let anna = try await CellLinkTests.connected(&bench, "anna")
        let flyer = try await grant(&bench, to: anna)
        var stolen = flyer.grant
        stolen.key = [UInt8](repeating: 7, count: 32)
        let stranger = try PlaneLink(stolen, at: "127.0.0.1")
        stranger.send(PlaneCommand())
        try await CellLinkTests.run(&bench, [anna], "told") { _ in
            anna.says("Refused datagrams (1 so far): the key of anna did not seal them.")
        }
        #expect(bench.command.decision.lease.tag == anna.lease)
    }
}
