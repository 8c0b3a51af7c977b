internal import Control

/// While another group is in human hands, one whose rule says so is not moved by the policy; and
/// none holds for that without a hand on another. A follower is taken and held with its leader.
struct RulesAreKept: Sendable {
    func check(_ scene: Scene, _ findings: inout Findings) {
        let ledger = scene.ledger
        for group in scene.groups {
            let rulers = ledger.kinship.rulers(of: group)
            let isRuled = rulers.contains { ledger.pages[$0].isInHands }
            switch scene.authority(group) {
            case .policy, .returning, .delta:
                findings.must(
                    !isRuled, "RulesAreKept", group,
                    "\(scene.authority(group)) while another is in human hands")
            case .hold where scene.after.groups[group].hold == .otherTaken:
                findings.must(
                    isRuled || scene.after.episode.state != .running, "RulesAreKept", group,
                    "holds for others, of whom none is taken")
            case .hold, .operator, .taking, .deviceLost, .linkLost, .fault, .stopped: break
            }
            for kind in [RequestKind.takeOver, .hold] where ledger.acts.has(kind, group) {
                checkFollowers(of: group, kind, scene, &findings)
            }
        }
    }

    /// Of the tick before: one that was latched stays behind.
    private func checkFollowers(
        of leader: Int, _ kind: RequestKind, _ scene: Scene, _ findings: inout Findings
    ) {
        for group in scene.groups where scene.ledger.kinship.follows(group, leader) {
            // Handed back in the same tick it is on its way again.
            guard scene.authorityBefore(group) <= .hold, !scene.ledger.acts.has(.handBack, group)
            else { continue }
            switch scene.authority(group) {
            case .policy, .returning, .delta:
                findings.note(
                    "RulesAreKept", group, "\(scene.authority(group)), its leader had a \(kind)")
            case .operator, .taking, .hold, .deviceLost, .linkLost, .fault, .stopped: break
            }
        }
    }
}
