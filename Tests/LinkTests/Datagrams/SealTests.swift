import Control
import Testing

@testable import Link

/// The sending end, as a reference: expectations take no value that changes.
final class SealingEnd {
    var sealer: Sealer
    init(_ key: DatagramKey, _ direction: DatagramDirection) {
        sealer = Sealer(key: key, direction: direction)
    }
    func seal(_ message: [UInt8]) -> [UInt8]? { sealer.seal(message) }
}

/// The receiving end.
final class OpeningEnd {
    var opener: Opener
    init(_ key: DatagramKey, _ direction: DatagramDirection = .toCell) {
        opener = Opener(key: key, direction: direction)
    }
    func open(_ datagram: [UInt8]) -> [UInt8]? { opener.open(datagram) }
    var newest: UInt64 { opener.newest }
    var counters: Opener.Counters { opener.counters }
}

@Suite("Sealed datagrams") struct SealTests {
    private let lease = LeaseTag(epoch: 0x1122_3344_5566_7788, sequence: 3)
    private let message = Array("forward, slowly".utf8)

    private func ends(
        _ direction: DatagramDirection = .toCell
    ) -> (sealer: SealingEnd, opener: OpeningEnd) {
        let key = DatagramKey(for: lease)
        return (SealingEnd(key, direction), OpeningEnd(key, direction))
    }

    @Test("what is sealed is opened, in both directions and at every length that fits")
    func roundTrip() throws {
        for direction in [DatagramDirection.toCell, .toConsole] {
            let (sealer, opener) = ends(direction)
            for length in [0, 1, 15, 16, 17, 400, Datagrams.longestMessage] {
                let message = Chance.bytes(length)
                let datagram = try #require(sealer.seal(message))
                #expect(datagram.count == length + 32 && datagram.count <= Datagrams.longest)
                #expect(opener.open(datagram) == message)
            }
            #expect(opener.newest == 7 && opener.counters.opened == 7)
        }
    }

    @Test("a message that is too long for one datagram is not sealed, and uses up no number")
    func oversize() throws {
        let (sealer, opener) = ends()
        let tooLong = sealer.seal([UInt8](repeating: 7, count: Datagrams.longestMessage + 1))
        #expect(tooLong == nil && sealer.sealer.sequence == 0)
        let oversize = opener.open([UInt8](repeating: 1, count: Datagrams.longest + 1))
        #expect(oversize == nil && opener.counters.malformed == 1)
    }

    @Test("nothing of the message can be read, and equal ones look different")
    func hidden() throws {
        let (sealer, _) = ends()
        let first = try #require(sealer.seal(message))
        let second = try #require(sealer.seal(message))
        #expect(first.dropFirst(16) != second.dropFirst(16))
        #expect(!String(decoding: first, as: UTF8.self).contains("slowly"))
    }

    @Test("another key of the same lease opens nothing, nor does the key of another lease")
    func wrongKey() throws {
        let (sealer, opener) = ends()
        let datagram = try #require(sealer.seal(message))
        let stranger = OpeningEnd(DatagramKey(for: lease))
        #expect(stranger.open(datagram) == nil && stranger.counters.forged == 1)
        let later = LeaseTag(epoch: lease.epoch, sequence: 4)
        let sameBytes = try #require(DatagramKey(opener.opener.key.content, for: later))
        let successor = OpeningEnd(sameBytes)
        #expect(successor.open(datagram) == nil && successor.counters.foreign == 1)
        let restarted = LeaseTag(epoch: lease.epoch + 1, sequence: 3)
        let nextLife = try #require(DatagramKey(opener.opener.key.content, for: restarted))
        let afterRestart = OpeningEnd(nextLife)
        #expect(afterRestart.open(datagram) == nil && afterRestart.counters.forged == 1)
        #expect(opener.open(datagram) == message)
    }

    @Test("a flipped bit anywhere is refused, head and seal alike, and changes nothing")
    func flipped() throws {
        let (sealer, opener) = ends()
        let datagram = try #require(sealer.seal(message))
        for index in datagram.indices {
            for bit in 0..<8 {
                var spoiled = datagram
                spoiled[index] ^= 1 << bit
                #expect(opener.open(spoiled) == nil, "byte \(index), bit \(bit)")
            }
        }
        #expect(opener.newest == 0 && opener.counters.opened == 0)
        #expect(opener.open(datagram) == message)
    }

    @Test("cut short at any length, or with a byte too many, it is refused")
    func truncated() throws {
        let (sealer, opener) = ends()
        let datagram = try #require(sealer.seal(message))
        for length in 0..<datagram.count {
            #expect(opener.open(Array(datagram.prefix(length))) == nil)
        }
        #expect(opener.open(datagram + [0]) == nil)
        #expect(opener.open(datagram) == message)
    }

    @Test("a copy is dropped, and what was overtaken by a newer one")
    func replay() throws {
        let (sealer, opener) = ends()
        let datagrams = try (0..<4).map { try #require(sealer.seal([UInt8($0)])) }
        #expect(opener.open(datagrams[1]) == [1])
        #expect(opener.open(datagrams[1]) == nil)
        #expect(opener.open(datagrams[0]) == nil)
        #expect(opener.open(datagrams[3]) == [3])
        #expect(opener.open(datagrams[2]) == nil)
        #expect(opener.counters.outdated == 3 && opener.counters.opened == 2)
    }

    @Test("a datagram thrown back at its sender is not opened")
    func direction() throws {
        let key = DatagramKey(for: lease)
        let sealer = SealingEnd(key, .toCell)
        var datagram = try #require(sealer.seal(message))
        let own = OpeningEnd(key, .toConsole)
        #expect(own.open(datagram) == nil && own.counters.malformed == 1)
        datagram[1] = DatagramDirection.toConsole.rawValue
        #expect(own.open(datagram) == nil && own.counters.forged == 1)
    }

    @Test("random bytes of every length, also behind a right head, open nothing")
    func random() {
        let (_, opener) = ends()
        let head = DatagramHead(direction: .toCell, lease: lease.sequence, sequence: 9).encoded
        for length in 0...(Datagrams.longest + 4) {
            #expect(opener.open(Chance.bytes(length)) == nil)
            #expect(opener.open(head + Chance.bytes(length)) == nil)
        }
        #expect(opener.newest == 0)
    }

    @Test("a key is 32 bytes and no other number")
    func keyLength() {
        for length in [0, 31, 33] {
            #expect(DatagramKey([UInt8](repeating: 1, count: length), for: lease) == nil)
        }
        #expect(DatagramKey(for: lease).content != DatagramKey(for: lease).content)
    }
}
