internal import Control

/// Invariant 3: one holder at most, the one a notary would name; every request is answered as its
/// lease deserves, and the stop in force is the one that was not reset in two steps. However
/// control changes hands: nothing that a hand moved, or a hand-back, goes on under another grant.
struct OneHolder: Sendable {
    func check(_ scene: Scene, _ findings: inout Findings) {
        let lease = scene.after.lease
        let ledger = scene.ledger
        findings.must(
            lease.holder == ledger.holder && (ledger.holder == 0 || lease.tag == ledger.lease),
            "OneHolder", nil, "\(lease.holder) has the lease, it was granted to \(ledger.holder)")
        findings.must(
            (lease.isHeld && lease.stale) == ledger.isStale, "OneHolder", nil,
            "the lease is \(lease.stale ? "" : "not ")called stale")
        findings.must(
            scene.after.stop == ledger.stop, "OneHolder", nil,
            "stop \(scene.after.stop) is in force, it should be \(ledger.stop)")
        findings.must(
            scene.after.groups.count == scene.configuration.groups.count, "OneHolder", nil,
            "decided for \(scene.after.groups.count) groups")
        findings.must(
            ledger.wrongAnswers == 0, "OneHolder", nil,
            "\(ledger.wrongAnswers) requests were answered for the wrong lease")
        findings.must(
            scene.after.answers.count == scene.input.requests.count, "OneHolder", nil,
            "a request was not answered")
        checkOffer(scene, &findings)
        checkLoans(scene, &findings)
        checkHandover(scene, &findings)
        for index in scene.after.answers.indices {
            let (answer, request) = (scene.after.answers[index], scene.input.requests[index])
            findings.must(
                answer.client == request.client && answer.id == request.id, "OneHolder", nil,
                "an answer went to the wrong client")
        }
    }

    private func checkOffer(_ scene: Scene, _ findings: inout Findings) {
        let (ledger, offer) = (scene.ledger, scene.after.offer)
        findings.must(
            offer.isOpen == (ledger.offer != nil)
                && (!offer.isOpen
                    || offer.to == ledger.offer?.to && offer.groups == ledger.offer?.groups),
            "OneHolder", nil, "control is \(offer.isOpen ? "" : "not ")offered")
    }

    /// A group is commanded by whom it is lent to, under a grant that no other has.
    private func checkLoans(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            let (loan, grant) = (scene.after.groups[group].loan, scene.ledger.grant(of: group))
            let isLent = grant.groups != 0
            findings.must(
                loan.holder == (isLent ? grant.holder : 0)
                    && (!isLent || loan.tag == grant.tag && loan.stale == grant.isStale),
                "OneHolder", group,
                "lent to \(loan.holder), it should be \(isLent ? grant.holder : 0)")
            findings.must(
                !isLent || grant.holder != scene.ledger.holder && grant.tag != scene.ledger.lease,
                "OneHolder", group, "lent to who has control anyway")
        }
    }

    private func checkHandover(_ scene: Scene, _ findings: inout Findings) {
        let ledger = scene.ledger
        for group in scene.groups {
            let reason = scene.after.groups[group].hold
            let isNew = scene.before.groups[group].hold != reason
            if isNew, reason == .leaseTaken || reason == .leasePassed {
                let isDone =
                    reason == .leasePassed
                    ? ledger.handovers.has(.acceptLease, group)
                    : ledger.handovers.has(.takeLease, group)
                        || ledger.handovers.has(.recallLease, group)
                findings.must(
                    isDone, "OneHolder", group, "holds for \(reason), which nobody did")
            }
            guard ledger.changedHands & (1 << UInt8(group)) != 0 else { continue }
            switch scene.authority(group) {
            case .operator, .taking, .delta, .returning:
                findings.note(
                    "OneHolder", group,
                    "\(scene.authority(group)) although its grant ended in this tick")
            case .policy, .hold, .deviceLost, .linkLost, .fault, .stopped: break
            }
            // What a human took does not go to the policy by it.
            findings.must(
                scene.authority(group) != .policy || !ledger.pages[group].isTaken, "OneHolder",
                group, "the policy has an arm whose holder lost control")
        }
    }
}
