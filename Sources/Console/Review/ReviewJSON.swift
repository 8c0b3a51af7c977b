internal import Control
public import JSON5
internal import Messages
internal import Recording

/// The whole list for programs: one object per intervention, one per episode, one per recording.
public enum ReviewJSON {
    public static func value(_ sessions: [ReviewedSession]) -> JSON5Value {
        let all = ReviewedIntervention.all(of: sessions)
        return .array(
            sessions.enumerated().map { place, session in
                [
                    "path": .string(session.path), "session": .string(String(session.session)),
                    "robot": .string(session.manifest.robot.name),
                    "simulated": .bool(session.manifest.robot.simulated),
                    "lost_records": .integer(session.lost),
                    "trouble": .array(session.trouble.map { .string($0) }),
                    "episodes": .array(
                        session.episodes.enumerated().map { number, episode in
                            let own = all.filter { $0.session == place && $0.episode == number }
                            return value(episode, own, session.manifest)
                        }),
                ]
            })
    }

    private static func value(
        _ episode: EpisodeSummary, _ interventions: [ReviewedIntervention], _ manifest: Manifest
    ) -> JSON5Value {
        [
            "episode": .integer(episode.number),
            "outcome": .string(ReviewWords.outcome(episode.outcome)),
            "policy": .string(episode.policy), "instruction": .string(episode.instruction),
            "unix_ns": .integer(episode.wallStart),
            "first_tick": .integer(episode.ticks.lowerBound),
            "last_tick": .integer(episode.ticks.upperBound),
            "duration_s": .number(episode.duration.inSeconds),
            "running_ticks": .integer(episode.runningTicks),
            "missing_ticks": .integer(episode.missingTicks),
            "intervention_ticks": .integer(episode.interventionTicks),
            "notes": .array(episode.notes.map { .string($0) }),
            "interventions": .array(interventions.map { value($0, manifest) }),
        ]
    }

    private static func value(_ reviewed: ReviewedIntervention, _ manifest: Manifest) -> JSON5Value
    {
        let intervention = reviewed.intervention
        return [
            "number": .integer(reviewed.number),
            "arm": .string(manifest.groups[intervention.group].name),
            "reason": .string(intervention.reason),
            "first_tick": .integer(intervention.ticks.lowerBound),
            "last_tick": .integer(intervention.ticks.upperBound),
            "duration_s": .number(intervention.duration.inSeconds),
            "hesitation_s": intervention.hesitation.map { .number($0.inSeconds) } ?? .null,
            "intervention_ticks": .integer(intervention.interventionTicks),
            "ended": .string(ReviewWords.end(intervention.ended)),
            "outcome": .string(ReviewWords.outcome(intervention.outcome)),
            "has_gap": .bool(intervention.hasGap),
            "divergence": intervention.divergence.map(value) ?? .null,
            "segments": .array(
                intervention.segments.map { segment in
                    [
                        "authority": .string(ActionSource.name(of: segment.authority)),
                        "first_tick": .integer(segment.ticks.lowerBound),
                        "last_tick": .integer(segment.ticks.upperBound),
                    ]
                }),
        ]
    }

    private static func value(_ divergence: Divergence) -> JSON5Value {
        [
            "fresh_samples": .integer(divergence.samples),
            "mean_mm_s": .number(divergence.meanLinear),
            "max_mm_s": .number(divergence.maximumLinear),
            "mean_deg_s": .number(divergence.meanAngular),
            "max_deg_s": .number(divergence.maximumAngular),
            "max_gripper": divergence.maximumGripper.map { .number($0) } ?? .null,
        ]
    }
}
