import CLinux
import Control
import Messages
import Testing

@testable import Link

@Suite("A client that sends anything at all")
struct HostileClientTests {
    private let scratch = Scratch()

    @Test("malformed messages are dropped and counted, good ones go on")
    func malformed() throws {
        let cell = try TestCell(scratch.endpoint, .none)
        let raw = try RawPeer(scratch.endpoint, .none())
        let hello = try ControlMessage.hello(Hello()).encoded()
        #expect(until(cell, []) { raw.send([hello]) })
        #expect(until(cell, []) { cell.inbox.count == 1 })
        let welcome = try ControlMessage.welcome(Welcome()).encoded()
        let wrong: [[[UInt8]]] = [
            [[]], [[0]], [[255, 1, 2]], [hello.dropLast()], [hello, hello],
            [hello + [0]], [hello, [], [], [], [], [], []], [welcome],
            [[UInt8](repeating: 3, count: 60_000)],
        ]
        for message in wrong { #expect(until(cell, []) { raw.send(message) }) }
        let probe = ControlMessage.clockProbe(ClockProbe())
        let bytes = try probe.encoded()
        #expect(until(cell, []) { raw.send([bytes]) })
        #expect(until(cell, []) { cell.inbox.count == 2 })
        #expect(cell.inbox.last?.message == probe)
        #expect(cell.server.counters.malformed == UInt64(wrong.count))
        #expect(cell.server.counters.received == 2)
    }

    @Test("seeded mutations of good messages never trap", arguments: [1, 2, 3] as [UInt64])
    func mutations(seed: UInt64) throws {
        let cell = try TestCell(scratch.endpoint, .none)
        let raw = try RawPeer(scratch.endpoint, .none())
        var hello = Hello()
        hello.name = "mutant"
        let good = try [
            ControlMessage.hello(hello), .request(Request(.takeOver, groups: 3)),
            .command(OperatorCommand()), .remark(Remark()), .clockProbe(ClockProbe()),
        ].map { message in try message.encoded() }
        var random = seed
        func draw(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        var sent = 0
        while sent < 400 {
            var bytes = good[draw(good.count)]
            for _ in 0...draw(3) { bytes[draw(bytes.count)] = UInt8(draw(256)) }
            if draw(4) == 0 { bytes.removeLast(draw(bytes.count)) }
            #expect(until(cell, []) { raw.send([bytes]) })
            sent += 1
        }
        // The cell still answers a proper hello of another client.
        let console = try TestConsole(scratch.endpoint, .none())
        #expect(until(cell, [console]) { console.link.state == .ready })
    }

    @Test("a client that says no hello is not heard")
    func noHello() throws {
        let cell = try TestCell(scratch.endpoint, .none)
        let raw = try RawPeer(scratch.endpoint, .none())
        let stop = try ControlMessage.request(Request(.start)).encoded()
        #expect(until(cell, []) { raw.send([stop]) })
        #expect(until(cell, []) { cell.server.counters.unintroduced == 1 })
        #expect(cell.inbox.isEmpty)
    }

    @Test("a flood of one client is bounded, and another is still heard")
    func flood() throws {
        let cell = try TestCell(scratch.endpoint, .none)
        let raw = try RawPeer(scratch.endpoint, .none())
        let console = try TestConsole(scratch.endpoint, .none())
        #expect(until(cell, [console]) { console.link.state == .ready })
        let hello = try ControlMessage.hello(Hello()).encoded()
        let probe = try ControlMessage.clockProbe(ClockProbe()).encoded()
        #expect(until(cell, []) { raw.send([hello]) })
        #expect(until(cell, []) { cell.server.connected.count == 2 })
        #expect(
            until(cell, []) {
                for _ in 0..<200 { raw.send([probe]) }
                return cell.server.counters.flooded > 1000
            })
        cell.inbox = []
        console.link.send(.request(Request(.stop, id: 77)))
        #expect(
            until(cell, []) {
                for _ in 0..<200 { raw.send([probe]) }
                return cell.inbox.contains { $0.message.isRequest(77) }
            })
    }

    @Test("a name with escape sequences in it is made harmless")
    func name() throws {
        let cell = try TestCell(scratch.endpoint, .none)
        let raw = try RawPeer(scratch.endpoint, .none())
        var hello = Hello()
        hello.name = "\u{1B}[2Jada\n\u{202E}" + String(repeating: "e\u{301}", count: 100)
        let bytes = try ControlMessage.hello(hello).encoded()
        #expect(until(cell, []) { raw.send([bytes]) })
        #expect(until(cell, []) { cell.server.connected.count == 1 })
        let name = try #require(cell.server.connected.first).name
        #expect(name.hasPrefix("?[2Jada??"))
        #expect(name.unicodeScalars.count == 64)
    }

    @Test("the allowance of a client refills with time")
    func rate() {
        var rate = SendRate()
        var taken = 0
        for _ in 0..<2000 where rate.admit(at: 5_000_000_000) { taken += 1 }
        #expect(taken == 512)
        let refused = rate.admit(at: 5_000_400_000)
        let admitted = rate.admit(at: 5_000_500_000)
        #expect(!refused && admitted)
    }
}

extension ControlMessage {
    func isRequest(_ id: UInt32) -> Bool {
        guard case .request(let request) = self else { return false }
        return request.id == id
    }
}
