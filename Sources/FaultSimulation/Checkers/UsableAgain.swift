internal import Control

/// After the faults: within a bounded time an operator has had every arm in the hand, and has given
/// every arm back to the policy.
struct UsableAgain: Sendable {
    func check(_ recovery: Recovery, _ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            findings.must(
                recovery.handedBack.contains(group), "UsableAgain", group,
                recovery.driven.contains(group)
                    ? "could not be handed back after the faults (\(scene.authority(group)))"
                    : "could not be taken after the faults (\(scene.authority(group)), "
                        + "\(scene.after.groups[group].hold))")
        }
    }
}
