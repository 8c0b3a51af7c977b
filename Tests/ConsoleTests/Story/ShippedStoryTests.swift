import Control
import Simulation
import Testing

@testable import Console

@Suite("The shipped stories")
struct ShippedStoryTests {
    private func story(_ name: String) throws -> Story {
        let path = GoldenFile.root + "Scripts/stories/\(name).json5"
        return try Story(text: try #require(GoldenFile.read(path), "cannot read \(path)"))
    }

    /// Nobody touches anything: does the policy manage?
    private func policyAlone(seed: UInt64) throws -> Outcome {
        let watch = """
            { story: 1, name: "watch", within: 100, steps: [
              { when: { after: 0.5 }, do: [{ press: "next" }] },
              { when: { episode: "ready" }, do: [{ wait: 1 }, { press: "start" }] },
              { when: { episode: "ended" }, within: 40 }] }
            """
        var bench = StoryBench(try Story(text: watch), cell: try PlantCell(seed: seed))
        bench.run(seconds: 100)
        return bench.live.episode.outcome
    }

    @Test("rescue turns episodes that the policy loses into successes, and leaves the others alone")
    func rescue() throws {
        let story = try story("rescue")
        var lost = 0
        var rescued = 0
        for seed: UInt64 in 1...6 {
            let alone = try policyAlone(seed: seed)
            var bench = StoryBench(story, cell: try PlantCell(seed: seed))
            bench.run(seconds: 200)
            #expect(bench.player.verdict == .finished, "seed \(seed)")
            let taken = bench.effects.contains {
                if case .request(_, .takeOver, _, _) = $0 { true } else { false }
            }
            if alone == .success {
                #expect(bench.live.episode.outcome == .success, "seed \(seed) was spoilt")
            } else {
                lost += 1
                rescued += bench.live.episode.outcome == .success && taken ? 1 : 0
            }
            #expect(bench.effects.last == .quit, "seed \(seed)")
        }
        #expect(lost >= 2, "only \(lost) of 6 were lost by the policy")
        #expect(rescued == lost, "\(rescued) of \(lost) were rescued")
    }

    @Test("tour takes over, hands back and quits")
    func tour() throws {
        var bench = StoryBench(try story("tour"), cell: try PlantCell(seed: 4))
        bench.run(seconds: 120)
        #expect(bench.player.verdict == .finished)
        #expect(bench.effects.last == .quit)
        #expect(bench.live.episode.outcome == .failure)
    }
}
