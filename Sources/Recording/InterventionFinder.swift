internal import Control
public import Messages

/// Finds the ``Intervention``s in a sequence of steps, as they come.
///
/// One begins with the first tick of a running episode in which the group is `taking`, `operator`,
/// `delta` or `hold(taken)`. It ends when the policy has the group again, or with the episode. A
/// hold that no human asked for (a stale policy, a wrench) is no intervention by itself, but is
/// named as the reason of the one that follows it.
public struct InterventionFinder: Sendable {
    private struct Open: Sendable {
        var intervention: Intervention
        var divergence = Divergence()
    }

    private let manifest: Manifest
    private var segmenter = Segmenter()
    private var open: [Open?]
    /// Why the group last held without a human asking.
    private var trouble: [HoldReason]
    private var before: Step?
    private var runningSince: UInt64 = 0
    private let preRollTicks: UInt64

    public init(manifest: Manifest) {
        self.manifest = manifest
        open = Array(repeating: nil, count: manifest.groups.count)
        trouble = Array(repeating: .none, count: manifest.groups.count)
        let seconds = Recording.preRollSeconds
        preRollTicks = UInt64(
            clamping: Nanoseconds.seconds(seconds) / max(1, manifest.control.tickPeriod))
    }

    /// Takes the next step.
    /// - Returns: the interventions that ended with or before it.
    public mutating func consume(_ step: Step) -> [Intervention] {
        var ended: [Intervention] = []
        for segment in segmenter.consume(step) { keep(segment) }
        let isNew = before.map { $0.episode.number != step.episode.number } ?? true
        let ran = before?.episode.state == .running && !isNew
        let runs = step.episode.state == .running
        if runs, !ran { runningSince = step.tick }
        let hasGap = before.map { step.tick != $0.tick &+ 1 } ?? false
        for group in open.indices where group < step.groups.count {
            if hasGap { open[group]?.intervention.hasGap = true }
            if open[group] != nil, isNew || !runs {
                let why: Intervention.End =
                    hasGap && isNew ? .recordingEnded : .episodeEnded
                if let found = close(group, why, at: step.now) { ended.append(found) }
            }
            if runs { follow(step, group: group, into: &ended) }
        }
        before = step
        return ended
    }

    /// The interventions still open, ended with the recording.
    public mutating func finish() -> [Intervention] {
        for segment in segmenter.finish() { keep(segment) }
        return open.indices.compactMap { close($0, .recordingEnded, at: nil) }
    }

    private mutating func keep(_ segment: Segment) {
        guard let start = open[segment.group]?.intervention.ticks.lowerBound,
            segment.ticks.lowerBound >= start
        else { return }
        open[segment.group]?.intervention.segments.append(segment)
    }

    private mutating func follow(_ step: Step, group: Int, into ended: inout [Intervention]) {
        let decision = step.groups[group].decision
        switch decision.effective {
        case .policy:
            if let found = close(group, .handedBack, at: step.now) { ended.append(found) }
            trouble[group] = .none
        case .taking, .operator, .delta:
            if open[group] == nil { begin(step, group: group) }
        case .hold:
            if decision.hold == .taken {
                if open[group] == nil { begin(step, group: group) }
            } else if open[group] == nil {
                trouble[group] = decision.hold
            }
        case .fault, .stopped:
            if open[group] == nil, decision.hold != .none { trouble[group] = decision.hold }
        case .returning, .deviceLost, .linkLost: break
        }
        guard let first = open[group]?.intervention.ticks.lowerBound else { return }
        open[group]?.intervention.ticks = first...step.tick
        open[group]?.intervention.end = step.now
        guard let before,
            let sample = Divergence.of(step, group: group, after: before, manifest: manifest)
        else { return }
        open[group]?.divergence.add(sample)
    }

    private mutating func begin(_ step: Step, group: Int) {
        let first = max(
            runningSince, step.tick > preRollTicks ? step.tick - preRollTicks : 1)
        open[group] = Open(
            intervention: Intervention(
                group: group, episode: step.episode.number, ticks: step.tick...step.tick,
                start: step.now, end: step.now, segments: [], ended: .recordingEnded,
                reason: InterventionFinder.reason(after: trouble[group]),
                preRoll: first < step.tick ? first...(step.tick - 1) : nil))
        trouble[group] = .none
    }

    /// - Parameter time: of the first tick that is not in it; nil where there is none.
    private mutating func close(_ group: Int, _ end: Intervention.End, at time: Nanoseconds?)
        -> Intervention?
    {
        guard let closing = open[group] else { return nil }
        open[group] = nil
        var intervention = closing.intervention
        intervention.ended = end
        if let time { intervention.end = time }
        if closing.divergence.samples > 0 { intervention.divergence = closing.divergence }
        return intervention
    }

    private static func reason(after trouble: HoldReason) -> String {
        switch trouble {
        case .none, .notRunning, .taken, .released, .acknowledged, .otherTaken:
            "operator's choice"
        case .requested: "after a hold request"
        case .staleCommand, .leaseLost: "after a lost lease"
        case .leaseTaken: "another console took control"
        case .leasePassed: "control was passed on"
        case .policyStale: "the policy had no valid action"
        case .handBackFailed: "the hand-back failed"
        case .unattended: "the cell was unattended"
        case .robotMode: "the robot was not ready"
        case .stateMissing: "the robot's state was missing"
        case .wrench: "the wrench passed its limit"
        case .stateFrozen: "the robot's state was frozen"
        case .drift: "the arm moved while it held"
        case .robotFault: "the robot was in fault"
        case .brokenAssumption: "an error in the cell"
        case .coupled: "a coupled group had to hold"
        }
    }
}
