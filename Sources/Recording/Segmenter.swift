internal import Control
public import Messages

/// Cuts a sequence of steps into ``Segment``s, group by group, as they come.
public struct Segmenter: Sendable {
    private var open: [Segment] = []
    private var lastTick: UInt64?

    public init() {}

    /// Takes the next step.
    /// - Returns: the segments that ended before it, in the order of the groups.
    public mutating func consume(_ step: Step) -> [Segment] {
        var closed: [Segment] = []
        if let lastTick, step.tick != lastTick &+ 1 || step.tick < lastTick {
            for index in open.indices { open[index].endsInGap = true }
            closed = finish()
        }
        lastTick = step.tick
        for group in step.groups.indices {
            let next = Segmenter.segment(of: step, group: group)
            guard group < open.count else {
                open.append(next)
                continue
            }
            if Segmenter.continues(open[group], next) {
                open[group].ticks = open[group].ticks.lowerBound...step.tick
                open[group].end = step.now
                open[group].interventionTicks += next.interventionTicks
            } else {
                open[group].end = step.now
                closed.append(open[group])
                open[group] = next
            }
        }
        return closed
    }

    /// The segments still open, ended at their last tick.
    public mutating func finish() -> [Segment] {
        defer { open = [] }
        lastTick = nil
        return open
    }

    /// All segments of a sequence of steps, in the order of their ends.
    public static func segments(of steps: some Sequence<Step>) -> [Segment] {
        var segmenter = Segmenter()
        var result: [Segment] = []
        for step in steps { result += segmenter.consume(step) }
        return result + segmenter.finish()
    }

    private static func segment(of step: Step, group: Int) -> Segment {
        let decision = step.groups[group].decision
        return Segment(
            group: group, episode: step.episode.number, episodeState: step.episode.state,
            authority: decision.effective, hold: decision.hold, ticks: step.tick...step.tick,
            start: step.now, end: step.now, interventionTicks: decision.intervention ? 1 : 0)
    }

    private static func continues(_ a: Segment, _ b: Segment) -> Bool {
        a.authority == b.authority && a.hold == b.hold && a.episode == b.episode
            && a.episodeState == b.episodeState
    }
}
