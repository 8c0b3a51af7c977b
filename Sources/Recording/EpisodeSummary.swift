public import Control
public import Messages

/// One episode in a list: when, what was asked, who drove, how it ended.
public struct EpisodeSummary: Equatable, Sendable {
    public var number: UInt64
    /// First and last tick that carried this number while it ran.
    public var ticks: ClosedRange<UInt64>
    /// Cell-monotonic ns, and the wall clock's ns since 1970 at the first tick.
    public var start: Nanoseconds
    public var end: Nanoseconds
    public var wallStart: Int64
    public var instruction: String
    /// Policy id and version.
    public var policy: String
    public var outcome = Outcome.unlabelled
    public var interventions: [Intervention] = []
    /// Running ticks recorded, and running ticks that are missing between them.
    public var runningTicks = 0
    public var missingTicks: UInt64 = 0
    /// Running ticks in which the human's velocity counted in any group.
    public var interventionTicks = 0
    /// Notes of the operator, in order.
    public var notes: [String] = []

    public var duration: Nanoseconds { max(0, end &- start) }
}

/// Folds over the steps of a session and gives a summary of each episode that ran.
public struct SessionSummary: Sendable {
    public private(set) var episodes: [EpisodeSummary] = []
    private var finder: InterventionFinder
    /// Notes from before the first episode.
    private var early: [String] = []
    private let tickPeriod: Nanoseconds

    public init(manifest: Manifest) {
        finder = InterventionFinder(manifest: manifest)
        tickPeriod = manifest.control.tickPeriod
    }

    public mutating func consume(_ step: Step) {
        file(finder.consume(step))
        let number = step.episode.number
        if step.episode.state == .running {
            if episodes.last?.number != number { begin(step) }
            extend(episodes.count - 1, with: step)
        }
        if let last = episodes.indices.last, episodes[last].number == number {
            episodes[last].outcome = step.episode.outcome
        }
    }

    /// - Parameter event: notes; others change nothing. A note belongs to the last episode that
    ///   had begun when it was written, one from before the first to the first.
    public mutating func consume(_ event: Event) {
        guard event.kind == .note else { return }
        let index = episodes.lastIndex {
            // Not every note knows its tick.
            event.tick > 0 ? $0.ticks.lowerBound <= event.tick : $0.start <= event.now
        }
        if let index {
            episodes[index].notes.append(event.text)
        } else {
            early.append(event.text)
        }
    }

    /// Ends what is still open. Call it once, after the last step.
    public mutating func finish() {
        file(finder.finish())
        for index in episodes.indices {
            for at in episodes[index].interventions.indices {
                episodes[index].interventions[at].outcome = episodes[index].outcome
            }
        }
    }

    private mutating func begin(_ step: Step) {
        episodes.append(
            EpisodeSummary(
                number: step.episode.number, ticks: step.tick...step.tick, start: step.now,
                end: step.now, wallStart: step.stamp.unixNanoseconds,
                instruction: step.instruction, policy: step.policy))
        episodes[episodes.count - 1].notes = early
        early = []
    }

    private mutating func extend(_ index: Int, with step: Step) {
        let last = episodes[index].ticks.upperBound
        if step.tick > last &+ 1 { episodes[index].missingTicks += step.tick - last - 1 }
        episodes[index].ticks = episodes[index].ticks.lowerBound...max(last, step.tick)
        episodes[index].end = step.now &+ tickPeriod
        episodes[index].runningTicks += 1
        let isIntervention = step.groups.indices.contains {
            step.groups[$0].decision.intervention
        }
        if isIntervention { episodes[index].interventionTicks += 1 }
    }

    private mutating func file(_ interventions: [Intervention]) {
        for intervention in interventions {
            guard let index = episodes.lastIndex(where: { $0.number == intervention.episode })
            else { continue }
            episodes[index].interventions.append(intervention)
        }
    }
}
