import CLinux
import Glibc
import Link
import Messages
import Synchronization
import Testing

/// A private directory that is removed with what is in it when the value goes.
final class Scratch {
    let path: String

    init() {
        var name = Array("/tmp/reins-link-XXXXXX".utf8CString)
        path = unsafe name.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, let made = unsafe mkdtemp(base) else {
                return "/nonexistent"
            }
            return unsafe String(cString: made)
        }
    }

    var endpoint: Endpoint { .ipc(path: path + "/cell") }

    deinit { removeTree(path) }
}

private func removeTree(_ path: String) {
    if let stream = unsafe opendir(path) {
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { removeTree(path + "/" + name) }
        }
        _ = unsafe closedir(stream)
        _ = unsafe rmdir(path)
    } else {
        _ = unsafe unlink(path)
    }
}

/// A cell's link and what came in, driven by the test itself.
final class TestCell {
    let server: LinkServer
    var inbox: [(client: ClientIdentity, message: ControlMessage)] = []
    var departed: [ClientIdentity] = []
    var answersHello = true

    init(_ endpoint: Endpoint, _ security: ServerSecurity) throws {
        server = try LinkServer(endpoint: endpoint, security: security)
    }

    func turn() {
        server.wait(timeoutMilliseconds: 1)
        while let (client, message) = server.receive() {
            inbox.append((client, message))
            if case .hello = message, answersHello {
                let welcome = Handshake.welcome(
                    session: 7, client: client, role: server.role(of: client) ?? .observe,
                    manifest: "{}", topics: [])
                _ = try? server.send(.welcome(welcome), to: client)
            }
        }
        while let client = server.nextDeparture() { departed.append(client) }
    }
}

/// A console's two connections.
final class TestConsole {
    let link: RobotLink
    let bulk: BulkLink
    var inbox: [ControlMessage] = []
    var records: [BulkRecord] = []
    var readsBulk = true

    init(_ endpoint: Endpoint, _ security: ClientSecurity, name: String = "test") throws {
        link = try RobotLink(endpoint: endpoint, security: security, name: name)
        bulk = try BulkLink(endpoint: endpoint, security: security)
    }

    func turn() {
        while let message = link.receive() { inbox.append(message) }
        guard readsBulk else { return }
        while let record = bulk.receive() { records.append(record) }
    }
}

/// Turns both ends until the condition holds; the deadline only bounds a failure.
func until(
    _ cell: TestCell?, _ consoles: [TestConsole], seconds: Int64 = 20,
    _ condition: () -> Bool
) -> Bool {
    let deadline = reins_monotonic_ns() + seconds * 1_000_000_000
    while !condition() {
        if reins_monotonic_ns() > deadline { return false }
        cell?.turn()
        for console in consoles { console.turn() }
        if cell == nil { usleep(1000) }
    }
    return true
}

/// A cell and the pair of a console that it allows.
struct Secured {
    let cell: TestCell
    let cellPair: KeyPair
    let consolePair: KeyPair
    var endpoint: Endpoint { cell.server.endpoint }

    init(_ endpoint: Endpoint) throws {
        cellPair = try KeyPair.fresh()
        consolePair = try KeyPair.fresh()
        cell = try TestCell(
            endpoint, .curve(cellPair, allowed: .keys([consolePair.publicKey])))
    }

    var security: ClientSecurity { .curve(own: consolePair, cell: cellPair.publicKey) }
}

private let portsTried = Atomic<Int>(0)

/// A TCP address that is free now and that nobody is given by chance: below the range from which
/// the kernel takes ports. For a cell that has to come back at the same address.
func lastingTCP() throws -> Endpoint {
    var last: any Error = LinkError.closed
    for _ in 0..<200 {
        let attempt = portsTried.add(1, ordering: .relaxed).oldValue
        let port = 10_000 + (Int(getpid()) * 74 + attempt * 2) % 20_000
        let endpoint = Endpoint.tcp(host: "127.0.0.1", port: UInt16(port))
        do {
            try LinkServer(endpoint: endpoint, security: .none).close()
            return endpoint
        } catch {
            last = error
        }
    }
    throw last
}
