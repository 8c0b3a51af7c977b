public import Control
public import Spatial

/// Where the end of a recorded episode is, seen from one table of it.
public enum EpisodeEnd: String, Sendable {
    /// In the last row, or less than a row behind it: the row is terminal.
    case lastRow = "last_row"
    /// In a later table of the same episode.
    case later = "in_a_later_part"
    /// Behind the last row, in steps that could not be used or were not asked for: no row of the
    /// episode is terminal.
    case leftOut = "left_out"
    /// The recording ends before the episode does.
    case notRecorded = "not_recorded"
}

/// A gap-free stretch of one episode at a fixed rate: what every dataset format is written from.
///
/// Row `r` pairs the observation at its first tick with the action executed over all its ticks, so
/// that the observation of row `r + 1` is what that action led to. Columns are row-major.
public struct EpisodeTable: Equatable, Sendable {
    public let layout: ExportLayout
    /// Time from one row to the next, ns.
    public let rowPeriod: Nanoseconds
    /// Where it comes from.
    public var session: UInt64
    public var episode: UInt64
    public var policy = ""
    public var outcome = Outcome.unlabelled
    /// Where the recorded episode's end is; see ``markEnd(_:)``.
    public private(set) var end = EpisodeEnd.later
    public var endsEpisode: Bool { end == .lastRow }
    /// Why it does not go on where the table before it of the same episode ends: what the steps
    /// between them lack. Empty where there is none.
    public var cutBefore: Set<StepUse> = []
    /// What the operator wrote about the episode.
    public var notes: [String] = []

    /// `[rows][layout.stateWidth]`
    public var state: [Float] = []
    /// Executed. `[rows][layout.actionWidth]`, as are the three that follow.
    public var action: [Float] = []
    /// What the policy wanted; NaN where `policyActionIsValid` is false.
    public var policyAction: [Float] = []
    public var policyActionIsValid: [Bool] = []
    public var actionIsOperator: [Bool] = []
    /// Codes of ``ActionSource``. `[rows][groups]`
    public var actionSource: [Int64] = []
    /// Whether the human's velocity counted for any group in every tick of the row.
    public var intervention: [Bool] = []
    public var nextSuccess: [Bool] = []
    /// When the row's observation was there, cell-monotonic ns.
    public var stamps: [Int64] = []
    /// Index into `tasks`.
    public var task: [Int] = []
    public var tasks: [String] = []
    /// For each camera the image's index in the recording, one per row.
    public var images: [[Int]] = []

    /// The longest time between two ticks, ns: how far a row can be from its nominal time.
    public var longestTick: Nanoseconds = 0

    // What is not exported, but proves what is.

    /// Ticks of each row.
    public var ticks: [ClosedRange<UInt64>] = []
    /// The commanded pose of each group before the first row, and after the last tick of each row:
    /// `[rows + 1][groups]`
    public var setpoints: [Pose] = []
    /// The same of the joints, rad.
    public var jointSetpoints: [SIMD8<Double>] = []

    public init(
        layout: ExportLayout, rowPeriod: Nanoseconds, session: UInt64, episode: UInt64
    ) {
        self.layout = layout
        self.rowPeriod = rowPeriod
        self.session = session
        self.episode = episode
        images = Array(repeating: [], count: layout.cameraNames.count)
    }

    public var rowCount: Int { stamps.count }
    /// Ticks in all its rows.
    var tickCount: Int { ticks.reduce(0) { $0 + $1.count } }
    public var groupCount: Int { layout.groupNames.count }

    /// Says where the episode's end is; a success is the last row's.
    mutating func markEnd(_ end: EpisodeEnd) {
        self.end = end
        guard let last = nextSuccess.indices.last else { return }
        nextSuccess[last] = endsEpisode && outcome == .success
    }

    /// The rows of `range` alone.
    public func rows(_ range: Range<Int>) -> EpisodeTable {
        func cut<Element>(_ values: [Element], _ width: Int) -> [Element] {
            Array(values[range.lowerBound * width..<range.upperBound * width])
        }
        var part = EpisodeTable(
            layout: layout, rowPeriod: rowPeriod, session: session, episode: episode)
        part.policy = policy
        part.longestTick = longestTick
        part.outcome = outcome
        part.end = range.upperBound == rowCount ? end : .later
        part.cutBefore = range.lowerBound == 0 ? cutBefore : [.notWanted]
        part.notes = notes
        part.state = cut(state, layout.stateWidth)
        part.action = cut(action, layout.actionWidth)
        part.policyAction = cut(policyAction, layout.actionWidth)
        part.policyActionIsValid = cut(policyActionIsValid, layout.actionWidth)
        part.actionIsOperator = cut(actionIsOperator, layout.actionWidth)
        part.actionSource = cut(actionSource, groupCount)
        part.intervention = cut(intervention, 1)
        part.nextSuccess = cut(nextSuccess, 1)
        part.stamps = cut(stamps, 1)
        part.task = cut(task, 1)
        part.tasks = tasks
        part.images = images.map { cut($0, 1) }
        part.ticks = cut(ticks, 1)
        let edges = range.lowerBound * groupCount..<(range.upperBound + 1) * groupCount
        part.setpoints = Array(setpoints[edges])
        part.jointSetpoints = Array(jointSetpoints[edges])
        return part
    }
}
