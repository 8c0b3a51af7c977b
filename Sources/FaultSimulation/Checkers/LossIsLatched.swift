internal import Control

/// Invariants 1 and 2: a holder who falls silent loses what he took, what the policy drives follows
/// the manifest, and neither comes back by itself: a loss is left by an act alone.
struct LossIsLatched: Sendable {
    func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            let age = scene.ledger.commandAge(of: group, at: scene.now)
            let (old, new) = (scene.authorityBefore(group), scene.authority(group))
            if let age, scene.ledger.holder != 0, age > scene.bounds.linkLost {
                checkSilence(group, scene, &findings)
            }
            guard old == .linkLost || old == .deviceLost || old == .fault, new != old else {
                continue
            }
            let isAcknowledged = scene.ledger.acts.has(.acknowledge, group)
            findings.must(
                isAcknowledged || new == .stopped || new == .linkLost || new == .fault,
                "LossIsLatched", group, "left \(old) for \(new) without an acknowledgement")
            findings.must(
                !isAcknowledged || old == .fault
                    || scene.ledger.ageAtAcknowledgement <= scene.bounds.stale,
                "LossIsLatched", group, "acknowledged while the link was not fresh")
        }
    }

    private func checkSilence(_ group: Int, _ scene: Scene, _ findings: inout Findings) {
        let new = scene.authority(group)
        if scene.ledger.pages[group].isTaken, scene.authorityBefore(group) != .hold {
            findings.must(
                new >= .hold, "LossIsLatched", group, "\(new) although the link is lost")
        }
        if new == .policy {
            findings.must(
                scene.configuration.unattended == .continue, "LossIsLatched", group,
                "the policy goes on unattended")
        }
    }
}
