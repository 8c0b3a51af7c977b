import Cell
import Control
import Link
import Messages
import Spatial
import Testing

@Suite("Two consoles command an arm each over the link") struct LoanLinkTests {
    /// Anna has control and lent Bert the right arm.
    private func lent(_ bench: inout Bench) async throws -> (anna: Console, bert: Console) {
        try bench.start()
        let anna = try await CellLinkTests.connected(&bench, "anna")
        let bert = try await CellLinkTests.connected(&bench, "bert")
        anna.ask(.acquireLease)
        try await CellLinkTests.run(&bench, [anna, bert], "lease") { _ in anna.lease != .none }
        anna.ask(
            .offerLease, groups: 0b10, argument: try #require(bert.control.welcome?.client))
        try await CellLinkTests.run(&bench, [anna, bert], "offered") { _ in
            bert.ownership?.offer.groups == 0b10
        }
        bert.lease = anna.lease
        bert.ask(.acceptLease, groups: 0b10)
        try await CellLinkTests.run(&bench, [anna, bert], "lent") { _ in
            bert.lease != anna.lease && anna.ownership?.loans.count == 1
        }
        return (anna, bert)
    }

    private func idle(_ consoles: [Console]) {
        for console in consoles {
            console.ask(.renewLease)
            console.command { $0.neutralSeen = true }
        }
    }

    private func drive(_ consoles: [Console]) {
        for console in consoles {
            console.ask(.renewLease)
            console.command {
                ($0.enabled, $0.presses, $0.neutralSeen) = (true, 1, true)
            }
        }
    }

    @Test("a command under another's grant counts as none, and moves nothing of the other's")
    func forged() async throws {
        var bench = try Bench(endpoint: privateAddress())
        let (anna, bert) = try await lent(&bench)
        anna.ask(.takeOver, groups: 0b01)
        try await CellLinkTests.run(
            &bench, [anna, bert], "taken", each: { idle([anna, bert]) }, { $0.isTaken(0) })
        // Everyone can read her tag in the steps.
        bert.lease = anna.lease
        var rounds = 0
        try await CellLinkTests.run(
            &bench, [anna, bert], "forged",
            each: {
                rounds += 1
                anna.ask(.renewLease)
                anna.command { $0.neutralSeen = true }
                bert.command { ($0.enabled, $0.presses, $0.neutralSeen) = (true, 1, true) }
            },
            {
                #expect($0.command.decision.groups[0].effective != .operator)
                return rounds > 30
            })
        try await CellLinkTests.run(
            &bench, [anna], "driven", each: { drive([anna]) },
            { $0.command.decision.groups[0].effective == .operator })
    }

    @Test("each takes its own arm, is refused the other's, and everyone is told who has what")
    func each() async throws {
        var bench = try Bench(endpoint: privateAddress())
        let (anna, bert) = try await lent(&bench)
        #expect(anna.says("anna offers control of the right arm to bert, for 20 s."))
        #expect(anna.says("bert has control of the right arm now: it is lent."))
        #expect(!anna.says("anna keeps control: nobody accepted the offer in time."))
        let label = try #require(anna.ownership?.loans.first)
        #expect(label.group == 1 && label.holderName == "bert" && label.lease.tag == bert.lease)
        #expect(anna.ownership?.holderName == "anna")
        anna.ask(.takeOver, groups: 0b01)
        bert.ask(.takeOver, groups: 0b10)
        try await CellLinkTests.run(
            &bench, [anna, bert], "taken", each: { idle([anna, bert]) },
            { $0.isTaken(0) && $0.isTaken(1) })
        try await CellLinkTests.run(
            &bench, [anna, bert], "driven", each: { drive([anna, bert]) },
            {
                $0.command.decision.groups[0].effective == .operator
                    && $0.command.decision.groups[1].effective == .operator
            })
        anna.ask(.handBack, groups: 0b10)
        bert.ask(.handBack, groups: 0b01)
        try await CellLinkTests.run(
            &bench, [anna, bert], "refused", each: { drive([anna, bert]) },
            { _ in
                anna.replies.contains { $0.answer.refusal == .leaseHeldByAnother }
                    && bert.replies.contains {
                        $0.answer.kind == .handBack && $0.answer.refusal == .notLeaseHolder
                    }
            })
        #expect(anna.says("Refused anna a hand-back: bert has it."))
        #expect(anna.says("Refused bert a hand-back: anna has control."))
        #expect(bench.command.decision.groups[0].effective == .operator)
        #expect(bench.command.decision.groups[1].effective == .operator)
        anna.ask(.recallLease, groups: 0b10)
        try await CellLinkTests.run(
            &bench, [anna, bert], "recalled", each: { drive([anna, bert]) },
            { _ in bert.ownership?.cause == .recallLease })
        #expect(bench.command.decision.groups[0].effective == .operator)
        #expect(bench.command.decision.groups[1].hold == .leaseTaken)
        #expect(bert.ownership?.formerTag == bert.lease && bert.ownership?.loans.isEmpty == true)
        #expect(bert.says("bert has the right arm no longer: it was recalled"))
    }

    @Test("a loan has a key of its own, and what is sealed under it after a recall moves nothing")
    func datagrams() async throws {
        var bench = try Bench(endpoint: "tcp://127.0.0.1:0")
        let (anna, bert) = try await lent(&bench)
        try await CellLinkTests.run(&bench, [anna, bert], "keys") { _ in
            bert.plane?.lease == bert.lease && anna.plane?.lease == anna.lease
        }
        #expect(anna.plane?.key != bert.plane?.key)
        let (left, right) = (try Flyer(anna), try Flyer(bert))
        anna.ask(.takeOver, groups: 0b01)
        bert.ask(.takeOver, groups: 0b10)
        try await CellLinkTests.run(
            &bench, [anna, bert], "taken",
            each: {
                for flyer in [left, right] { flyer.command { $0.neutralSeen = true } }
            }, { $0.isTaken(0) && $0.isTaken(1) })
        let push: (inout GroupCommand) -> Void = {
            ($0.enabled, $0.presses, $0.neutralSeen) = (true, 1, true)
            $0.twist.linear.z = 0.05
        }
        try await CellLinkTests.run(
            &bench, [anna, bert], "driven",
            each: {
                for flyer in [left, right] { flyer.command(push) }
            },
            {
                $0.command.decision.groups[0].effective == .operator
                    && $0.command.decision.groups[1].effective == .operator
            })
        #expect(!left.pulses.isEmpty && !right.pulses.isEmpty)
        anna.ask(.recallLease)
        try await CellLinkTests.run(
            &bench, [anna, bert], "recalled", each: { left.command(push) },
            { !$0.command.decision.groups[1].loan.isHeld })
        let place = bench.command.decision.groups[1].setpoint
        for _ in 0..<20 {
            left.command(push)
            right.command(push)
            try bench.run(1)
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(bench.command.decision.groups[1].setpoint == place)
        #expect(bench.command.decision.groups[0].effective == .operator)
    }

    @Test("a name that another console has gets a number")
    func names() async throws {
        var bench = try Bench(endpoint: privateAddress())
        try bench.start()
        let anna = try await CellLinkTests.connected(&bench, "console")
        let bert = try await CellLinkTests.connected(&bench, "Console")
        try await CellLinkTests.run(&bench, [anna, bert], "both") { _ in
            anna.ownership?.consoles.count == 2
        }
        #expect(Set(anna.ownership?.consoles.map(\.name) ?? []) == ["console", "Console 2"])
    }
}
