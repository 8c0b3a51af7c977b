import Control
import Messages
import RecordedCell
import Testing

@testable import Recording

@Suite("Segments and interventions") struct SegmenterTests {
    @Test("a correction is a run of segments in the order of the contract")
    func correction() throws {
        let manifest = try TwoArmManifest().make()
        let cell = RecordedCell.story(manifest)
        let right = Segmenter.segments(of: cell.steps).filter {
            $0.group == 1 && $0.episodeState == .running
        }
        #expect(
            right.map(\.authority) == [
                .policy, .taking, .hold, .operator, .hold, .returning, .policy,
            ])
        #expect(right[2].hold == .taken)
        #expect(right[4].hold == .released)
        for (a, b) in zip(right, right.dropFirst()) {
            #expect(a.ticks.upperBound + 1 == b.ticks.lowerBound)
            #expect(a.end == b.start)
        }
        #expect(right[3].interventionTicks == right[3].ticks.count)
        let left = Segmenter.segments(of: cell.steps).filter {
            $0.group == 0 && $0.episodeState == .running
        }
        #expect(left.map(\.authority) == [.policy])
    }

    @Test("a missing tick ends every segment and says so")
    func gap() throws {
        let manifest = try TwoArmManifest().make()
        var cell = RecordedCell(manifest)
        cell.begin()
        cell.run(20)
        cell.run(1, lost: true)
        cell.run(20)
        let running = Segmenter.segments(of: cell.steps).filter {
            $0.group == 0 && $0.episodeState == .running
        }
        #expect(running.count == 2)
        #expect(running[0].endsInGap)
        #expect(running[0].ticks.upperBound + 2 == running[1].ticks.lowerBound)
        #expect(!running[1].endsInGap)
    }

    @Test("an intervention spans from the takeover to the end of the hand-back")
    func intervention() throws {
        let manifest = try TwoArmManifest().make()
        let cell = RecordedCell.story(manifest)
        let summary = SessionSummary.of(cell.steps, manifest)
        let episode = try #require(summary.episodes.first)
        #expect(summary.episodes.count == 1)
        #expect(episode.outcome == .success)
        #expect(episode.missingTicks == 0)
        let found = try #require(episode.interventions.first)
        #expect(episode.interventions.count == 1)
        #expect(found.group == 1)
        #expect(found.ended == .handedBack)
        #expect(found.outcome == .success)
        #expect(found.reason == "operator's choice")
        #expect(
            found.segments.map(\.authority) == [.taking, .hold, .operator, .hold, .returning])
        #expect(found.segments.first?.start == found.start)
        #expect(found.segments.last?.end == found.end)
        #expect(found.interventionTicks == episode.interventionTicks)
        #expect(found.preRoll?.upperBound == found.ticks.lowerBound - 1)
        let hesitation = try #require(found.hesitation)
        #expect(hesitation > .milliseconds(250) && hesitation < .milliseconds(350))
    }

    @Test("ending the episode under the operator ends the intervention with it")
    func episodeEnds() throws {
        let manifest = try TwoArmManifest().make()
        var cell = RecordedCell(manifest)
        cell.begin()
        cell.run(50)
        cell.ask(.takeOver, groups: 2)
        cell.run(30)
        cell.press(1)
        cell.run(40)
        cell.ask(.end, UInt64(Outcome.failure.rawValue))
        cell.run(20)
        let episode = try #require(SessionSummary.of(cell.steps, manifest).episodes.first)
        #expect(episode.interventions.map(\.ended) == [.episodeEnded])
        #expect(episode.interventions.map(\.outcome) == [.failure])
        #expect(episode.outcome == .failure)
    }

    @Test("a hold that nobody asked for is no intervention, but the reason of the next one")
    func reason() throws {
        let manifest = try TwoArmManifest().make()
        var cell = RecordedCell(manifest)
        cell.begin()
        cell.run(50)
        cell.silent = [1]
        cell.run(60)
        cell.silent = []
        cell.run(20)
        #expect(SessionSummary.of(cell.steps, manifest).episodes[0].interventions.isEmpty)
        cell.ask(.takeOver, groups: 2)
        cell.run(20)
        let found = SessionSummary.of(cell.steps, manifest).episodes[0].interventions
        #expect(found.map(\.reason) == ["the policy had no valid action"])
        #expect(found.map(\.ended) == [.recordingEnded])
    }

    @Test("divergence counts fresh shadows only, and is what the two velocities differ by")
    func divergence() throws {
        let manifest = try TwoArmManifest().make()
        let cell = RecordedCell.story(manifest)
        let shadow = try #require(
            SessionSummary.of(cell.steps, manifest).episodes[0].interventions[0].divergence)
        #expect(shadow.samples > 100)
        // Policy and operator move at most 0.14 m/s apart.
        #expect(shadow.maximumLinear > 20 && shadow.maximumLinear < 250)
        #expect(shadow.meanLinear < shadow.maximumLinear)

        var stale = cell.steps
        for index in stale.indices { stale[index].groups[1].decision.freshness = .none }
        #expect(SessionSummary.of(stale, manifest).episodes[0].interventions[0].divergence == nil)
    }

    @Test("a shadow that wants exactly what is executed diverges by nothing")
    func noDivergence() throws {
        let manifest = try TwoArmManifest().make()
        let cell = RecordedCell.story(manifest)
        let at = try #require(
            cell.steps.firstIndex {
                $0.groups[0].decision.freshness == .driving && $0.episode.state == .running
            })
        var step = cell.steps[at + 5]
        step.groups[0].decision.freshness = .fresh
        let sample = try #require(
            Divergence.of(step, group: 0, after: cell.steps[at + 4], manifest: manifest))
        #expect(sample.linear < 1e-6)
        #expect(sample.angular < 1e-6)
    }
}

extension SessionSummary {
    static func of(_ steps: [Step], _ manifest: Manifest) -> SessionSummary {
        var summary = SessionSummary(manifest: manifest)
        for step in steps { summary.consume(step) }
        summary.finish()
        return summary
    }
}
