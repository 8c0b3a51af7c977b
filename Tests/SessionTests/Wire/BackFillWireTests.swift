import Cell
import Console
import Control
import Messages
import RecordedCell
import Recording
import Testing
import Threads

@testable import Session

@Suite("A recording through an outage", .serialized) struct BackFillWireTests {
    private func written(_ console: RunningConsole) -> RecorderStatus.Figures? {
        guard case .recording(let figures) = console.live.recorder else { return nil }
        return figures
    }

    @Test("has every tick of it: the cell sends them once the network is back")
    func complete() throws {
        let bed = try WireBed()
        let console = try bed.console(recording: true)
        #expect(eventually { console.live.newest?.episode.state == .ready })
        #expect(eventually { self.written(console) != nil })
        let before = console.live.newest?.tick ?? 0
        bed.relay.cut()
        Threads.sleep(until: Threads.now + .seconds(3))
        let written = self.written(console)?.bytes ?? .max
        bed.relay.mend()
        #expect(eventually { (console.live.newest?.tick ?? 0) > before + 400 })
        #expect(eventually { (self.written(console)?.bytes ?? 0) > written + 200_000 })
        guard case .finished(let recording?) = console.leave() else {
            Issue.record("no recording")
            return bed.end()
        }
        bed.end()
        #expect(self.written(console)?.dropped == 0)
        let replays = try ReviewLibrary([recording]).replays()
        #expect(replays.count == 1)
        #expect(replays.allSatisfy { $0.first == nil })
        #expect(replays.allSatisfy { $0.replayed > 250 })
    }
}
