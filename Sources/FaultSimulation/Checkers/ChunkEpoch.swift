internal import Control

/// Invariant 5: after a hand-back, and in a new scene, an arm never follows a plan that was begun
/// before; otherwise it keeps following the newest plan. A broken plan is none.
struct ChunkEpoch: Sendable {
    func check(_ scene: Scene, _ findings: inout Findings) {
        if let newest = scene.chunks.newest.last {
            findings.must(
                newest.isSound, "ChunkEpoch", nil, "a plan of the wrong size or no numbers is taken"
            )
        }
        for group in scene.groups {
            let authority = scene.authority(group)
            guard authority == .policy || authority == .returning || authority == .delta else {
                continue
            }
            let epoch = scene.ledger.pages[group].epochBegan
            let candidate = scene.input.groups[group].candidate
            if authority == .policy, let candidate {
                // In the tick that begins the epoch an old plan may still be offered, not followed.
                let isAtRest = scene.after.groups[group].motion == .zero
                findings.must(
                    candidate.inferenceBegan >= epoch || isAtRest && epoch == scene.now,
                    "ChunkEpoch", group,
                    "executes a plan that is older than the hand-back or the scene")
            }
            guard authority == .policy, scene.authorityBefore(group) == .policy else { continue }
            let expected = scene.chunks.followed(since: epoch).flatMap {
                covers($0, scene) ? $0.id : nil
            }
            findings.must(
                candidate?.chunk == expected, "ChunkEpoch", group,
                "follows plan \(candidate?.chunk ?? 0), the newest is \(expected ?? 0)")
        }
    }

    private func covers(_ chunk: ModelPolicy.Accepted, _ scene: Scene) -> Bool {
        let age = scene.now - chunk.observedAt
        let timing = scene.configuration.policy
        return age >= 0 && age <= timing.maximumAge && age < Int64(chunk.rows) * timing.period
    }
}
