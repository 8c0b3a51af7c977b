internal import Control

/// Invariant 2: the policy gets an arm by a hand-back that the holder asked for and that blended
/// its whole time, or by the start of an episode that the arm only waited for.
struct PolicyNeedsAnAct: Sendable {
    func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            if scene.enters(.returning, group) {
                findings.must(
                    scene.ledger.acts.has(.handBack, group), "PolicyNeedsAnAct", group,
                    "returning without a hand-back")
            }
            if scene.enters(.policy, group) { checkEntry(group, scene, &findings) }
            let isPolicys = scene.authority(group) == .policy
            findings.must(
                !isPolicys || !scene.ledger.pages[group].isTaken, "PolicyNeedsAnAct", group,
                "the policy has an arm that is taken")
            switch scene.authority(group) {
            case .policy, .returning, .delta:
                findings.must(
                    scene.after.episode.state == .running, "PolicyNeedsAnAct", group,
                    "\(scene.authority(group)) outside a running episode")
            case .operator, .taking, .hold, .deviceLost, .linkLost, .fault, .stopped: break
            }
        }
    }

    private func checkEntry(_ group: Int, _ scene: Scene, _ findings: inout Findings) {
        let isStarted =
            scene.ledger.acts.has(.start, group) && scene.authorityBefore(group) == .hold
            && (scene.before.groups[group].hold == .notRunning
                || scene.ledger.acts.has(.next, group))
        let since = scene.now - scene.ledger.pages[group].handedBackAt
        let isBlended =
            scene.authorityBefore(group) == .returning && since >= scene.bounds.blend
        findings.must(
            isStarted || isBlended, "PolicyNeedsAnAct", group,
            "policy out of \(scene.authorityBefore(group)) without start or hand-back")
    }
}
