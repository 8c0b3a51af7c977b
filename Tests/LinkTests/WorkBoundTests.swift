import Control
import Glibc
import Messages
import Testing

@testable import Link

/// What one look at the network may cost, however much waits there.
@Suite("Security: work is bounded by count and bytes") struct WorkBoundTests {
    private let scratch = Scratch()

    /// Messages and bytes that the cell takes until it waits again.
    private func turn(_ server: LinkServer) -> (messages: UInt64, bytes: Int) {
        server.wait(timeoutMilliseconds: 1)
        let before = server.counters
        while server.receive() != nil {}
        while server.nextDeparture() != nil {}
        let after = server.counters
        let messages =
            (after.received &- before.received) &+ (after.malformed &- before.malformed)
            &+ (after.unintroduced &- before.unintroduced) &+ (after.flooded &- before.flooded)
            &+ (after.turnedAway &- before.turnedAway)
        return (messages, LinkServer.mostBytesPerWait - server.byteBudget)
    }

    @Test(
        "a flood of messages of any length is taken in pieces of so many and so long",
        arguments: [10, 3000, 60_000])
    func messages(length: Int) throws {
        let cell = try TestCell(scratch.endpoint, .none)
        let raw = try RawPeer(scratch.endpoint, .none())
        let message = [UInt8](repeating: 3, count: length)
        #expect(until(cell, []) { raw.send([message]) })
        var most: (messages: UInt64, bytes: Int) = (0, 0)
        var total: UInt64 = 0
        let wanted: UInt64 = length > 10_000 ? 200 : 2000
        #expect(
            until(nil, [], seconds: 60) {
                for _ in 0..<400 { raw.send([message]) }
                let taken = turn(cell.server)
                most = (max(most.messages, taken.messages), max(most.bytes, taken.bytes))
                total += taken.messages
                return total > wanted
            })
        let longest = Int(LinkServer.longestRequest)
        #expect(most.messages <= UInt64(LinkServer.mostPerWait))
        #expect(most.bytes <= LinkServer.mostBytesPerWait + longest)
        #expect(most.messages > 10, "it was a flood")
    }

    @Test("one message of very many parts is taken in pieces too, and the next one is heard")
    func parts() throws {
        let cell = try TestCell(scratch.endpoint, .none)
        let raw = try RawPeer(scratch.endpoint, .none())
        let hello = try ControlMessage.hello(Hello()).encoded()
        #expect(until(cell, []) { raw.send([hello]) })
        #expect(until(cell, []) { cell.inbox.count == 1 })
        let part = [UInt8](repeating: 1, count: 50)
        #expect(until(cell, []) { raw.send([[UInt8]](repeating: part, count: 40_000)) })
        let probe = ControlMessage.clockProbe(ClockProbe())
        let bytes = try probe.encoded()
        #expect(until(cell, []) { raw.send([bytes]) })
        var most = 0
        var heard = false
        #expect(
            until(nil, []) {
                cell.server.wait(timeoutMilliseconds: 1)
                while let (_, message) = cell.server.receive() { heard = heard || message == probe }
                most = max(most, LinkServer.mostBytesPerWait - cell.server.byteBudget)
                return heard
            })
        // 64 parts a call, 256 calls at most.
        #expect(most <= LinkServer.mostBytesPerWait + Socket.mostParts * part.count)
        #expect(cell.server.counters.malformed >= UInt64(40_000 / Socket.mostParts))
    }

    @Test("what waits unread for a cell that does not look is bounded")
    func waiting() throws {
        let server = try LinkServer(endpoint: scratch.endpoint, security: .none)
        defer { server.close() }
        let client = try ClientSocket(
            address: scratch.endpoint.control, ipv6: false, security: .none(),
            settings: .init(
                sendHighWater: 1, receiveHighWater: 1, longestMessage: 1 << 20,
                heartbeats: false))
        let message = [UInt8](repeating: 1, count: 60_000)
        var accepted = 0
        var refused = 0
        // It is full where it stays full for a while; the count is what matters.
        while refused < 200, accepted < 5000 {
            if client.socket.send(message) == .sent {
                (accepted, refused) = (accepted + 1, 0)
            } else {
                refused += 1
                usleep(2000)
            }
        }
        #expect(accepted >= 200 && accepted < 500, "256 in libzmq, some in the kernel")
    }

    @Test("a flood of connections is taken in the background: a console is heard meanwhile")
    func connections() throws {
        let secured = try Secured(scratch.endpoint)
        let console = try TestConsole(secured.endpoint, secured.security)
        #expect(until(secured.cell, [console]) { console.link.state == .ready })
        var streams: [HalfOpenTests.Stream] = []
        var most: UInt64 = 0
        for turn in 0..<20 {
            // Each of them says something, half of it no greeting.
            for _ in 0..<20 {
                guard let stream = try? HalfOpenTests.Stream(path: scratch.path + "/cell") else {
                    continue
                }
                stream.send([UInt8](repeating: UInt8(turn), count: 4096))
                streams.append(stream)
            }
            let id = UInt32(turn + 1)
            console.link.send(.request(Request(.hold, id: id)))
            #expect(
                until(nil, [console]) {
                    most = max(most, taken(by: secured.cell))
                    return secured.cell.inbox.contains { $0.message.isRequest(id) }
                })
        }
        #expect(most <= UInt64(LinkServer.mostPerWait))
        #expect(secured.cell.server.connected.count == 1)
    }

    private func taken(by cell: TestCell) -> UInt64 {
        let before = cell.server.counters
        cell.turn()
        let after = cell.server.counters
        return (after.received &- before.received) &+ (after.malformed &- before.malformed)
    }
}
