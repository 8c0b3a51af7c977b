internal import Control

/// Invariant 1, and the first checker of every simulation: a human's velocity counts only while the
/// newest command of who commands the group is fresh and its switch closed.
struct HumanCommandIsFresh: Sendable {
    func check(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        let age = scene.ledger.commandAge(of: group, at: scene.now)
        findings.must(
            new.commandAge == age, "HumanCommandIsFresh", group,
            "says that its command is \(new.commandAge ?? -1) ns old, it is \(age ?? -1)")
        guard new.intervention || new.operatorRequested != nil else { return }
        findings.must(
            (age ?? .max) <= scene.bounds.stale
                && scene.ledger.command(of: group)?.enabled ?? false,
            "HumanCommandIsFresh", group, "moved by a command that is old or not enabled")
        findings.must(
            new.effective == .operator || new.effective == .delta,
            "HumanCommandIsFresh", group, "a human's part under \(new.effective)")
    }
}
