import Cell
import Control
import Testing

@Suite("Offering chunks to a cell") struct CellOfferTests {
    @Test("a chunk with a number that is not finite is refused and the arms go on")
    func notFinite() throws {
        var bench = try Bench()
        try bench.start()
        try bench.offer(row: CellStepTests.forward)
        var row = CellStepTests.forward
        row[4] = .infinity
        #expect(throws: CellError.notFinite(what: "The chunk")) { try bench.offer(row: row) }
        try bench.run(5)
        #expect(bench.command.decision.groups[0].effective == .policy)
    }

    @Test("sizes other than the declared ones are refused")
    func wrongSizes() throws {
        var bench = try Bench()
        try bench.run(1)
        #expect(throws: CellError.self) { try bench.offer(row: [1, 2, 3]) }
        #expect(throws: CellError.self) {
            try bench.offer(row: CellStepTests.forward, rows: 17)
        }
        let offer = ChunkOffer(
            observation: 1, observedAt: bench.now, inferenceBegan: bench.now, rows: Int.max,
            width: 14)
        #expect(throws: CellError.self) { try bench.cell.offer(offer, values: []) }
    }

    @Test("an observation from the future and times in the wrong order are refused")
    func wrongTimes() throws {
        var bench = try Bench()
        try bench.run(2)
        var offer = ChunkOffer(
            observation: 99, observedAt: bench.now, inferenceBegan: bench.now, rows: 1, width: 14)
        #expect(throws: CellError.unknownObservation) {
            try bench.cell.offer(offer, values: CellStepTests.forward)
        }
        offer.observation = 2
        offer.inferenceBegan = bench.now + 1
        #expect(throws: CellError.self) {
            try bench.cell.offer(offer, values: CellStepTests.forward)
        }
        offer.inferenceBegan = bench.now - 1
        #expect(throws: CellError.self) {
            try bench.cell.offer(offer, values: CellStepTests.forward)
        }
    }

    @Test("a loop that does not step lets the policy know")
    func full() throws {
        var bench = try Bench()
        try bench.run(1)
        for _ in 0..<8 { try bench.offer(row: CellStepTests.forward) }
        #expect(throws: CellError.self) { try bench.offer(row: CellStepTests.forward) }
        try bench.run(1)
        try bench.offer(row: CellStepTests.forward)
    }

    @Test("images and tactile readings must be what the manifest declares")
    func media() throws {
        let bench = try Bench()
        let cell = bench.cell
        #expect(throws: CellError.self) {
            try cell.image(camera: "back", jpeg: [0xFF, 0xD8, 0, 0], stamp: 0)
        }
        #expect(throws: CellError.self) {
            try cell.image(camera: "front", jpeg: [1, 2, 3, 4], stamp: 0)
        }
        #expect(try cell.image(camera: "front", jpeg: [0xFF, 0xD8, 0xFF, 0xD9], stamp: 0))
        #expect(throws: CellError.self) {
            try cell.tactile(group: 0, pressure: [1, 2], stamp: 0)
        }
        #expect(throws: CellError.self) {
            try cell.tactile(group: 9, pressure: [], stamp: 0)
        }
        #expect(try cell.tactile(group: 1, pressure: [Float](repeating: 1, count: 16), stamp: 0))
    }
}
