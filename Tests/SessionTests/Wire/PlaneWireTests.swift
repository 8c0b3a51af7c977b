import Cell
import Console
import Control
import Messages
import Testing
import Threads

@testable import Session

/// A real console and a real cell: TCP goes through a relay that can be cut or slowed down,
/// datagrams go past it.
@Suite("Commands by datagrams", .serialized) struct PlaneWireTests {
    private func nap(_ milliseconds: Int64) {
        Threads.sleep(until: Threads.now + .milliseconds(milliseconds))
    }

    @Test("they work, the screen has their figures, and the arm follows the hand")
    func works() throws {
        let bed = try WireBed(datagrams: true)
        let console = try bed.console()
        defer { bed.end(console) }
        #expect(console.live.link.plane.standing == .none, "no grant, no key")
        bed.takeRightArm(console)
        #expect(eventually { console.live.link.plane.standing == .works })
        #expect(eventually { console.live.link.plane.loss != nil })
        #expect(console.live.link.plane.port != 0)
        #expect((console.live.link.roundTrip ?? .max) < .milliseconds(200))
        console.ask(.releaseLease)
        #expect(eventually { console.live.link.plane.standing == .none }, "gone with the grant")
        console.ask(.acquireLease)
        #expect(eventually { console.live.link.plane.standing == .works }, "a key of its own")
    }

    @Test("while TCP is late by a second the commands are not, and the screen shows who drives")
    func tcpIsLate() throws {
        let bed = try WireBed(datagrams: true)
        let console = try bed.console()
        defer { bed.end(console) }
        bed.takeRightArm(console)
        #expect(eventually { console.live.link.plane.standing == .works })
        bed.relay.setDelay(1_000_000_000)
        nap(300)
        console.enable(false)
        // Told by a pulse: the step that says so is a second away.
        let began = Threads.now
        #expect(eventually { console.live.arms[1].authority == .hold })
        #expect(Threads.now - began < .milliseconds(700))
        // The pulse may be here before the robot's own loop has written down what it did.
        #expect(eventually { bed.cell.authority(1) == .hold })
        console.puck(pushed: false)
        nap(50)
        console.enable(true)
        #expect(eventually { console.live.arms[1].authority == .operator })
        #expect(bed.commandsAreFresh)
    }

    @Test("with TCP cut the hand drives on for a while, STOP is heard, and then the arm holds")
    func tcpIsCut() throws {
        let bed = try WireBed(datagrams: true)
        let console = try bed.console()
        defer { bed.end(console) }
        bed.takeRightArm(console)
        #expect(eventually { console.live.link.plane.standing == .works })
        bed.relay.cut()
        nap(1500)
        // Where the machine stood still the arm holds rightly: it is pressed anew, by datagrams.
        #expect(bed.engage(console))
        #expect(!bed.cell.lease.stale)
        #expect(eventually { bed.cell.authority(1) == .linkLost }, "not for ever")
        console.ask(.stop)
        #expect(eventually { bed.cell.authority(0) == .stopped }, "by datagram")
        #expect(eventually { console.live.stopUnheardSince == nil }, "and so told")
    }
}
