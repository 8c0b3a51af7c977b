internal import Control

/// Coupled groups hold together: in the tick in which one goes into hold because something is wrong
/// or was let go, or something new is wrong with one that holds, none of them is moved any more.
/// And none holds for another's sake without such a reason.
struct CoupledHoldTogether: Sendable {
    private var presses = PerGroup<UInt32>(repeating: 0, count: 4)

    mutating func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups where scene.ledger.pages[group].isFirstCommand {
            note(group, scene)
        }
        defer { for group in scene.groups { note(group, scene) } }
        for group in scene.groups {
            let relatives = scene.ledger.kinship.relatives(of: group)
            guard !relatives.isEmpty else { continue }
            for other in relatives where isTroubled(group, scene) || isLetGo(group, scene) {
                // Pressed anew in this very tick, after it was let go itself.
                let isOwnAct = isLetGo(group, scene) && !wasMoved(other, scene)
                findings.must(
                    !isMoved(other, scene) || isLetGo(other, scene) || isOwnAct,
                    "CoupledHoldTogether", other,
                    "\(scene.authority(other)) although group \(group) went to "
                        + "\(scene.authority(group)) (\(scene.after.groups[group].hold))")
            }
            let reason = scene.after.groups[group].hold
            guard reason == .coupled, scene.before.groups[group].hold != .coupled else { continue }
            findings.must(
                relatives.contains { mayTrouble($0, scene) || isLetGo($0, scene) },
                "CoupledHoldTogether", group, "holds for another's sake without a reason")
        }
    }

    private mutating func note(_ group: Int, _ scene: Scene) {
        if let command = scene.ledger.command(of: group) { presses[group] = command.presses }
    }

    /// Something new is wrong with it.
    private func isTroubled(_ group: Int, _ scene: Scene) -> Bool {
        let (old, new) = (scene.before.groups[group], scene.after.groups[group])
        let isNew = old.effective != new.effective || old.hold != new.hold
        return isNew && mayTrouble(group, scene)
    }

    private func mayTrouble(_ group: Int, _ scene: Scene) -> Bool {
        switch scene.authority(group) {
        case .deviceLost, .linkLost, .fault: true
        case .hold: isCondition(scene.after.groups[group].hold)
        case .stopped: false
        case .policy, .returning, .delta, .operator, .taking: false
        }
    }

    private func isCondition(_ reason: HoldReason) -> Bool {
        switch reason {
        case .none, .notRunning, .taken, .requested, .acknowledged, .coupled, .otherTaken: false
        case .released, .staleCommand, .policyStale, .handBackFailed, .leaseLost, .unattended,
            .robotMode, .stateMissing, .wrench, .stateFrozen, .drift, .robotFault,
            .brokenAssumption, .leaseTaken, .leasePassed:
            true
        }
    }

    /// Let go and pressed anew between two ticks: it was in the hand before and is again.
    private func isLetGo(_ group: Int, _ scene: Scene) -> Bool {
        scene.authorityBefore(group) == .operator && scene.authority(group) == .operator
            && scene.ledger.command(of: group).map { $0.presses != presses[group] } ?? false
    }

    private func isMoved(_ group: Int, _ scene: Scene) -> Bool { scene.authority(group) < .hold }

    private func wasMoved(_ group: Int, _ scene: Scene) -> Bool {
        scene.authorityBefore(group) < .hold
    }
}
