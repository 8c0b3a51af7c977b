import Cell
import Control
import Messages
import SimulatedCell
import Simulation
import Testing
import Threads

@Suite("The simulated cell in real time", .serialized)
struct SimulatedCellTests {
    @Test("without a console it runs the episodes asked for and ends")
    func runsAlone() async throws {
        var options = SimulatedCell.Options()
        options.runtimeStarts = true
        options.episodes = 2
        options.episodeLimit = 2
        let cell = try SimulatedCell(options, cell: CellOptions(endpoint: nil))
        cell.start()
        let deadline = Threads.now + 60_000_000_000
        while !cell.isEnding, Threads.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        cell.stop()
        cell.stop()
        #expect(cell.outcomes == [.truncated, .truncated])
    }

    @Test("an address that is none is refused")
    func address() {
        #expect(throws: CellError.self) {
            try SimulatedCell(SimulatedCell.Options(), cell: CellOptions(endpoint: "nonsense"))
        }
    }
}
