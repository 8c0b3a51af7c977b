internal import Control

/// Invariant 7: what stands beside the operator's action as the policy's own is inferred on an
/// observation later than the takeover, near the chunk's beginning, and young.
struct ShadowIsFresh: Sendable {
    func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            let candidate = scene.input.groups[group].candidate
            let authority = scene.authority(group)
            switch scene.after.groups[group].freshness {
            case .none: break
            case .driving:
                findings.must(
                    authority == .policy || authority == .delta, "ShadowIsFresh", group,
                    "the policy is said to drive under \(authority)")
            case .fresh:
                guard let candidate else {
                    findings.note("ShadowIsFresh", group, "a shadow of nothing")
                    continue
                }
                let timing = scene.configuration.policy
                let age = scene.now - candidate.observedAt
                findings.must(
                    candidate.observedAt > scene.ledger.pages[group].takenAt
                        && candidate.index < Int32(timing.shadowHorizon)
                        && age <= timing.maximumAge && candidate.entries.isFinite,
                    "ShadowIsFresh", group, "an old plan is called fresh")
            }
        }
    }
}
