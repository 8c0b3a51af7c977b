internal import Control
internal import Spatial

/// Invariant 8: an arm keeps its policy unless somebody takes that arm, or something that is listed
/// here makes it hold; and a policy that has nothing to say keeps it no longer than its grace.
struct PolicyIsKept: Sendable {
    private var missing = PerGroup<Nanoseconds?>(repeating: nil, count: 4)

    mutating func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            follow(group, scene)
            if let since = missing[group], scene.authority(group) == .policy {
                findings.must(
                    scene.now - since <= scene.bounds.policyGrace, "PolicyIsKept", group,
                    "policy without an action for \((scene.now - since) / 1_000_000) ms")
            }
            guard scene.authorityBefore(group) == .policy, scene.authority(group) != .policy else {
                continue
            }
            findings.must(
                isTaken(group, scene) || isStopped(group, scene), "PolicyIsKept", group,
                "lost its policy to \(scene.authority(group)) "
                    + "(\(scene.after.groups[group].hold)) without a reason")
        }
    }

    private mutating func follow(_ group: Int, _ scene: Scene) {
        let candidate = scene.input.groups[group].candidate
        let epoch = scene.ledger.pages[group].epochBegan
        let hasAction = candidate.map { $0.entries.isFinite && $0.inferenceBegan >= epoch } ?? false
        let isPolicys =
            scene.authorityBefore(group) == .policy || scene.authority(group) == .policy
        if hasAction || !isPolicys {
            missing[group] = nil
        } else if missing[group] == nil {
            missing[group] = scene.now
        }
    }

    private func isTaken(_ group: Int, _ scene: Scene) -> Bool {
        let acts = scene.ledger.acts
        return acts.has(.takeOver, group) || acts.has(.takeDelta, group) || acts.has(.hold, group)
            || acts.has(.handBack, group) || acts.has(.end, group) || acts.has(.next, group)
    }

    private func isStopped(_ group: Int, _ scene: Scene) -> Bool {
        if scene.ledger.stop != 0 || scene.ledger.acts.has(.stop, group) { return true }
        if scene.input.robotMode != .ready || !scene.isStateComplete(group) { return true }
        if scene.isFrozen { return true }
        // Whether rightly so is for `CoupledHoldTogether` and `RulesAreKept` to say.
        let reason = scene.after.groups[group].hold
        if reason == .coupled || reason == .otherTaken { return true }
        let force = scene.input.groups[group].observation.wrench?.force.length ?? 0
        if force > scene.configuration.groups[group].limits.holdForce { return true }
        if let since = missing[group], scene.now - since > scene.bounds.policyGrace { return true }
        let isUnattended =
            scene.configuration.unattended == .hold && scene.ledger.holder != 0
            && scene.ledger.silence(of: group, at: scene.now)
                > (scene.ledger.grant(of: group).newest == nil
                    ? scene.bounds.leaseStale : scene.bounds.linkLost)
        return isUnattended
    }
}
