import CDR
import Control
import Messages
import Testing

@testable import Link

@Suite("Datagrams on real sockets") struct PlaneLinkTests {
    private let lease = LeaseTag(epoch: 9, sequence: 2)

    private func cell() throws -> LinkServer {
        try LinkServer(endpoint: try Endpoint("tcp://127.0.0.1:0"), security: .none)
    }

    private func grant(_ key: DatagramKey, _ server: LinkServer) throws -> PlaneGrant {
        var grant = PlaneGrant()
        grant.lease = lease
        grant.port = try #require(server.datagramPort)
        grant.key = key.content
        return grant
    }

    /// The next datagram, within the time that only bounds a failure.
    private func next(_ server: LinkServer) -> (datagram: [UInt8], from: DatagramAddress)? {
        for _ in 0..<2000 {
            server.wait(timeoutMilliseconds: 10)
            if let taken = server.receiveDatagram() { return taken }
        }
        return nil
    }

    @Test("a command goes up, a pulse comes back to where it came from")
    func thereAndBack() throws {
        let server = try cell()
        let key = DatagramKey(for: lease)
        let plane = try PlaneLink(try grant(key, server), at: "127.0.0.1")
        var command = PlaneCommand()
        command.command.sequence = 5
        command.stop = 8
        #expect(plane.send(command))
        let taken = try #require(next(server))
        let opener = OpeningEnd(key)
        let message = try #require(opener.open(taken.datagram))
        #expect(message.count < 100)

        let sealer = SealingEnd(key, .toConsole)
        var pulse = Pulse()
        pulse.tick = 77
        pulse.groups.append(GroupPulse())
        let bytes = try CDREncoder.bytes(of: pulse)
        server.sendDatagram(try #require(sealer.seal(bytes)), to: taken.from)
        server.sendDatagram([1, 2, 3], to: taken.from)
        var pulses: [Pulse] = []
        for _ in 0..<2000 where pulses.isEmpty {
            pulses = plane.receive()
            server.wait(timeoutMilliseconds: 1)
        }
        #expect(pulses == [pulse])
        #expect(plane.received == 1 && plane.newest == 1)
        server.close()
    }

    @Test("a flood is taken in bounded pieces, whatever it is made of")
    func flood() throws {
        let server = try cell()
        let plane = try PlaneLink(try grant(DatagramKey(for: lease), server), at: "127.0.0.1")
        for _ in 0..<150 { plane.send(PlaneCommand()) }
        var taken = 0
        for _ in 0..<2000 where taken < 150 {
            server.wait(timeoutMilliseconds: 10)
            var now = 0
            while server.receiveDatagram() != nil { now += 1 }
            #expect(now <= LinkServer.mostDatagramsPerWait)
            taken += now
        }
        #expect(taken == 150 && server.counters.datagrams == 150)
        server.close()
    }

    @Test("there is no plane at ipc://, nor where none is wanted")
    func none() throws {
        let scratch = Scratch()
        #expect(try LinkServer(endpoint: scratch.endpoint, security: .none).datagramPort == nil)
        let server = try LinkServer(
            endpoint: try Endpoint("tcp://127.0.0.1:0"), security: .none, datagrams: false)
        #expect(server.datagramPort == nil)
    }

    @Test("the port has the number of the control connection's; where that is taken, another")
    func port() throws {
        let endpoint = try lastingTCP()
        guard case .tcp(_, let number) = endpoint else { return }
        let first = try LinkServer(endpoint: endpoint, security: .none)
        #expect(first.datagramPort == number)
        let other = try #require(LinkServer.openDatagrams(at: "tcp://127.0.0.1:\(number)"))
        #expect(other.port != number && other.port != 0)
        first.close()
    }

    @Test("names are not looked up, and an offer that is none is refused")
    func addresses() throws {
        #expect(DatagramAddress(host: "localhost", port: 1) == nil)
        #expect(DatagramAddress(host: "[::1]", port: 7)?.port == 7)
        var offer = PlaneGrant()
        offer.lease = lease
        offer.port = 9
        #expect(throws: LinkError.self) { try PlaneLink(offer, at: "127.0.0.1") }
        offer.key = Chance.bytes(32)
        offer.port = 0
        #expect(throws: LinkError.self) { try PlaneLink(offer, at: "127.0.0.1") }
    }
}
