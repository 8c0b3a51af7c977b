import CDR
import Cell
import Control
import Messages
import Testing

@testable import Link

/// On a real cell with a real link: each tick under each attack executes the hold and nothing else,
/// and afterwards the same command from the holder moves the arm.
@Suite("Security: nobody without the right moves an arm", .serialized) struct SecurityTests {
    /// Everything that would move something, in the name of the holder.
    private static func everything(_ tag: LeaseTag, _ client: UInt64, _ turn: Int) throws
        -> [[UInt8]]
    {
        var messages = [try ControlMessage.hello(Hello()).encoded()]
        for kind in RequestKind.allCases where kind != .stop {
            var request = Request(kind, lease: tag, id: UInt32(turn), groups: 0b11)
            request.client = client
            messages.append(try ControlMessage.request(request).encoded())
        }
        let sequence = UInt32(1_000_000 + turn)
        messages.append(
            try ControlMessage.command(SecuredCell.pushing(tag, sequence)).encoded())
        return messages
    }

    @Test("without a key, with a key that is not allowed, and with noise on the bare stream")
    func strangers() async throws {
        var bed = try await SecuredCell.make()
        let stranger = try KeyPair.fresh()
        let senders = [
            try RawSender(bed.endpoint, .none()),
            try RawSender(bed.endpoint, .curve(own: stranger, cell: bed.cellPair.publicKey)),
            try RawSender(bed.endpoint, .curve(own: stranger, cell: stranger.publicKey)),
        ]
        let (tag, client) = (bed.anna.lease, bed.bench.command.decision.lease.holder)
        try await bed.holds("strangers") { turn in
            for message in (try? Self.everything(tag, client, turn)) ?? [] {
                for sender in senders { sender.send(message) }
            }
        }
        #expect(!bed.anna.events.contains { $0.text.contains("console") })
        try await bed.movesByHand()
    }

    @Test(
        "with an observer's key and with a stop-only key, in the holder's name",
        arguments: [Role.observe, .stop])
    func lesserKeys(_ role: Role) async throws {
        var bed = try await SecuredCell.make()
        let sender = try RawSender(bed.endpoint, try bed.security("olga", role))
        let (tag, client) = (bed.anna.lease, bed.bench.command.decision.lease.holder)
        try await bed.holds("a lesser key", ticks: 20) { turn in
            for message in (try? Self.everything(tag, client, turn)) ?? [] {
                sender.send(message)
            }
        }
        #expect(bed.anna.says("its key allows it to \(role.word) only"))
        try await bed.movesByHand()
        // STOP is what the one key is for, and the other is not.
        let stop = try ControlMessage.request(Request(.stop, id: 9)).encoded()
        sender.send(stop)
        guard role >= .stop else { return }
        let still = bed.bench.command.decision.groups[0].setpoint
        let anna = bed.anna
        // Said again until it is seen, as a console does.
        try await CellLinkTests.run(
            &bed.bench, [anna], "stopped", each: { sender.send(stop) },
            { $0.command.decision.groups[1].effective == .stopped })
        #expect(bed.bench.command.decision.groups[0].setpoint == still)
    }

    @Test("with an operator's key and another one's lease")
    func otherOperator() async throws {
        var bed = try await SecuredCell.make()
        let sender = try RawSender(bed.endpoint, try bed.security("bert", .operate))
        let (tag, client) = (bed.anna.lease, bed.bench.command.decision.lease.holder)
        try await bed.holds("another operator", ticks: 20) { turn in
            for message in (try? Self.everything(tag, client, turn)) ?? [] {
                sender.send(message)
            }
        }
        #expect(bed.anna.says("anna has control"))
        try await bed.movesByHand()
    }

    @Test("with what was sent under an earlier grant, on either plane")
    func formerGrant() async throws {
        var bed = try await SecuredCell.make()
        let former = bed.flyer.grant
        let old = try Self.sealed(former, 1...200)
        // Seen to move it, were they of now.
        let tag = bed.anna.lease
        try await bed.renewGrant()
        #expect(bed.flyer.grant.key != former.key && bed.anna.lease != tag)
        let thrower = try Thrower(at: bed.flyer.grant)
        let anna = bed.anna
        try await bed.holds("an earlier grant") { turn in
            for datagram in old[(turn * 5)..<(turn * 5 + 5)] { thrower.send(datagram) }
            anna.control.send(.command(SecuredCell.pushing(tag, UInt32(50_000 + turn))))
        }
        try await bed.movesByHand()
    }

    @Test("with what was sent to the cell before it was started anew")
    func formerEpoch() async throws {
        let (grant, tag) = try await Self.earlierCell()
        var bed = try await SecuredCell.make()
        #expect(bed.anna.lease.epoch != tag.epoch)
        let old = try Self.sealed(grant, 1...200)
        let thrower = try Thrower(at: bed.flyer.grant)
        let anna = bed.anna
        let number = bed.anna.lease.sequence
        try await bed.holds("an earlier epoch") { turn in
            for datagram in old[(turn * 5)..<(turn * 5 + 5)] { thrower.send(datagram) }
            for sequence in [tag.sequence, number] {
                let forged = LeaseTag(epoch: tag.epoch, sequence: sequence)
                anna.control.send(.command(SecuredCell.pushing(forged, UInt32(70_000 + turn))))
            }
        }
        try await bed.movesByHand()
    }

    private static func earlierCell() async throws -> (PlaneGrant, LeaseTag) {
        let bed = try await SecuredCell.make()
        let found = (bed.flyer.grant, bed.anna.lease)
        bed.bench.cell.close()
        return found
    }

    @Test("with recorded datagrams, as they were and with another number in front")
    func forgedSequence() async throws {
        var bed = try await SecuredCell.make()
        // Sealed by her, and overtaken by what she sent since.
        let late = try Self.sealed(bed.flyer.grant, 1...3)
        #expect(bed.flyer.link.sent > 3)
        let thrower = try Thrower(at: bed.flyer.grant)
        let anna = bed.anna
        let numbers: [UInt64] = [4, 1000, 1 << 32, .max - 1, .max]
        try await bed.holds("forged numbers") { _ in
            for datagram in late {
                thrower.send(datagram)
                for number in numbers {
                    var forged = datagram
                    forged.replaceSubrange(8..<16, with: number.littleEndianBytes)
                    thrower.send(forged)
                }
            }
        }
        // None of those numbers has put hers behind.
        try await bed.movesByHand()
        try await CellLinkTests.run(&bed.bench, [anna], "told") { _ in
            anna.says("the key of anna did not seal them")
        }
    }

    /// Datagrams that would move the arm, with these numbers.
    static func sealed(_ grant: PlaneGrant, _ numbers: ClosedRange<UInt32>) throws -> [[UInt8]] {
        let key = try #require(DatagramKey(grant.key, for: grant.lease))
        var sealer = Sealer(key: key, direction: .toCell)
        return try numbers.map { number in
            var message = PlaneCommand()
            message.command = SecuredCell.pushing(grant.lease, 100_000 + number)
            let sealed = sealer.seal(try CDREncoder.bytes(of: message))
            return try #require(sealed)
        }
    }
}
