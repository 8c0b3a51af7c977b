import Control
import Glibc
import Link
import Messages
import Testing

/// Everything that keeps a console out, and what it then says.
@Suite("A console that cannot connect knows why")
struct RefusalTests {
    private let scratch = Scratch()

    private func awaitState(
        _ cell: TestCell?, _ console: TestConsole, _ state: LinkState
    ) -> Bool {
        until(cell, [console]) { console.link.state == state }
    }

    @Test(
        "a key that is not in the list is refused, counted, and told so", arguments: [false, true])
    func unknownKey(tcp: Bool) throws {
        let secured = try Secured(tcp ? .tcp(host: "127.0.0.1", port: 0) : scratch.endpoint)
        let stranger = try TestConsole(
            secured.endpoint, .curve(own: .fresh(), cell: secured.cellPair.publicKey))
        #expect(awaitState(secured.cell, stranger, .keyNotAllowed))
        #expect(secured.cell.server.counters.keysRefused >= 1)
        #expect(secured.cell.inbox.isEmpty)
        #expect(stranger.link.state.isRefusal)
        #expect(
            stranger.link.state.sentence(endpoint: secured.endpoint).contains("reins keys allow"))

        let friend = try TestConsole(secured.endpoint, secured.security)
        #expect(awaitState(secured.cell, friend, .ready))
        #expect(secured.cell.server.counters.keysAccepted >= 1)
    }

    @Test("a cell that owns another key than expected", arguments: [false, true])
    func wrongCellKey(tcp: Bool) throws {
        let secured = try Secured(tcp ? .tcp(host: "127.0.0.1", port: 0) : scratch.endpoint)
        let expected = try KeyPair.fresh().publicKey
        let console = try TestConsole(
            secured.endpoint, .curve(own: secured.consolePair, cell: expected))
        #expect(awaitState(secured.cell, console, .wrongCellKey))
        #expect(secured.cell.inbox.isEmpty)
    }

    @Test("nobody listens", arguments: [false, true])
    func noCell(tcp: Bool) throws {
        let endpoint: Endpoint = tcp ? .tcp(host: "127.0.0.1", port: 1) : scratch.endpoint
        let console = try TestConsole(endpoint, .none())
        #expect(awaitState(nil, console, .noCell))
        #expect(console.link.state.sentence(endpoint: endpoint).contains("no cell at"))
        #expect(console.link.send(.clockProbe(ClockProbe())) == .gone)
    }

    @Test("a console without keys at a cell with keys, and the other way round")
    func securityDiffers() throws {
        let secured = try Secured(scratch.endpoint)
        let bare = try TestConsole(secured.endpoint, .none())
        #expect(awaitState(secured.cell, bare, .securityDiffers))

        let other = Scratch()
        let open = try TestCell(other.endpoint, .none)
        let keyed = try TestConsole(other.endpoint, secured.security)
        #expect(awaitState(open, keyed, .securityDiffers))
    }

    @Test(
        "something else listens at the address",
        arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-server\r\n", ""], [true, false])
    func notACell(line: String, withKeys: Bool) throws {
        let path = scratch.path + "/web"
        let listener = try #require(Listener(path: path, says: line))
        let pair = try KeyPair.fresh()
        let console = try TestConsole(
            .ipc(path: path), withKeys ? .curve(own: pair, cell: pair.publicKey) : .none())
        #expect(
            until(nil, [console]) {
                listener.turn()
                return console.link.state == .notACell
            })
    }

    @Test("a key that is allowed while its console tries is let in without a restart")
    func allowedLater() throws {
        let store = try KeyStore(making: scratch.path + "/keys")
        let cellPair = try store.create("cell")
        let consolePair = try store.create("console")
        let cell = try TestCell(scratch.endpoint, .curve(cellPair, allowed: .store(store)))
        let console = try TestConsole(
            scratch.endpoint, .curve(own: consolePair, cell: cellPair.publicKey))
        #expect(awaitState(cell, console, .keyNotAllowed))
        try store.allow(consolePair.publicKey, as: "console")
        #expect(
            until(cell, [console]) { console.link.state == .ready && cell.server.hasSubscribers })
    }

    @Test("a recorder that subscribes before its console says hello is judged by the list of now")
    func subscribedFirst() throws {
        let store = try KeyStore(making: scratch.path + "/keys")
        let cellPair = try store.create("cell")
        let pair = try store.create("console")
        let cell = try TestCell(scratch.endpoint, .curve(cellPair, allowed: .store(store)))
        // The list as it was without this key.
        cell.turn()
        try store.allow(pair.publicKey, as: "console")
        let bulk = try BulkLink(
            endpoint: scratch.endpoint, security: .curve(own: pair, cell: cellPair.publicKey))
        #expect(
            until(nil, []) {
                _ = bulk.receive()
                bulk.wait(timeoutMilliseconds: 1)
                return bulk.state == .greeting
            })
        _ = bulk.receive()
        // On its way by itself: the cell has not looked since.
        usleep(200_000)
        #expect(until(cell, []) { cell.server.hasSubscribers })
        bulk.close()
    }

    @Test("a console of another version is told what to update, and does not reach the cell")
    func otherVersion() throws {
        let cell = try TestCell(scratch.endpoint, .none)
        let raw = try RawPeer(scratch.endpoint, .none())
        var hello = Hello()
        hello.protocolVersion = Messages.protocolVersion + 1
        // A later version may have fields that this one cannot decode.
        let bytes = try ControlMessage.hello(hello).encoded() + [9, 9, 9]
        #expect(
            until(cell, []) {
                raw.send([bytes])
                return raw.receive().contains { message in
                    guard case .farewell(let farewell) = message else { return false }
                    return farewell.reason.contains("update Reins")
                }
            })
        #expect(cell.server.counters.turnedAway >= 1)
        #expect(cell.inbox.isEmpty)
    }

    @Test("a cell of another version is named, and nothing is sent to it")
    func otherCellVersion() throws {
        let cell = try TestCell(scratch.endpoint, .none)
        cell.answersHello = false
        let console = try TestConsole(scratch.endpoint, .none())
        #expect(until(cell, [console]) { cell.inbox.count == 1 })
        var welcome = Welcome()
        welcome.protocolVersion = 9
        try cell.server.send(.welcome(welcome), to: #require(cell.inbox.first).client)
        #expect(awaitState(cell, console, .versionDiffers(cell: 9)))
        #expect(console.link.send(.clockProbe(ClockProbe())) == .gone)
    }

    @Test("two consoles with one key: the newer one has it, the older one is told")
    func sameKeyTwice() throws {
        let secured = try Secured(scratch.endpoint)
        let first = try TestConsole(secured.endpoint, secured.security)
        #expect(awaitState(secured.cell, first, .ready))
        let second = try TestConsole(secured.endpoint, secured.security)
        #expect(awaitState(secured.cell, second, .ready))
        #expect(until(secured.cell, [first, second]) { first.link.state.isRefusal })
        #expect(secured.cell.server.connected.count == 1)
        // What the older one still sends is not taken for the newer one's.
        #expect(first.link.send(.clockProbe(ClockProbe())) == .gone)
    }

    @Test("a revoked key ends the session of a running console")
    func revoked() throws {
        let store = try KeyStore(making: scratch.path + "/keys")
        let cellPair = try store.create("cell")
        let consolePair = try store.create("console")
        try store.allow(consolePair.publicKey, as: "console")
        let cell = try TestCell(scratch.endpoint, .curve(cellPair, allowed: .store(store)))
        let console = try TestConsole(
            scratch.endpoint, .curve(own: consolePair, cell: cellPair.publicKey))
        #expect(awaitState(cell, console, .ready))
        try store.revoke("console")
        #expect(until(cell, [console]) { console.link.state.isRefusal && !cell.departed.isEmpty })
        #expect(cell.server.connected.isEmpty)
        let again = try TestConsole(
            scratch.endpoint, .curve(own: consolePair, cell: cellPair.publicKey))
        #expect(awaitState(cell, again, .keyNotAllowed))
    }

    @Test("a revoked client that says hello once more on its open connection is not heard")
    func revokedGoesOn() throws {
        let store = try KeyStore(making: scratch.path + "/keys")
        let cellPair = try store.create("cell")
        let pair = try store.create("console")
        try store.allow(pair.publicKey, as: "console")
        let cell = try TestCell(scratch.endpoint, .curve(cellPair, allowed: .store(store)))
        let raw = try RawPeer(
            scratch.endpoint, .curve(own: pair, cell: cellPair.publicKey))
        let hello = try ControlMessage.hello(Hello()).encoded()
        #expect(until(cell, []) { raw.send([hello]) })
        #expect(until(cell, []) { cell.inbox.count == 1 })
        try store.revoke("console")
        #expect(until(cell, []) { cell.departed == [pair.publicKey.identity] })
        let stop = try ControlMessage.request(Request(.stop)).encoded()
        for message in [hello, stop] { #expect(until(cell, []) { raw.send([message]) }) }
        #expect(until(cell, []) { cell.server.counters.unintroduced == 2 })
        #expect(cell.inbox.count == 1)
        #expect(cell.server.connected.isEmpty)
    }
}
