import Control
import Testing

@testable import Session

@Suite("Two clocks") struct ClockRelationTests {
    /// Ways of random length, asymmetric, over a clock that drifts: the same for the same seed.
    private struct Network {
        var state: UInt64
        /// The cell's clock at a time of the console's.
        func cell(_ time: Nanoseconds) -> Nanoseconds {
            time - 77_000_000_000 + time / 20_000
        }
        mutating func draw(_ bound: Nanoseconds) -> Nanoseconds {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Nanoseconds(state >> 20) % bound
        }
        /// Sometimes it stalls.
        mutating func way() -> Nanoseconds {
            draw(10) == 0 ? 50_000 + draw(400_000_000) : 50_000 + draw(3_000_000)
        }
    }

    @Test("the true offset is always within the bound, whatever the ways are", arguments: 1...20)
    func bounded(seed: UInt64) throws {
        var network = Network(state: seed)
        var clocks = ClockRelation()
        var now: Nanoseconds = 1_000_000_000
        var widest: Nanoseconds = 0
        for index in 0..<2000 {
            let asked = now
            let held = network.draw(20_000_000)
            let left = asked + network.way() + held
            let came = left + network.way()
            let jump = clocks.note(
                asked: asked, held: held, cell: network.cell(left), at: came)
            #expect(jump == nil)
            now = came + network.draw(500_000_000)
            let known = try #require(clocks.estimate(at: now))
            let truth = network.cell(now) - now
            #expect(
                (known.offset - truth).magnitude <= UInt64(known.uncertainty) + 1, "\(index)")
            if index > 100 { widest = max(widest, known.uncertainty) }
        }
        // The ways are up to 400 ms; what is known stays far better.
        #expect(widest < 5_000_000)
    }

    @Test("a machine that was suspended is noticed and the new relation holds at once")
    func suspended() {
        var clocks = ClockRelation()
        #expect(clocks.estimate(at: 5) == nil)
        clocks.note(asked: 1_000_000, cell: 50_000_000, at: 1_200_000)
        #expect(clocks.estimate(at: 1_200_000)?.uncertainty == 100_000)
        let jump = clocks.note(asked: 2_000_000, cell: 950_000_000, at: 4_000_000)
        #expect(jump ?? 0 > 890_000_000)
        #expect(clocks.jumps == 1)
        #expect(clocks.estimate(at: 4_000_000)?.offset == 947_000_000)
        // A worse one later changes nothing but the age.
        clocks.note(asked: 5_000_000, cell: 957_000_000, at: 17_000_000)
        #expect(clocks.estimate(at: 17_000_000)?.offset == 947_000_000)
        #expect(clocks.estimate(at: 17_000_000)?.uncertainty == 1_001_300)
    }

    @Test("a clock that goes back or a question from the future breaks nothing")
    func nonsense() {
        var clocks = ClockRelation()
        clocks.note(asked: .max, held: .min, cell: .min, at: 0)
        clocks.note(asked: .min, held: .max, cell: .max, at: .max)
        clocks.note(asked: 10, cell: 20, at: 30)
        #expect(clocks.estimate(at: 30) != nil)
    }
}
