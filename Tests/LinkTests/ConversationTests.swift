import Control
import Link
import Messages
import Testing

@Suite("A console talks to a cell")
struct ConversationTests {
    enum Address: CaseIterable { case ipc, tcp }

    private func endpoint(_ address: Address, _ scratch: Scratch) -> Endpoint {
        switch address {
        case .ipc: scratch.endpoint
        case .tcp: .tcp(host: "127.0.0.1", port: 0)
        }
    }

    @Test(
        "hello, welcome, request, reply and records over both transports",
        arguments: Address.allCases)
    func wholeExchange(_ address: Address) throws {
        let scratch = Scratch()
        let secured = try Secured(endpoint(address, scratch))
        let cell = secured.cell
        let console = try TestConsole(secured.endpoint, secured.security, name: "ada")
        #expect(
            until(cell, [console]) { console.link.state == .ready && cell.server.hasSubscribers })
        #expect(console.link.welcome?.client == secured.consolePair.publicKey.identity.number)
        #expect(cell.server.connected.map(\.name) == ["ada"])

        var request = Request(.acquireLease, client: 99, id: 5)
        console.link.send(.request(request))
        #expect(until(cell, [console]) { cell.inbox.count == 2 })
        request.client = secured.consolePair.publicKey.identity.number
        #expect(cell.inbox.last?.message == .request(request))

        var record: [UInt8] = []
        BulkRecord.appendHead(topic: 3, sequence: 1, stamp: 42, to: &record)
        cell.server.publishBulk(record + [1, 2, 3], class: .step)
        #expect(until(cell, [console]) { !console.records.isEmpty })
        #expect(
            console.records == [BulkRecord(topic: 3, sequence: 1, stamp: 42, payload: [1, 2, 3])])
    }

    @Test("without keys, on a socket that only we can reach")
    func withoutKeys() throws {
        let scratch = Scratch()
        let cell = try TestCell(scratch.endpoint, .none)
        let security = ClientSecurity.none()
        let console = try TestConsole(scratch.endpoint, security)
        let other = try TestConsole(scratch.endpoint, .none())
        #expect(
            until(cell, [console, other]) {
                console.link.state == .ready && other.link.state == .ready
            })
        #expect(cell.server.connected.count == 2)
        #expect(console.link.welcome?.client != other.link.welcome?.client)
    }
}
