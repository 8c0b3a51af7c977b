import Cell
import Console
import Control
import Messages
import Recording
import Testing

@testable import Session

@Suite("A network that is late", .serialized) struct LateNetworkTests {
    @Test("commands that arrive steadily, made on a picture 1.5 s old, move nothing")
    func late() throws {
        let bed = try WireBed()
        let console = try bed.console(recording: true)
        console.drive(groups: 0b10)
        #expect(eventually { console.live.newest?.episode.state == .ready })
        console.ask(.acquireLease)
        #expect(eventually { console.live.lease.isMine })
        bed.relay.setDelay(750_000_000)
        #expect(eventually { bed.cell.authority(1) == .hold })
        console.ask(.takeOver, groups: 0b10)
        // Fresh by their receipt alone, 100 a second; by what their console had seen they are old.
        #expect(eventually { bed.cell.decision?.groups[1].requested == .operator })
        console.puck(pushed: false)
        console.enable(true)
        #expect(
            eventually { console.live.newest?.groups[1].command?.enabled == true },
            "the cell has the closed switch")
        #expect(bed.cell.authority(1) == .linkLost)
        #expect((bed.cell.decision?.groups[1].commandAge ?? 0) > 1_000_000_000)
        // Mended, it waits for the operator as after any lost link.
        bed.relay.setDelay(0)
        #expect(eventually { bed.commandsAreFresh })
        #expect(bed.cell.authority(1) == .linkLost)
        console.ask(.acknowledge, groups: 0b10)
        #expect(eventually { bed.cell.authority(1) == .hold })
        bed.press(console)
        #expect(eventually { bed.cell.authority(1) == .operator })
        guard case .finished(let recording?) = console.leave() else {
            Issue.record("no recording")
            return bed.end()
        }
        bed.end()
        // How late they were is in the recorded input: it decides the same again.
        let replays = try ReviewLibrary([recording]).replays()
        #expect(replays.count == 1)
        for replay in replays {
            #expect(replay.first == nil, "\(replay)")
            #expect(replay.replayed > 100, "\(replay)")
        }
    }
}
