internal import Control
internal import JSON5
internal import Recording
internal import Spatial

/// Where an episode of a dataset comes from: what proves its values from the recording.
struct EpisodeSource {
    let session: UInt64
    let episode: UInt64
    let ticks: ClosedRange<UInt64>
    let policy: String
    let outcome: Outcome
    let end: EpisodeEnd
    let notes: [String]
    /// ns
    let longestTick: Nanoseconds
    /// Commanded poses and joints before the first row, one per group: deltas begin there.
    let setpoints: [Pose]
    let jointSetpoints: [SIMD8<Double>]

    init(_ table: EpisodeTable) {
        session = table.session
        episode = table.episode
        ticks = (table.ticks.first?.lowerBound ?? 0)...(table.ticks.last?.upperBound ?? 0)
        policy = table.policy
        outcome = table.outcome
        end = table.end
        notes = table.notes
        longestTick = table.longestTick
        setpoints = Array(table.setpoints.prefix(table.groupCount))
        jointSetpoints = Array(table.jointSetpoints.prefix(table.groupCount))
    }

    func json(index: Int, rows: Int) -> JSON5Value {
        .object([
            ("episode_index", .integer(index)),
            // As text: JSON readers keep 53 bits of a number.
            ("session", .string(String(session))), ("episode", .integer(episode)),
            ("first_tick", .integer(ticks.lowerBound)), ("last_tick", .integer(ticks.upperBound)),
            ("rows", .integer(rows)), ("policy", .string(policy)),
            ("outcome", .string(EpisodeSource.name(of: outcome))),
            ("ends_episode", .bool(end == .lastRow)), ("end", .string(end.rawValue)),
            ("notes", .array(notes.map { .string($0) })),
            ("longest_tick_ns", .integer(longestTick)),
            ("initial_setpoints", .array(setpoints.map(EpisodeSource.json))),
            (
                "initial_joint_setpoints",
                .array(
                    jointSetpoints.map { joints in
                        .array((0..<8).map { .number(joints[$0]) })
                    })
            ),
        ])
    }

    private static func json(_ pose: Pose) -> JSON5Value {
        let rotation = pose.rotation
        return .array(
            [
                pose.position.x, pose.position.y, pose.position.z, rotation.vector.x,
                rotation.vector.y, rotation.vector.z, rotation.real,
            ].map { .number($0) })
    }

    static func name(of outcome: Outcome) -> String {
        switch outcome {
        case .unlabelled: "unlabelled"
        case .success: "success"
        case .failure: "failure"
        case .aborted: "aborted"
        case .truncated: "truncated"
        }
    }
}
