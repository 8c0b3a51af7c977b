import Glibc
import Testing

@testable import Link

@Suite("Addresses")
struct AddressTests {
    @Test(
        "are read, and name both connections",
        arguments: [
            ("tcp://127.0.0.1:5555", "tcp://127.0.0.1:5556", true),
            ("tcp://localhost:1", "tcp://localhost:2", true),
            ("tcp://[::1]:5555", "tcp://[::1]:5556", true),
            ("tcp://127.evil.example.com:80", "tcp://127.evil.example.com:81", false),
            ("tcp://robot.lan:5555", "tcp://robot.lan:5556", false),
            ("tcp://*:5555", "tcp://*:5556", false),
            ("ipc:///run/cell", "ipc:///run/cell.bulk", true),
        ])
    func good(_ text: String, _ bulk: String, _ local: Bool) throws {
        let endpoint = try Endpoint(text)
        #expect(endpoint.control == text)
        #expect(endpoint.bulk == bulk)
        #expect(endpoint.isLocal == local)
    }

    @Test(
        "that are none are refused with the form they should have",
        arguments: [
            "", "robot", "udp://a:1", "tcp://", "tcp://host", "tcp://:5", "tcp://h:65535",
            "tcp://h:-1",
            "tcp://h:+1", "tcp://h:99999", "tcp://a b:1", "tcp://a;b:1", "ipc://relative", "ipc://",
            "ipc:///" + String(repeating: "x", count: 200),
        ])
    func bad(_ text: String) {
        let error = #expect(throws: LinkError.self) { try Endpoint(text) }
        #expect(error?.sentence.contains("tcp://HOST:PORT") == true)
    }

    @Test("without keys only this machine may reach a cell")
    func unsecured() throws {
        let error = #expect(throws: LinkError.self) {
            try LinkServer(endpoint: Endpoint("tcp://0.0.0.0:5555"), security: .none)
        }
        #expect(error?.sentence.contains("reins keys create") == true)
    }

    @Test(
        "a socket's directory that others can write to is refused",
        arguments: [0o777, 0o770] as [mode_t])
    func openDirectory(_ mode: mode_t) throws {
        let scratch = Scratch()
        _ = unsafe chmod(scratch.path, mode)
        let pair = try KeyPair.fresh()
        #expect(throws: LinkError.self) {
            try LinkServer(endpoint: scratch.endpoint, security: .curve(pair, allowed: .keys([])))
        }
    }

    @Test("without keys the socket's directory has to be ours alone")
    func listedDirectory() throws {
        let scratch = Scratch()
        _ = unsafe chmod(scratch.path, 0o755)
        #expect(throws: LinkError.self) {
            try LinkServer(endpoint: scratch.endpoint, security: .none)
        }
        _ = unsafe chmod(scratch.path, 0o700)
        let server = try LinkServer(endpoint: scratch.endpoint, security: .none)
        server.close()
    }

    @Test("a second cell at the same address is refused, one after it is not")
    func taken() throws {
        let scratch = Scratch()
        let endpoints = [scratch.endpoint, try lastingTCP()]
        for endpoint in endpoints {
            let first = try LinkServer(endpoint: endpoint, security: .none)
            let error = #expect(throws: LinkError.self) {
                try LinkServer(endpoint: first.endpoint, security: .none)
            }
            #expect(error?.sentence.contains("already listens") == true)
            first.close()
            try LinkServer(endpoint: first.endpoint, security: .none).close()
        }
    }
}
