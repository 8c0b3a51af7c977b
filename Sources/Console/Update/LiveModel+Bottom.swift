internal import Control
internal import Keymap
internal import Messages

/// The line at the bottom: what was done or not, for as long as it is so.
extension LiveModel {
    mutating func say(_ text: String, _ claim: LiveInterface.Claim = .none) {
        show(text, .notice, claim)
    }

    mutating func refuse(_ text: String, _ claim: LiveInterface.Claim = .none) {
        show(text, .refusal, claim)
    }

    /// As ``say(_:_:)``, for so long.
    mutating func tell(_ text: String, for span: Nanoseconds) {
        show(text, .refusal, .none)
        interface.bottom?.until = now &+ span
        interface.bottom?.duringSilence = false
    }

    private mutating func show(
        _ text: String, _ kind: LiveInterface.BottomLine.Kind, _ claim: LiveInterface.Claim
    ) {
        // A reason is read; that something was done shows itself soon.
        interface.bottom = LiveInterface.BottomLine(
            kind: kind, text: text, until: now &+ .seconds(kind == .refusal ? 6 : 3), claim: claim,
            duringSilence: kind == .refusal && !isFresh)
    }

    /// The cell did what the bottom line says was asked: now it says that it is done.
    mutating func confirmBottom(_ kind: RequestKind) {
        guard case .asked(kind, let groups) = interface.bottom?.claim else { return }
        guard let text = doneWords(kind, groups) else {
            interface.bottom = nil
            return
        }
        say(text, .done(kind, groups, seen: false))
    }

    /// Takes away what is over, or no longer so.
    mutating func reviseBottom() {
        guard let bottom = interface.bottom else { return }
        guard now < bottom.until else {
            interface.bottom = nil
            return
        }
        switch bottom.claim {
        case .none, .asked: break
        case .refused(let intent):
            // That the picture was old is no longer so once it is fresh; nothing was asked since.
            if bottom.duringSilence, isFresh {
                interface.bottom = nil
            } else if let reason = refusal(of: intent) {
                interface.bottom?.text = reason
            } else {
                interface.bottom = nil
            }
        case .denied(let refusal, let seen):
            if !isOver(refusal) {
                interface.bottom?.claim = .denied(refusal, seen: true)
            } else if seen {
                interface.bottom = nil
            }
        case .done(let kind, let groups, let seen):
            if isSo(kind, groups) {
                interface.bottom?.claim = .done(kind, groups, seen: true)
            } else if seen {
                interface.bottom = nil
            }
        }
    }

    // MARK: what is so

    /// Whether what the cell did is still in force.
    private func isSo(_ kind: RequestKind, _ groups: GroupMask) -> Bool {
        func all(_ matches: (ArmStatus) -> Bool) -> Bool {
            live.groups(where: matches) & groups == groups
        }
        switch kind {
        case .acquireLease, .renewLease, .takeLease: return live.lease.isMine
        case .acceptLease: return groups == 0 ? live.lease.isMine : live.borrowed == groups
        case .recallLease: return live.lent & groups == 0
        case .offerLease: return live.offer != .none
        case .withdrawOffer: return live.offer == .none
        case .releaseLease: return live.ownTag == nil
        case .takeOver, .takeDelta: return all { $0.isTaken }
        case .handBack: return all { $0.authority == .returning }
        case .hold: return all { $0.authority == .hold && $0.requested == .hold }
        case .acknowledge: return all { !$0.waitsForAcknowledge }
        case .stop, .armReset: return live.stop != 0
        case .confirmReset: return live.stop == 0
        case .start: return live.episode.state == .running && live.stop == 0
        case .end: return live.episode.state == .ended
        case .next: return live.episode.state == .resetting
        case .resetDone: return live.episode.state == .ready
        case .releaseGripper: return all { $0.gripperAuthority == .policy }
        }
    }

    /// Whether the reason of a refusal is known to be gone.
    private func isOver(_ refusal: Refusal) -> Bool {
        switch refusal {
        case .notLeaseHolder: live.lease.isMine
        case .hasAnother, .coupledGroups: false
        case .notLent: live.lent != 0
        case .leaseHeldByAnother: live.lease == .free || live.lease.isMine
        case .episodeNotRunning: live.episode.state == .running
        case .episodeNotReady: live.episode.state == .ready
        case .stopped: live.stop == 0
        case .robotNotReady: live.newest?.robotMode == .ready
        case .acknowledgeFirst, .linkNotFresh: live.groups { $0.waitsForAcknowledge } == 0
        case .none, .deltaDisabled, .wrongStop,
            .nothingToAcknowledge, .noSuchGroup, .runtimeMayNotStart, .malformed,
            .policyNotDriving, .keyDoesNotAllow, .leaseChanged, .notOffered:
            false
        }
    }

    /// What was done, once the cell has said so; nil where the screen shows it well enough.
    private func doneWords(_ kind: RequestKind, _ groups: GroupMask) -> String? {
        let names = titles(groups)
        let isOne = groups & (groups &- 1) == 0
        switch kind {
        case .acquireLease: return "You have control."
        case .acceptLease:
            return groups == 0
                ? "You have control."
                : "You have \(names); \(key(.giveControl)) gives it back."
        case .recallLease: return "You have \(names) back; what was driven holds."
        case .takeLease: return "You took control. What was driven by hand holds."
        case .offerLease:
            let what = groups == 0 ? "Control is" : names + (isOne ? " is" : " are")
            return "\(what) offered; \(key(.passControl)) withdraws it."
        case .withdrawOffer: return "The offer is withdrawn; you have control."
        case .releaseLease: return groups == 0 ? "You gave control up." : "You gave \(names) back."
        case .takeOver, .takeDelta: return names + (isOne ? " is taken." : " are taken.")
        case .handBack:
            return names + (isOne ? " goes" : " go") + " back to the policy."
        case .hold:
            let back = "; \(key(.handBack)) hands " + (isOne ? "it" : "them") + " back."
            return names + (isOne ? " holds" : " hold")
                + (live.episode.state == .running ? back : ".")
        case .acknowledge: return "Acknowledged: " + names + (isOne ? " holds." : " hold.")
        case .confirmReset: return "The stop is reset; the arms hold."
        case .start:
            let held = live.groups { $0.isTaken }
            return "Episode \(live.episode.number) runs."
                + (held == 0 ? "" : " \(titles(held)) still held: \(key(.handBack)) hands back.")
        case .next: return "The next scene is being made ready."
        case .releaseGripper: return "The policy has the gripper of \(names)."
        case .end, .renewLease, .stop, .armReset, .resetDone: return nil
        }
    }
}
