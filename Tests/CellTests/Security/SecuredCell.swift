import Cell
import Control
import Glibc
import Messages
import Spatial
import Testing

@testable import Link

/// A cell with keys on TCP, so that it has both planes, and an operator who has control: her right
/// arm is taken and holds, and the first closed switch would move it. What others do must not.
struct SecuredCell: ~Copyable {
    var bench: Bench
    let store: KeyStore
    let cellPair: KeyPair
    let anna: Console
    private(set) var flyer: Flyer

    private init(
        _ bench: consuming Bench, _ store: KeyStore, _ cellPair: KeyPair, _ anna: Console,
        _ flyer: Flyer
    ) {
        self.bench = bench
        (self.store, self.cellPair) = (store, cellPair)
        (self.anna, self.flyer) = (anna, flyer)
    }

    static func make() async throws -> SecuredCell {
        let folder = privateAddress().dropFirst("ipc://".count) + ".keys"
        let store = try KeyStore(making: String(folder))
        let cellPair = try store.create("cell")
        let annaPair = try store.create("anna")
        try store.allow(annaPair.publicKey, as: "anna", role: .operate)
        var bench = try Bench(endpoint: "tcp://127.0.0.1:0", keys: String(folder))
        try bench.start()
        let anna = try Console(
            try #require(bench.cell.endpoint), name: "anna",
            security: .curve(own: annaPair, cell: cellPair.publicKey))
        try await CellLinkTests.run(&bench, [anna], "anna sees steps") { _ in
            !anna.steps.isEmpty
        }
        let flyer = try await SecuredCell.control(&bench, anna)
        return SecuredCell(bench, store, cellPair, anna, flyer)
    }

    /// Gets control with a key for datagrams, and takes the right arm.
    private static func control(_ bench: inout Bench, _ anna: Console) async throws -> Flyer {
        let before = anna.plane
        anna.ask(.acquireLease)
        try await CellLinkTests.run(&bench, [anna], "a key") { _ in
            anna.plane?.lease == anna.lease && anna.plane != before
        }
        let flyer = try Flyer(anna)
        anna.ask(.takeOver, groups: 0b10)
        try await CellLinkTests.run(
            &bench, [anna], "taken",
            each: {
                anna.ask(.renewLease)
                flyer.command { $0.neutralSeen = true }
            },
            { $0.isTaken(1) })
        return flyer
    }

    /// Gives control back and gets it again: another grant, another key.
    mutating func renewGrant() async throws {
        anna.ask(.releaseLease)
        try await CellLinkTests.run(&bench, [anna], "released") {
            !$0.command.decision.lease.isHeld
        }
        flyer = try await SecuredCell.control(&bench, anna)
    }

    /// A console of somebody with a key of this role.
    func console(_ name: String, _ role: Role) throws -> Console {
        try Console(endpoint, name: name, security: try security(name, role))
    }

    func security(_ name: String, _ role: Role) throws -> ClientSecurity {
        let pair = try store.create(name)
        try store.allow(pair.publicKey, as: name, role: role)
        return .curve(own: pair, cell: cellPair.publicKey)
    }

    var endpoint: String { bench.cell.endpoint ?? "none" }

    /// What would move the arm, if it came from her.
    static func push(_ group: inout GroupCommand) {
        group.deviceAlive = true
        group.enabled = true
        group.presses = 1
        group.neutralSeen = true
        group.twist.linear.x = 0.1
    }

    /// The same as a whole command under any grant.
    static func pushing(_ lease: LeaseTag, _ sequence: UInt32) -> OperatorCommand {
        var command = OperatorCommand()
        command.lease = lease
        command.sequence = sequence
        for _ in 0..<2 {
            var group = GroupCommand()
            push(&group)
            command.groups.append(group)
        }
        return command
    }

    /// Ticks under an attack, with the operator's switch open: in none of them is anything executed
    /// but the hold, and control stays where it is.
    mutating func holds(
        _ what: String, ticks: Int = 25, also others: [Console] = [], under attack: (Int) -> Void
    ) async throws {
        let lease = bench.command.decision.lease.tag
        let first = bench.command.decision.groups[0].setpoint
        let second = bench.command.decision.groups[1].setpoint
        var count = 0
        var moved = 0
        try await CellLinkTests.run(
            &bench, [anna] + others, what,
            each: { [anna, flyer] in
                attack(count)
                anna.ask(.renewLease)
                flyer.command { $0.neutralSeen = true }
            },
            {
                let decision = $0.command.decision
                if decision.groups[0].setpoint != first || decision.groups[1].setpoint != second
                    || decision.groups[1].effective != .hold || decision.lease.tag != lease
                    || decision.answers.count > 8
                {
                    moved += 1
                }
                count += 1
                return count >= ticks
            })
        #expect(moved == 0, "\(what)")
    }

    /// She closes her switch: the arm moves. Without this none of the above would say much. As a
    /// person would, she presses anew where a busy machine was late with her commands.
    mutating func movesByHand() async throws {
        let before = bench.command.decision.groups[1].setpoint.position.x
        var count: UInt32 = 0
        try await CellLinkTests.run(
            &bench, [anna], "moved by hand",
            each: { [anna, flyer] in
                anna.ask(.renewLease)
                count += 1
                let isOpen = count % 60 < 20
                flyer.command {
                    SecuredCell.push(&$0)
                    $0.presses = count / 60 + (isOpen ? 0 : 1)
                    $0.enabled = !isOpen
                }
            },
            { $0.command.decision.groups[1].setpoint.position.x > before + 0.01 })
    }
}

/// Whoever reaches the cell's UDP port.
struct Thrower {
    private let socket: DatagramSocket

    init(at grant: PlaneGrant) throws {
        let cell = try #require(DatagramAddress(host: "127.0.0.1", port: grant.port))
        socket = try DatagramSocket(connectedTo: cell)
    }

    func send(_ datagram: [UInt8]) { socket.send(datagram) }
}

/// Sends any bytes after a handshake of libzmq, whatever the cell thinks of it.
final class RawSender {
    private let client: ClientSocket

    init(_ endpoint: String, _ security: ClientSecurity) throws {
        client = try ClientSocket(
            address: try Endpoint(endpoint).control, ipv6: false, security: security,
            settings: .init(
                sendHighWater: 1000, receiveHighWater: 4, longestMessage: 1 << 24,
                heartbeats: false))
    }

    func send(_ parts: [UInt8]...) { send(parts) }

    func send(_ parts: [[UInt8]]) {
        for (index, part) in parts.enumerated() {
            guard client.socket.send(part, more: index + 1 < parts.count) == .sent else { return }
        }
    }
}
