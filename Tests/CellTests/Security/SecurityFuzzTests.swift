import CDR
import Cell
import Control
import Messages
import Testing

@testable import Link

@Suite("Security: no bytes move an arm", .serialized) struct SecurityFuzzTests {
    /// Draws that are the same for the same seed.
    private final class Draws {
        private var state: UInt64
        init(_ seed: UInt64) { state = seed }

        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, bound)
        }

        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(below(256)) } }

        /// A few of its bytes changed, some cut off, some put in.
        func spoil(_ good: [UInt8]) -> [UInt8] {
            var bytes = good
            for _ in 0...below(4) where !bytes.isEmpty {
                bytes[below(bytes.count)] = UInt8(below(256))
            }
            switch below(4) {
            case 0: bytes.removeLast(below(bytes.count))
            case 1: bytes += self.bytes(below(40))
            default: break
            }
            return bytes
        }
    }

    @Test("on the connection: spoilt, random, too long, in many parts", arguments: [1, 2])
    func connection(seed: UInt64) async throws {
        var bed = try await SecuredCell.make()
        let draws = Draws(seed)
        // Who may do nothing, with every message; who may operate, with commands and noise.
        let observer = try RawSender(bed.endpoint, try bed.security("olga", .observe))
        let operate = try bed.security("bert", .operate)
        var other = try RawSender(bed.endpoint, operate)
        let hello = try ControlMessage.hello(Hello()).encoded()
        let tag = bed.anna.lease
        let command = try ControlMessage.command(SecuredCell.pushing(tag, 90_000)).encoded()
        var good = [hello, command, try ControlMessage.clockProbe(ClockProbe()).encoded()]
        for kind in RequestKind.allCases where kind != .stop {
            good.append(
                try ControlMessage.request(Request(kind, lease: tag, groups: 0b11)).encoded())
        }
        observer.send(hello)
        other.send(hello)
        let endpoint = bed.endpoint
        try await bed.holds("bytes on the connection", ticks: 25) { turn in
            for _ in 0..<10 {
                observer.send(draws.spoil(good[draws.below(good.count)]))
                other.send(draws.below(3) == 0 ? draws.spoil(command) : command)
                other.send(draws.bytes(draws.below(300)))
            }
            observer.send((0..<draws.below(300)).map { _ in draws.bytes(draws.below(4)) })
            guard turn % 10 == 0 else { return }
            // Longer than may be: libzmq closes the connection, so another one is made.
            other.send(draws.bytes(70_000))
            if let again = try? RawSender(endpoint, operate) { other = again }
            other.send(hello)
        }
        try await bed.movesByHand()
    }

    @Test("by datagrams: spoilt, random, of every length", arguments: [3, 4])
    func datagrams(seed: UInt64) async throws {
        var bed = try await SecuredCell.make()
        let draws = Draws(seed)
        let thrower = try Thrower(at: bed.flyer.grant)
        // Sealed by her for later, and spoilt on the way: each has a number that is to come.
        let key = try #require(DatagramKey(bed.flyer.grant.key, for: bed.flyer.grant.lease))
        var sealed: [[UInt8]] = []
        for number in 1...50 as ClosedRange<UInt64> {
            var message = PlaneCommand()
            message.command = SecuredCell.pushing(bed.anna.lease, 100_000)
            message.stop = 7
            let head = DatagramHead(
                direction: .toCell, lease: bed.anna.lease.sequence, sequence: 500_000 + number)
            sealed.append(key.seal(try CDREncoder.bytes(of: message), head: head.encoded))
        }
        try await bed.holds("bytes by datagrams", ticks: 25) { _ in
            for _ in 0..<20 {
                let whole = sealed[draws.below(sealed.count)]
                let spoilt = draws.spoil(whole)
                if spoilt != whole { thrower.send(spoilt) }
                thrower.send(draws.bytes(draws.below(1400)))
                thrower.send(whole.prefix(16) + draws.bytes(draws.below(1300)))
            }
            thrower.send([])
            thrower.send(draws.bytes(60_000))
        }
        try await bed.movesByHand()
    }
}
