import Cell
import Console
import Control
import Messages
import Testing

@testable import Session

/// On the real wire: two processes' worth of threads, keys, TCP.
@Suite("A console that comes back", .serialized) struct ReturningConsoleTests {
    @Test("the same process goes on under its grant, and the arm waits for a human act")
    func reconnects() throws {
        let bed = try WireBed()
        let console = try bed.console()
        defer { bed.end(console) }
        bed.takeRightArm(console)
        let grant = bed.cell.lease.tag
        bed.relay.cut()
        #expect(eventually { bed.cell.authority(1) == .linkLost })
        #expect(eventually { bed.cell.lease.stale })
        bed.relay.mend()
        #expect(eventually { bed.commandsAreFresh }, "the numbers of its commands go on")
        #expect(eventually { !bed.cell.lease.stale })
        #expect(bed.cell.lease.tag == grant)
        #expect(bed.cell.authority(1) == .linkLost, "a reconnection moves nothing")
        #expect(eventually { console.live.lease == .mine(stale: false) })
        console.ask(.acknowledge, groups: 0b10)
        #expect(eventually { bed.cell.decision?.groups[1].hold == .acknowledged })
        // The switch is still closed from before: that is no act.
        #expect(eventually { console.live.newest?.groups[1].decision.hold == .acknowledged })
        #expect(bed.cell.authority(1) == .hold)
        bed.press(console)
        #expect(eventually { bed.cell.authority(1) == .operator })
    }

    @Test("a STOP asked for while the network is gone is heard when it is back")
    func stopInSilence() throws {
        let bed = try WireBed()
        let console = try bed.console()
        defer { bed.end(console) }
        bed.takeRightArm(console)
        bed.relay.cut()
        #expect(eventually { bed.cell.authority(1) == .linkLost })
        console.ask(.stop)
        #expect(eventually { console.live.stopUnheardSince != nil })
        bed.relay.mend()
        #expect(
            eventually { bed.cell.authority(0) == .stopped && bed.cell.authority(1) == .stopped })
        #expect(eventually { console.live.stopUnheardSince == nil })
    }

    @Test("a process with the same key gets control by an act of its operator, and only so")
    func restarts() throws {
        let bed = try WireBed()
        let first = try bed.console()
        bed.takeRightArm(first)
        let grant = bed.cell.lease.tag
        // As killed: the cell hears nothing of its end.
        bed.relay.cut()
        #expect(eventually { bed.cell.authority(1) == .linkLost })
        first.leave()
        bed.relay.mend()
        let second = try bed.console()
        defer { bed.end(second) }
        second.drive(groups: 0b10)
        #expect(eventually { second.live.newest?.episode.state == .ready })
        // The lease goes stale, as nobody renews it: the newcomer does not take itself for its
        // holder, though the cell names its key.
        #expect(eventually { bed.cell.lease.stale })
        #expect(eventually { second.live.newest?.lease.stale == true })
        #expect(second.live.newest?.lease.holder == second.live.cell?.client)
        #expect(second.live.lease == .free)
        #expect(bed.cell.lease.tag == grant)
        second.ask(.acquireLease)
        #expect(eventually { second.live.lease == .mine(stale: false) })
        #expect(bed.cell.lease.tag.sequence == grant.sequence + 1)
        #expect(eventually { bed.commandsAreFresh }, "its commands are taken")
        #expect(bed.cell.authority(1) == .linkLost)
        second.ask(.acknowledge, groups: 0b10)
        #expect(eventually { bed.cell.authority(1) == .hold })
        // What another process took is taken over anew: in the frame of who drives now.
        second.ask(.takeOver, groups: 0b10)
        #expect(eventually { bed.cell.decision?.groups[1].hold == .taken })
        bed.press(second)
        #expect(eventually { bed.cell.authority(1) == .operator })
    }
}
