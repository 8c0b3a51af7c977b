internal import Control
internal import Messages

/// Compares each tick with the one before and tells the link thread what changed. Owned by the
/// control thread.
struct ChangeObserver: Sendable {
    private var last: Decision?
    private var robotMode = RobotMode.ready
    private var accepted = true
    private var notFinite: GroupMask = 0
    private var lost: UInt64 = 0

    mutating func observe(
        _ input: ArbiterInput, _ step: Step, _ decision: Decision,
        notFinite: GroupMask, _ core: CellCore
    ) {
        observeGroups(input, decision, core)
        if let last, last.episode != decision.episode {
            tell(.episode(from: last.episode, to: decision.episode), input, core)
        }
        if let last {
            observeLease(last, input, decision, core)
            observeLoans(last, input, decision, core)
        }
        if let last, last.stop != decision.stop {
            let asked: RequestKind = decision.stop == 0 ? .confirmReset : .stop
            tell(.stop(decision.stop, by: decision.granted(asked)), input, core)
        }
        for index in decision.answers.indices {
            let answer = decision.answers[index]
            tell(.answer(answer, decision.lease, own: step.grant(of: answer.client)), input, core)
        }
        if robotMode != step.robotMode { tell(.robotMode(step.robotMode), input, core) }
        robotMode = step.robotMode
        if accepted != step.accepted {
            tell(.driver(accepted: step.accepted, status: step.driverStatus), input, core)
        }
        accepted = step.accepted
        let newly = notFinite & ~self.notFinite
        for index in decision.groups.indices where newly & (1 << GroupMask(index & 7)) != 0 {
            tell(.notFinite(group: index), input, core)
        }
        self.notFinite = notFinite
        last = decision
    }

    private mutating func observeLease(
        _ last: Decision, _ input: ArbiterInput, _ decision: Decision, _ core: CellCore
    ) {
        let (old, new) = (last.lease, decision.lease)
        if new.isDifferentHold(from: old) {
            tell(.lease(from: old, to: new, by: decision.handover(to: new)), input, core)
        }
        // An offer goes with its grant: that is told once.
        if last.offer != decision.offer, decision.offer.isOpen || old.tag == new.tag, new.isHeld {
            let act: RequestKind? =
                decision.offer.isOpen
                ? .offerLease
                : [.withdrawOffer, .acceptLease].first { decision.granted($0) != nil }
            tell(.offer(decision.offer, new, by: act), input, core)
        }
    }

    /// After the lease: what was lent under it ends with it.
    private mutating func observeLoans(
        _ last: Decision, _ input: ArbiterInput, _ decision: Decision, _ core: CellCore
    ) {
        for index in decision.groups.indices {
            let (old, new) = (last.groups[index].loan, decision.groups[index].loan)
            guard new.isDifferentHold(from: old) else { continue }
            let act: RequestKind? =
                if new.isHeld {
                    decision.granted(.acceptLease) == nil ? nil : .acceptLease
                } else if decision.granted(.releaseLease) == old.holder {
                    .releaseLease
                } else {
                    decision.granted(.recallLease) == nil ? nil : .recallLease
                }
            tell(.loan(group: index, from: old, to: new, by: act), input, core)
        }
    }

    private mutating func observeGroups(
        _ input: ArbiterInput, _ decision: Decision, _ core: CellCore
    ) {
        guard let last else { return }
        for index in decision.groups.indices {
            let (old, new) = (last.groups[index], decision.groups[index])
            if old.effective != new.effective {
                tell(
                    .authority(
                        group: index, from: old.effective, to: new.effective, hold: new.hold),
                    input, core)
            } else if old.hold != new.hold {
                tell(.hold(group: index, reason: new.hold), input, core)
            }
            if old.gripperAuthority != new.gripperAuthority {
                tell(
                    .gripper(group: index, from: old.gripperAuthority, to: new.gripperAuthority),
                    input, core)
            }
        }
    }

    /// Queues a notice; one that finds no room is told as a gap as soon as there is some.
    mutating func tell(_ matter: Notice.Matter, _ input: ArbiterInput, _ core: CellCore) {
        if lost > 0 {
            let gap = Notice(now: input.now, tick: input.tick, matter: .dropped(lost))
            guard core.notices.push(gap) else {
                lost &+= 1
                return
            }
            lost = 0
        }
        let notice = Notice(now: input.now, tick: input.tick, matter: matter)
        if !core.notices.push(notice) { lost &+= 1 }
    }
}

extension Decision {
    /// Who asked for what was done in this tick; nil where nobody did.
    func granted(_ kind: RequestKind) -> UInt64? {
        for index in answers.indices where answers[index].kind == kind {
            if answers[index].refusal == .none { return answers[index].client }
        }
        return nil
    }

    /// The act of this tick by which control came to where it is.
    func handover(to lease: LeaseState) -> RequestKind? {
        var act: RequestKind?
        for index in answers.indices where answers[index].refusal == .none {
            switch answers[index].kind {
            case .acquireLease, .takeLease, .acceptLease:
                if answers[index].client == lease.holder { act = answers[index].kind }
            case .releaseLease: if !lease.isHeld { act = .releaseLease }
            case .renewLease, .offerLease, .withdrawOffer, .recallLease, .stop, .armReset,
                .confirmReset, .start, .end, .next, .resetDone, .takeOver, .takeDelta, .hold,
                .handBack, .acknowledge,
                .releaseGripper:
                break
            }
        }
        return act
    }
}

extension LeaseState {
    /// Whether somebody else holds it, or its standing changed: not each renewal.
    func isDifferentHold(from other: LeaseState) -> Bool {
        tag != other.tag || holder != other.holder || stale != other.stale
    }
}
