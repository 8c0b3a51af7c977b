import CDR
import Control
import Messages
import Testing

@testable import Cell
@testable import Link

@Suite("Rules of a cell's real-time plane") struct PlaneRuleTests {
    private let lease = LeaseTag(epoch: 9, sequence: 2)

    private func command(_ sequence: UInt32, _ lease: LeaseTag) -> OperatorCommand {
        var command = OperatorCommand()
        command.lease = lease
        command.sequence = sequence
        return command
    }

    @Test("each number of a grant passes once, and never behind a newer one")
    func order() {
        var order = CommandOrder()
        let passed = [1, 1, 2, 5, 3, 4, 5, 6].map {
            order.admit(command($0, lease), under: lease)
        }
        #expect(passed == [true, false, true, true, false, false, false, true])
        #expect(order.duplicates == 4)
        let next = LeaseTag(epoch: 9, sequence: 3)
        let again = [1, 1].map { order.admit(command($0, next), under: next) }
        #expect(again == [true, false], "the numbers of the next grant begin anew")
        let late = [9, 9].map { order.admit(command($0, lease), under: next) }
        #expect(late == [true, true], "what another grant sent is the arbiter's to refuse")
    }

    @Test("a holder whose connection is gone commands by datagrams for ten seconds, not for good")
    func abandoned() {
        var plane = HolderPlane(client: ClientIdentity(hashing: [1]), lease: lease)
        let gone = (0...12).map {
            plane.isAbandoned(isConnected: false, at: .seconds(Double($0)))
        }
        #expect(gone == (0...12).map { $0 > 10 })
        let back = plane.isAbandoned(isConnected: true, at: .seconds(13))
        let goneAgain = plane.isAbandoned(isConnected: false, at: .seconds(14))
        #expect(!back && !goneAgain)
    }

    @Test("a pulse goes nowhere before the holder was heard, then with each tick but not more")
    func pulses() throws {
        var plane = HolderPlane(client: ClientIdentity(hashing: [1]), lease: lease)
        let early = plane.nextPulse(at: .seconds(1), clock: 0)
        #expect(early == nil)
        let key = try #require(DatagramKey(plane.key.content, for: lease))
        var console = Sealer(key: key, direction: .toCell)
        let from = try #require(DatagramAddress(host: "127.0.0.1", port: 9))
        let message = try CDREncoder.bytes(of: PlaneCommand())
        let sealed = console.seal(message)
        let datagram = try #require(sealed)
        let first = plane.open(datagram, from: from, at: .seconds(1))
        let copy = plane.open(datagram, from: from, at: .seconds(1))
        #expect(first != nil && copy == nil)
        var sent = 0
        for millisecond in 0..<1000 {
            if millisecond % 10 == 0 { plane.note(Step()) }
            let now = Nanoseconds.seconds(1) + .milliseconds(Int64(millisecond))
            if plane.nextPulse(at: now, clock: now) != nil { sent += 1 }
        }
        #expect(sent >= 50 && sent <= 101)
    }
}
