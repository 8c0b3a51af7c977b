internal import Control
internal import JSON5
public import Messages
public import Recording

/// What a dataset says about where it comes from: `meta/reins.json`.
public struct ExportProvenance: Sendable {
    /// One recording that went in.
    public struct Source: Sendable {
        /// Name of the file, without its directories.
        public var name: String
        public var session: UInt64
        /// What became of its ticks.
        public var counts: StepCounts
        /// Records that its recorder never got or could not keep.
        public var lost: UInt64
        /// What was wrong with the file although it could be read.
        public var trouble: [String]

        public init(
            name: String, session: UInt64, counts: StepCounts, lost: UInt64, trouble: [String]
        ) {
            self.name = name
            self.session = session
            self.counts = counts
            self.lost = lost
            self.trouble = trouble
        }
    }

    public var manifest: Manifest
    /// Of one row, ns.
    public var rowPeriod: Int64
    public var included: [RowInclusion]
    public var sources: [Source]

    public init(
        manifest: Manifest, rowPeriod: Int64, included: [RowInclusion], sources: [Source]
    ) {
        self.manifest = manifest
        self.rowPeriod = rowPeriod
        self.included = included
        self.sources = sources
    }

    func json(episodes: [LeRobotV3Writer.EpisodeEntry], content: String) -> JSON5Value {
        var total = StepCounts()
        for source in sources { total += source.counts }
        return .object([
            ("reins_export", 1), ("robot", .string(manifest.robot.name)),
            ("simulated", .bool(manifest.robot.simulated)),
            ("row_period_ns", .integer(rowPeriod)),
            ("control_period_ns", .integer(manifest.control.tickPeriod)),
            ("policy_period_ns", .integer(manifest.control.policy.period)),
            ("included", .array(included.map { .string($0.rawValue) })),
            ("content_sha256", .string(content)),
            ("steps", ExportProvenance.json(total)),
            ("action_source_codes", .object(ActionSource.names.map { ($1, .integer($0)) })),
            (
                "outcome_codes",
                .object(
                    Outcome.allCases.map {
                        (EpisodeSource.name(of: $0), .integer(Int64($0.rawValue)))
                    })
            ),
            ("columns", .object(ExportProvenance.columns)),
            ("recordings", .array(sources.map(ExportProvenance.json))),
            (
                "episodes",
                .array(
                    episodes.enumerated().map { $1.source.json(index: $0, rows: $1.rows) })
            ),
        ])
    }

    private static func json(_ source: Source) -> JSON5Value {
        .object([
            ("file", .string(source.name)), ("session", .string(String(source.session))),
            ("lost_records", .integer(source.lost)),
            ("trouble", .array(source.trouble.map { .string($0) })),
            ("steps", json(source.counts)),
        ])
    }

    private static func json(_ counts: StepCounts) -> JSON5Value {
        let unused = StepUse.allCases.filter { $0 != .exported && counts[$0] > 0 }
        return .object([
            ("usable", .integer(counts[.exported])),
            ("unusable", .object(unused.map { ($0.rawValue, .integer(counts[$0])) })),
        ])
    }

    /// What each column means, for whoever opens the dataset without this program.
    private static let columns: [(String, JSON5Value)] = [
        (
            "observation.state",
            """
            measured at the row's first tick; quaternions x y z w, their sign continuous within an \
            episode, the largest entry of its first row positive
            """
        ),
        (
            "action",
            """
            executed over the row: deltas composed from the setpoints, velocities averaged, \
            absolute targets and grippers the last
            """
        ),
        (
            "policy_action",
            "what the policy wanted over the row, NaN where policy_action_is_valid is false"
        ),
        (
            "policy_action_is_valid",
            "the policy drove, or its action was inferred after the takeover and is fresh"
        ),
        (
            "action_is_operator",
            "the human's velocity (or gripper command) counted in every tick of the row"
        ),
        (
            "action_source",
            """
            who drove the group; where a row has several, the last of policy, delta, operator, \
            returning, ramp, taking, hold, device_lost, link_lost, fault, stopped
            """
        ),
        ("intervention", "any group was the operator's with the switch closed, in every tick"),
        ("observation.stamp_ns", "the cell's monotonic clock when the state was measured"),
        ("outcome", "of the whole recorded episode; unlabelled where nobody said"),
        ("next.success", "last row of an episode that ended in success"),
        (
            "next.done",
            """
            last row of the recorded episode, less than a row before its end; an episode whose \
            `end` is left_out or not_recorded has none
            """
        ),
    ]
}
