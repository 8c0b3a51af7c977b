internal import Control

/// Invariant 9: the gripper's command changes by the policy that drives, by the operator's toggle,
/// or where a scene is set up; by nothing else, and by no silence.
struct GripperIsKept: Sendable {
    private var toggles = PerGroup<UInt32>(repeating: 0, count: 4)

    mutating func check(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        let toggled = scene.ledger.command(of: group)?.gripperToggles
        defer { if let toggled { toggles[group] = toggled } }
        guard let was = old.gripper, let now = new.gripper, was != now,
            !scene.mayReseat(group), scene.before.episode.number != 0
        else { return }
        let isEnd = now == settings.gripperLow || now == settings.gripperHigh
        let isToggled = isEnd && toggled != toggles[group]
        switch new.effective {
        case .delta where isToggled: break
        case .policy, .delta, .returning:
            checkPolicys(group, now, was, scene, settings, &findings)
        case .operator:
            findings.must(
                isToggled, "GripperIsKept", group, "moved to \(now) without a toggle")
        case .taking, .hold, .deviceLost, .linkLost, .fault, .stopped:
            findings.note(
                "GripperIsKept", group, "moved from \(was) to \(now) under \(new.effective)")
        }
    }

    private func checkPolicys(
        _ group: Int, _ now: Double, _ was: Double, _ scene: Scene,
        _ settings: GroupConfiguration, _ findings: inout Findings
    ) {
        guard let candidate = scene.input.groups[group].candidate else {
            return findings.note("GripperIsKept", group, "moved to \(now) without an action")
        }
        let wanted = candidate.entries[settings.entryCount - 1]
        let bounded = min(settings.gripperHigh, max(settings.gripperLow, wanted))
        findings.must(
            now == bounded, "GripperIsKept", group, "moved to \(now), the policy wants \(wanted)")
        findings.must(
            candidate.inferenceBegan >= scene.ledger.pages[group].epochBegan, "GripperIsKept",
            group, "moved by a plan that is older than the hand-back or the scene")
        let isKept = scene.before.groups[group].gripperAuthority == .kept
        findings.must(
            !isKept || abs(wanted - was) <= settings.gripperTolerance
                || scene.ledger.acts.has(.releaseGripper, group)
                || scene.ledger.acts.has(.next, group),
            "GripperIsKept", group, "the kept gripper went to the policy, which disagrees")
    }
}
