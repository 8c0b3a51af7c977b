import Cell
import Control
import Glibc
import Link
import Messages
import Testing

@Suite("Control changes hands over the link") struct HandoverLinkTests {
    /// Anna drives the right arm of a cell to which Bert is connected.
    private func driving(_ bench: inout Bench) async throws -> (anna: Console, bert: Console) {
        try bench.start()
        let anna = try await CellLinkTests.connected(&bench, "anna")
        let bert = try await CellLinkTests.connected(&bench, "bert")
        anna.ask(.acquireLease)
        try await CellLinkTests.run(&bench, [anna, bert], "lease") { _ in anna.lease != .none }
        anna.ask(.takeOver, groups: 0b10)
        try await CellLinkTests.run(
            &bench, [anna, bert], "taken",
            each: {
                anna.ask(.renewLease)
                anna.command { $0.neutralSeen = true }
            }, { $0.isTaken(1) })
        try await CellLinkTests.run(
            &bench, [anna, bert], "driven", each: { drive(anna) },
            { $0.command.decision.groups[1].effective == .operator })
        return (anna, bert)
    }

    private func drive(_ console: Console) {
        console.ask(.renewLease)
        console.command {
            $0.enabled = true
            $0.presses = 1
            $0.neutralSeen = true
        }
    }

    @Test("a take holds the arm, gives a key of its own, and everyone is told who took from whom")
    func take() async throws {
        var bench = try Bench(endpoint: "tcp://127.0.0.1:0")
        let (anna, bert) = try await driving(&bench)
        let old = anna.lease
        let key = try #require(anna.plane?.key)
        #expect(bert.ownership?.holderName == "anna")
        // What a console sends that has not yet heard of the grant that it names.
        bert.lease = LeaseTag(epoch: old.epoch, sequence: old.sequence + 1)
        bert.ask(.takeLease)
        try await CellLinkTests.run(
            &bench, [anna, bert], "refused", each: { drive(anna) },
            { _ in
                bert.replies.last?.answer.refusal == .leaseChanged
            })
        #expect(bert.replies.last?.holderName == "anna")
        bert.lease = old
        bert.ask(.takeLease)
        try await CellLinkTests.run(
            &bench, [anna, bert], "taken", each: { drive(anna) },
            { _ in
                bert.ownership?.cause == .takeLease && anna.ownership?.cause == .takeLease
                    && bert.plane != nil
            })
        #expect(bench.command.decision.groups[1].effective == .hold)
        #expect(bench.command.decision.groups[1].hold == .leaseTaken)
        #expect(bench.command.decision.lease.holder == bert.control.welcome?.client)
        #expect(bert.lease.sequence == old.sequence + 1)
        #expect(bert.plane?.lease == bert.lease && bert.plane?.key != key)
        #expect(anna.ownership?.former == anna.control.welcome?.client)
        #expect(anna.ownership?.holderName == "bert" && anna.ownership?.formerName == "anna")
        #expect(anna.says("bert took control from anna: what was driven by hand holds."))
        // Whatever the former holder goes on sending moves nothing.
        let before = bench.command.decision.groups[1].setpoint
        for _ in 0..<5 {
            try await CellLinkTests.run(
                &bench, [anna, bert], "a tick", each: { drive(anna) }, { _ in true })
        }
        #expect(bench.command.decision.groups[1].setpoint == before)
        #expect(anna.says("bert has control."))
    }

    @Test("an offer is told to all, accepted by whom it is for, and the arm holds")
    func offer() async throws {
        var bench = try Bench(endpoint: privateAddress())
        let (anna, bert) = try await driving(&bench)
        let old = anna.lease
        bert.lease = old
        bert.ask(.acceptLease)
        try await CellLinkTests.run(
            &bench, [anna, bert], "refused", each: { drive(anna) },
            { _ in
                bert.replies.last?.answer.refusal == .notOffered
            })
        #expect(anna.says("Refused bert accepting control: no such offer is open"))
        anna.ask(.offerLease, argument: try #require(bert.control.welcome?.client))
        try await CellLinkTests.run(
            &bench, [anna, bert], "offered", each: { drive(anna) },
            { _ in
                bert.ownership?.offer.isOpen == true
            })
        #expect(bert.says("anna offers control to bert, for 20 s."))
        #expect(bench.command.decision.groups[1].effective == .operator)
        bert.ask(.acceptLease)
        try await CellLinkTests.run(
            &bench, [anna, bert], "passed", each: { drive(anna) },
            { _ in
                anna.ownership?.cause == .acceptLease && bert.lease != old
            })
        #expect(bench.command.decision.groups[1].hold == .leasePassed)
        #expect(anna.says("anna passed control on to bert: what was driven by hand holds."))
        #expect(anna.ownership?.offer.isOpen == false)
    }

    @Test("a stream of refused requests is answered each, and told with its count")
    func stream() async throws {
        var bench = try Bench(endpoint: privateAddress())
        let (anna, bert) = try await driving(&bench)
        for _ in 0..<60 { bert.ask(.acquireLease) }
        try await CellLinkTests.run(
            &bench, [anna, bert], "answered", each: { drive(anna) },
            { _ in
                bert.unanswered == 0
            })
        #expect(bert.replies.allSatisfy { $0.answer.refusal == .leaseHeldByAnother })
        let told = anna.events.filter { $0.text.hasPrefix("Refused bert control") }
        #expect(told.first?.text == "Refused bert control: anna has it.")
        #expect(told.dropFirst().first?.text == "Refused bert control (2 so far): anna has it.")
        #expect(told.count < 60)
    }
}
