internal import Control

/// One authority in each tick, and a label that agrees with it.
struct OneAuthority: Sendable {
    private func isReason(_ reason: HoldReason, of authority: Authority) -> Bool {
        switch authority {
        case .hold: reason != .none && reason != .drift && reason != .robotFault
        case .fault: reason == .drift || reason == .robotFault
        case .stopped: reason == .none || reason == .drift
        case .policy, .returning, .delta, .operator, .taking, .deviceLost, .linkLost:
            reason == .none
        }
    }

    func check(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        findings.must(
            isReason(new.hold, of: new.effective), "OneAuthority", group,
            "\(new.effective) with the reason \(new.hold)")
        // What fades because its command ages is nobody's intention.
        let age = scene.ledger.commandAge(of: group, at: scene.now)
        let isYoung = (age ?? .max) <= scene.bounds.repeat
        findings.must(
            new.intervention == (new.operatorRequested != nil && new.enabled && isYoung)
                && (new.operatorRequested == nil) == (new.operatorLimited == nil),
            "OneAuthority", group, "the parts of an intervention disagree")
        findings.must(
            new.effective != .delta || scene.configuration.deltaEnabled, "OneAuthority", group,
            "a correction on top of the policy, which is switched off")
        if new.effective == .policy {
            findings.must(
                new.requested == .policy, "OneAuthority", group,
                "policy although \(new.requested) was asked for last")
        }
        if new.effective == .operator || new.effective == .taking {
            findings.must(
                new.requested == .operator, "OneAuthority", group,
                "\(new.effective) although \(new.requested) was asked for last")
        }
    }
}
