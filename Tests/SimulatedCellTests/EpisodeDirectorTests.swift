import Cell
import Control
import Simulation
import Testing

@testable import SimulatedCell

@Suite("What the runtime does about episodes")
struct EpisodeDirectorTests {
    /// Walks through states, tick by tick, and collects what the runtime does.
    private struct Walk {
        var director: EpisodeDirector
        var command = CellCommand()
        var plant = Plant(seed: 1)
        /// nil: always fresh.
        var plannedAt: Nanoseconds?

        init(_ options: SimulatedCell.Options) { director = EpisodeDirector(options) }

        mutating func stay(_ state: EpisodeState, seconds: Double) -> [EpisodeDirector.Act] {
            command.decision.episode.state = state
            return (0..<Int(seconds * 100)).flatMap { _ in
                command.now += .milliseconds(10)
                return director.follow(command, plant, plannedAt: plannedAt ?? command.now)
            }
        }
    }

    @Test("it sets up a new scene for each reset and says when it stands")
    func resets() {
        var options = SimulatedCell.Options()
        options.seed = 40
        var walk = Walk(options)
        #expect(walk.stay(.idle, seconds: 0.1) == [.ask(.next)])
        let first = walk.stay(.resetting, seconds: 0.5)
        #expect(first == [.scene(seed: 40), .ask(.resetDone)])
        #expect(walk.stay(.ready, seconds: 3).isEmpty, "only an operator starts")
        #expect(walk.stay(.running, seconds: 3).isEmpty)
        #expect(walk.stay(.ended, seconds: 3) == [.ended(.unlabelled)])
        #expect(walk.stay(.resetting, seconds: 0.2) == [.scene(seed: 41)])
    }

    @Test("it starts no episode on a plan for the scene before")
    func waitsForThePolicy() {
        var options = SimulatedCell.Options()
        options.runtimeStarts = true
        var walk = Walk(options)
        walk.plannedAt = walk.command.now
        #expect(walk.stay(.ready, seconds: 3).isEmpty)
        walk.plannedAt = walk.command.now
        #expect(walk.stay(.ready, seconds: 0.1) == [.ask(.start)])
    }

    @Test("a request that changed nothing is made again, not at every tick")
    func patience() {
        var walk = Walk(SimulatedCell.Options())
        let asked = walk.stay(.idle, seconds: 1)
        #expect((2...5).contains(asked.count))
        #expect(asked.allSatisfy { $0 == .ask(.next) })
    }

    @Test("an episode past its limit is truncated")
    func truncates() {
        var options = SimulatedCell.Options()
        options.episodeLimit = 5
        var walk = Walk(options)
        #expect(walk.stay(.running, seconds: 4.9).isEmpty)
        #expect(walk.stay(.running, seconds: 0.2) == [.ask(.end(.truncated))])
    }

    @Test("where the runtime may start it goes on by itself until all is done")
    func goesOn() {
        var options = SimulatedCell.Options()
        options.runtimeStarts = true
        options.episodes = 1
        var walk = Walk(options)
        #expect(walk.stay(.ready, seconds: 0.7).isEmpty)
        #expect(walk.stay(.ready, seconds: 0.2) == [.ask(.start)])
        let after = walk.stay(.ended, seconds: 1)
        #expect(after.first == .ended(.unlabelled))
        #expect(after.contains(.finish))
        #expect(!after.contains(.ask(.next)))
    }
}
