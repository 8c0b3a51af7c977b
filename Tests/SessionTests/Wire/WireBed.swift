import Cell
import Console
import Control
import Link
import Messages
import RecordedCell
import Testing
import Threads

@testable import Session

/// A cell with keys, the network before it, and consoles that all use one key.
final class WireBed {
    let scratch = Scratch()
    let cell: RunningCell
    let relay: Relay
    let security: ClientSecurity
    private let endpoint: Endpoint
    private let keys: String

    /// Datagrams go through it where there is one, else past the network that the relay is.
    let datagrams: DatagramRelay?

    /// - Parameters:
    ///   - datagrams: whether commands may go by them.
    ///   - seed: of what a network of their own does with them; nil: they have none.
    init(datagrams: Bool = false, seed: UInt64? = nil) throws {
        keys = scratch.path + "/keys"
        let store = try KeyStore(making: keys)
        let cellPair = try store.create("cell")
        let consolePair = try store.create("console")
        try store.allow(consolePair.publicKey, as: "console")
        security = .curve(own: consolePair, cell: cellPair.publicKey)
        cell = try RunningCell("tcp://127.0.0.1:0", keys: keys, datagrams: datagrams)
        guard case .tcp(_, let port) = try cell.endpoint else { throw RelayError.noPort }
        if let seed {
            relay = try Relay(to: port, at: 2)
            self.datagrams = try DatagramRelay(port: port, seed: seed)
            endpoint = .tcp(host: "127.0.0.2", port: relay.port)
        } else {
            relay = try Relay(to: port)
            self.datagrams = nil
            endpoint = .tcp(host: "127.0.0.1", port: relay.port)
        }
    }

    func console(recording: Bool = false) throws -> RunningConsole {
        try RunningConsole(
            endpoint, security, recording: recording ? scratch.path : nil)
    }

    func end(_ consoles: RunningConsole...) {
        for console in consoles { console.leave() }
        relay.stop()
        datagrams?.stop()
        cell.stop()
    }

    /// The console sees the cell, has control, and its hand moves the right arm.
    func takeRightArm(_ console: RunningConsole) {
        console.drive(groups: 0b10)
        #expect(eventually { console.live.newest?.episode.state == .ready }, "sees the cell")
        console.ask(.acquireLease)
        #expect(eventually { console.live.lease.isMine }, "has control")
        console.ask(.takeOver, groups: 0b10)
        #expect(eventually { self.cell.decision?.groups[1].hold == .taken }, "is taken")
        press(console)
        #expect(eventually { self.cell.authority(1) == .operator }, "moves by hand")
    }

    /// Opens the enabling switch and closes it again, each where the cell sees it.
    func press(_ console: RunningConsole) {
        console.enable(false)
        console.puck(pushed: false)
        #expect(
            eventually { console.live.newest?.groups[1].command?.enabled == false }, "is open")
        console.enable(true)
    }

    /// The hand does what brings the right arm back under it, whatever became of it: acknowledges
    /// what was lost, and presses anew.
    func engage(_ console: RunningConsole) -> Bool {
        var since: Nanoseconds = 0
        return eventually {
            let authority = self.cell.authority(1)
            if authority == .operator, self.commandsAreFresh { return true }
            guard Threads.now - since > .milliseconds(400) else {
                // Long enough for the cell to have seen it open.
                if Threads.now - since > .milliseconds(200) { console.enable(true) }
                return false
            }
            since = Threads.now
            if authority == .linkLost { console.ask(.acknowledge, groups: 0b10) }
            console.puck(pushed: false)
            console.enable(false)
            return false
        }
    }

    /// Commands reach the arbiter as they should.
    var commandsAreFresh: Bool {
        (cell.decision?.groups[1].commandAge ?? .max) < 80_000_000
    }
}
