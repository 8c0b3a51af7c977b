import CAllocationCount
import Cell
import Control
import Testing

@Suite("The budget of a tick") struct CellBudgetTests {
    /// Accessors that the optimiser inlines have frames on the heap in a debug build.
    static let isCounted: Bool = {
        #if DEBUG
            false
        #else
            allocation_count_works() != 0
        #endif
    }()

    @Test(
        "a warm tick touches no heap",
        .enabled(if: isCounted, "only a release build without a sanitizer is counted"))
    func noAllocation() throws {
        var bench = try Bench()
        try bench.start()
        try bench.offer(row: CellStepTests.forward)
        try bench.run(300)
        // The counter counts: making a list is one.
        let start = allocation_count()
        let list = [UInt8](repeating: 1, count: 10_000 + Int(bench.command.tick % 2))
        #expect(allocation_count() > start && list.count >= 10_000)
        var count: UInt64 = 0
        for _ in 0..<400 {
            // The policy's thread may allocate; the tick that takes the chunk may not.
            try bench.offer(row: CellStepTests.forward)
            let before = allocation_count()
            try bench.run(5)
            count += allocation_count() - before
        }
        #expect(count == 0, "\(count) allocations in 2000 ticks")
    }

    @Test("what it costs, for the record")
    func cost() throws {
        var bench = try Bench()
        try bench.start()
        try bench.offer(row: CellStepTests.forward)
        try bench.run(200)
        let clock = ContinuousClock()
        let ticks = 2000
        let spent = try clock.measure { try bench.run(ticks) }
        let nanoseconds = Double(spent.components.attoseconds) * 1e-9 / Double(ticks)
        print("{\"figure\": \"cell step\", \"mean_us\": \(nanoseconds / 1000)}")
        #expect(bench.command.tick == UInt64(ticks + 203))
    }
}
