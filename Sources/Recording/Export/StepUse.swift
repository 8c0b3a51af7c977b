/// Why recorded steps are in an export or not, counted in ticks.
public enum StepUse: String, CaseIterable, Sendable {
    /// In a row.
    case exported
    /// The episode was not running: never policy or correction data.
    case notRunning = "episode_not_running"
    /// The step before is missing: what the action changed is unknown.
    case afterGap = "first_after_a_gap"
    /// The setpoint was set to where the arm is: no action led there.
    case reseated = "setpoint_reseated"
    /// A part of the observation that the manifest declares is missing or not finite.
    case stateMissing = "state_missing"
    /// The executed action is missing or not finite.
    case actionMissing = "action_missing"
    /// A camera had not sent any image yet.
    case imageMissing = "image_missing"
    /// Less than a whole row before a gap or the end.
    case partialRow = "partial_row"
    /// The operator discarded the episode.
    case discarded = "episode_discarded"
    /// The episode has more steps than are kept in memory at once.
    case tooLong = "episode_too_long"
    /// Not what `--include` asked for.
    case notWanted = "not_wanted"
    /// The same steps of the same session stand in another recording.
    case duplicate
}

/// How many ticks were used and why the others were not.
public struct StepCounts: Equatable, Sendable {
    private var counts: [StepUse: Int] = [:]

    public init() {}

    public subscript(_ use: StepUse) -> Int {
        get { counts[use] ?? 0 }
        set { counts[use] = newValue }
    }

    public static func += (a: inout StepCounts, b: StepCounts) {
        for (use, count) in b.counts { a.counts[use, default: 0] += count }
    }

    public var total: Int { counts.values.reduce(0, +) }
}
