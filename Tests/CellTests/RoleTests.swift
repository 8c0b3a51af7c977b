import Cell
import Control
import Glibc
import Link
import Messages
import Testing

@Suite("A console may do what its key allows") struct RoleTests {
    private let address = privateAddress()

    /// The folder of a cell's keys, with one console in it.
    private struct Keys {
        let folder: String
        let store: KeyStore
        let own: KeyPair
        let cell: KeyPair

        init(beside address: String, role: Role) throws {
            folder = address.dropFirst("ipc://".count) + ".keys"
            store = try KeyStore(making: folder)
            cell = try store.create("cell")
            own = try store.create("anna")
            try store.allow(own.publicKey, as: "anna", role: role)
        }

        func console(at endpoint: String?) throws -> Console {
            try Console(
                try #require(endpoint), name: "anna",
                security: .curve(own: own, cell: cell.publicKey))
        }
    }

    @Test("what a key does not allow moves nothing, and is answered", arguments: Role.allCases)
    func each(_ role: Role) async throws {
        let keys = try Keys(beside: address, role: role)
        var bench = try Bench(endpoint: address, keys: keys.folder)
        try bench.start()
        let anna = try keys.console(at: bench.cell.endpoint)
        try await CellLinkTests.run(&bench, [anna], "anna sees steps") { _ in
            !anna.steps.isEmpty && !anna.records(of: 0).isEmpty
        }
        #expect(anna.control.welcome?.role == role)
        for kind in RequestKind.allCases where kind != .stop {
            anna.ask(kind, groups: 0b11)
            anna.command { $0.enabled = true }
            try await CellLinkTests.run(&bench, [anna], "\(kind) is answered") { _ in
                anna.unanswered == 0
            }
        }
        for answer in anna.replies.map(\.answer) {
            let isBeyond = role < answer.kind.leastRole
            #expect((answer.refusal == .keyDoesNotAllow) == isBeyond, "\(answer.kind)")
        }
        if role < .operate {
            #expect(!bench.command.decision.lease.isHeld)
            #expect(bench.command.decision.groups[0].requested == .policy)
            #expect(anna.says("its key allows it to \(role.word) only"))
        }
        anna.ask(.stop)
        try await CellLinkTests.run(&bench, [anna], "STOP is answered") { _ in
            anna.unanswered == 0
        }
        #expect((bench.command.decision.stop != 0) == (role >= .stop))
    }

    @Test("a role that is taken away while its console drives holds the arm within a second")
    func demoted() async throws {
        let keys = try Keys(beside: address, role: .operate)
        var bench = try Bench(endpoint: address, keys: keys.folder)
        try bench.start()
        let anna = try keys.console(at: bench.cell.endpoint)
        try await CellLinkTests.run(&bench, [anna], "anna sees steps") { _ in
            !anna.steps.isEmpty
        }
        anna.ask(.acquireLease)
        try await CellLinkTests.run(&bench, [anna], "lease") { _ in anna.lease != .none }
        anna.ask(.takeOver, groups: 0b01)
        var wantsToDrive = false
        func drive() {
            anna.ask(.renewLease)
            anna.command {
                $0.enabled = wantsToDrive
                $0.presses = wantsToDrive ? 1 : 0
                $0.neutralSeen = true
            }
        }
        try await CellLinkTests.run(&bench, [anna], "taken", each: drive) {
            $0.isTaken(0)
        }
        wantsToDrive = true
        try await CellLinkTests.run(&bench, [anna], "driving", each: drive) {
            $0.command.decision.groups[0].effective == .operator
        }
        try keys.store.allow(keys.own.publicKey, as: "anna", role: .observe)
        try await CellLinkTests.run(&bench, [anna], "held", each: drive) {
            $0.command.decision.groups[0].effective != .operator
                && anna.replies.last?.answer.refusal == .keyDoesNotAllow
        }
        // It still sees what goes on.
        let seen = anna.steps.count
        try await CellLinkTests.run(&bench, [anna], "steps go on", each: drive) { _ in
            anna.steps.count > seen
        }
    }
}
