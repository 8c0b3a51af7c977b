internal import Control
public import Keymap
internal import Messages

/// Why an intent cannot be done now. The cell decides; this only spares a question whose answer is
/// known, and gives the sentence. What it lets pass may still be refused, with the cell's reason.
extension LiveModel {
    /// One sentence with what to do instead; nil where nothing speaks against it.
    public func refusal(of intent: Intent) -> String? {
        if intent.needsCell, live.cell == nil {
            return "No cell yet: waiting for one at \(live.address)."
        }
        if let role = live.cell?.role, role < intent.leastRole {
            return "This key may only \(role.reach): ‘reins keys allow’ at the cell changes it."
        }
        // STOP goes out whatever is known: the cell hears it or it does not.
        if intent.needsFreshPicture, !isFresh {
            return "Not done: the cell has been silent for "
                + Figures.span(live.link.age(at: now)) + ", so what is shown is old."
        }
        if intent.needsLease, let reason = leaseRefusal(of: intent) { return reason }
        switch intent {
        case .takeLeft: return takeRefusal(live.cell?.mask(of: .left) ?? 0)
        case .takeRight: return takeRefusal(live.cell?.mask(of: .right) ?? 0)
        case .takeBoth: return takeRefusal(live.cell?.mask(of: .both) ?? 0)
        case .takeSelected:
            let selected = interface.drive.groups
            return selected == 0
                ? "Nothing is selected: \(key(.switchArm)) selects." : takeRefusal(selected)
        case .handBack: return handBackRefusal
        case .switchArm: return switchRefusal
        case .reset: return live.stop == 0 ? "Nothing is stopped." : nil
        case .acknowledge:
            let waits = live.groups { $0.waitsForAcknowledge } & live.commanded
            return waits == 0 ? "Nothing waits to be acknowledged." : nil
        case .start: return startRefusal
        case .next: return nextRefusal
        case .success, .failure, .discard: return outcomeRefusal
        case .gripperToggle: return gripperRefusal
        case .releaseGripper:
            let kept = live.groups { $0.gripperAuthority == .kept } & live.commanded
            return kept == 0 ? "No gripper is kept from the policy." : nil
        case .getControl:
            return live.lease.isMine ? "This console has control already." : nil
        case .giveControl: return live.ownTag != nil ? nil : "This console does not have control."
        case .passControl: return passRefusal
        case .takeControl: return takeControlRefusal
        case .nudgeForward, .nudgeBack, .nudgeLeft, .nudgeRight, .nudgeUp, .nudgeDown,
            .nudgeRollLeft, .nudgeRollRight, .nudgePitchUp, .nudgePitchDown, .nudgeYawLeft,
            .nudgeYawRight:
            return nudgeRefusal
        case .note: return leaseRefusal(of: .note)
        case .hold, .stop, .speedSlower, .speedFaster, .modeTranslation, .modeRotation,
            .modeDominant, .frameNext, .help, .quit:
            return nil
        case .pairingNext: return pairingRefusal
        case .up, .down, .pageUp, .pageDown, .open, .back: return "There is no list here."
        case .confirm, .cancel: return "No question is asked."
        }
    }

    var mayOperate: Bool { may(.operate) }
    var mayStop: Bool { may(.stop) }

    private func may(_ role: Role) -> Bool { live.cell.map { $0.role >= role } ?? true }

    /// Who borrowed an arm has that one, and nothing of the episode or of STOP's reset.
    private func leaseRefusal(of intent: Intent) -> String? {
        switch live.lease {
        case .mine, .free, .unknown: return nil
        case .other(let name, let stale):
            if live.borrowed != 0 {
                guard !intent.isForGroups else { return nil }
                return "\(name) has control; you have \(titles(live.borrowed)) and nothing else."
            }
            if stale { return "\(name) has control and is silent: \(key(.getControl)) gets it." }
            if live.offer == .open {
                let what = live.offeredGroups == 0 ? "it" : "you \(titles(live.offeredGroups))"
                return "\(name) has control and offers \(what): \(key(.getControl)) accepts."
            }
            return "\(name) has control: ask there to give it up. STOP works from here."
        }
    }

    private var pairingRefusal: String? {
        let arms = live.cell?.mask(of: .both) ?? 0
        guard arms.nonzeroBitCount >= 2 else { return "The cell has one arm." }
        if let reason = othersRefusal(arms) { return reason }
        let isEach = live.input.pucks.filter { $0.groups != 0 }.count > 1
        return isEach ? "Two pucks: each moves an arm of its own." : nil
    }

    /// Groups that another console has, named as far as they go.
    private func othersRefusal(_ groups: GroupMask) -> String? {
        let others = groups & ~live.commanded
        guard others != 0, live.lent != 0 else { return nil }
        let name = live.commander(of: others.trailingZeroBitCount)
        let back = live.lease.isMine ? "; \(key(.passControl)) recalls it" : ""
        return "\(name) has \(titles(others))\(back)."
    }

    private var passRefusal: String? {
        guard live.lease.isMine else { return "This console does not have control." }
        if case .mine = live.offer { return nil }
        return live.rivals.isEmpty && live.lent == 0
            ? "No other console is here that may have control." : nil
    }

    private var takeControlRefusal: String? {
        switch live.lease {
        case .mine: return "This console has control already."
        case .free, .unknown: return "Nobody has control: \(key(.getControl)) gets it."
        case .other(let name, let stale):
            if live.offer == .open { return leaseRefusal(of: .takeControl) }
            return stale ? "\(name) is silent: \(key(.getControl)) gets control." : nil
        }
    }

    private func takeRefusal(_ groups: GroupMask) -> String? {
        guard groups != 0 else { return "The cell has no such arm." }
        if let reason = othersRefusal(groups) { return reason }
        if live.stop != 0 { return "Stop \(live.stop) is in force: \(key(.reset)) first." }
        if let mode = live.newest?.robotMode, mode != .ready {
            return "The robot is in \(mode.words): clear that at the robot first."
        }
        if live.groups(where: { $0.waitsForAcknowledge }) & groups != 0 {
            return "Acknowledge first: \(key(.acknowledge))."
        }
        if live.episode.state == .resetting { return "The scene is being reset: wait for ready." }
        if let trip = live.link.roundTrip, trip > .milliseconds(250) {
            return "Round trip \(Figures.span(trip)): above 250 ms nobody drives by hand."
        }
        return nil
    }

    private var handBackRefusal: String? {
        if live.stop != 0 { return "Stop \(live.stop) is in force: \(key(.reset)) first." }
        if let reason = othersRefusal(interface.drive.groups) { return reason }
        let taken = live.groups { $0.isTaken } & live.commanded
        guard taken != 0 else {
            return live.groups { $0.waitsForAcknowledge } != 0
                ? "Acknowledge first: \(key(.acknowledge))." : "No arm is taken."
        }
        guard taken & interface.drive.groups != 0 else {
            return "\(titles(interface.drive.groups)) is selected and not taken: "
                + "\(key(.switchArm)) selects \(titles(taken))."
        }
        guard live.episode.state == .running else {
            return "The episode is not running: there is no policy to hand back to."
        }
        return nil
    }

    private var switchRefusal: String? {
        if live.arms.count < 2 { return "The cell has one arm." }
        guard live.input.enabling.isClosed else { return nil }
        return live.input.enabling.canBePressed
            ? "Let the enabling switch go, then select." : "Wait for the nudge to end, then select."
    }

    private var startRefusal: String? {
        switch live.episode.state {
        case .ready: live.stop == 0 ? nil : "Stop \(live.stop) is in force."
        case .running: "Episode \(live.episode.number) runs already."
        case .idle, .ended: "Bring the scene back first: \(key(.next))."
        case .resetting: "The scene is being reset: wait for ready."
        }
    }

    private var nextRefusal: String? {
        switch live.episode.state {
        case .idle, .ended: nil
        case .running:
            "End the episode first: \(key(.success)) success, \(key(.failure)) failure."
        case .resetting, .ready: "The next episode is being made ready already."
        }
    }

    private var outcomeRefusal: String? {
        switch live.episode.state {
        case .running, .ended: nil
        case .idle, .resetting, .ready: "No episode has run: there is no outcome."
        }
    }

    private var gripperRefusal: String? {
        guard grippersOfSelection == 0 else { return nil }
        if let reason = othersRefusal(interface.drive.groups) { return reason }
        let selected = interface.drive.groups
        if live.groups(where: { $0.authority == .operator || $0.waitsForHand }) & selected != 0 {
            let driven = live.groups { $0.authority == .operator } & selected
            return driven == 0 && live.input.enabling.source != .nudges
                ? "The gripper moves only while you drive its arm: hold the enabling switch."
                : "\(titles(selected)) has no gripper."
        }
        return handRefusal ?? "\(titles(selected)) is not yours: take it over first."
    }

    private var nudgeRefusal: String? {
        if let reason = othersRefusal(interface.drive.groups) { return reason }
        let enabling = live.input.enabling
        if enabling.source != .nudges {
            guard live.input.pucks.isEmpty, enabling.canBePressed else {
                return "Drive with the puck (switch: \(enabling.source.words)); "
                    + "keys nudge only without one."
            }
            if !enabling.isClosed { return "Hold the \(enabling.source.words) down, then nudge." }
        }
        let drivable = live.groups { $0.canBeNudged } & interface.drive.groups
        guard drivable == 0 else { return nil }
        return handRefusal ?? "Take \(titles(interface.drive.groups)) over first."
    }

    /// Why the hand cannot have the selected arms although one is taken: another is selected, or it
    /// still slows down.
    private var handRefusal: String? {
        let selected = interface.drive.groups
        if live.groups(where: { $0.authority == .taking }) & selected != 0 {
            return "\(titles(selected)) still slows down: wait for hold."
        }
        let taken = live.groups { $0.isTaken && $0.requested == .operator } & live.commanded
        guard taken != 0, taken & selected == 0, live.input.pucks.count < 2 else { return nil }
        return "\(titles(selected)) is selected: \(key(.switchArm)) selects \(titles(taken))."
    }
}

extension ArmStatus {
    /// A press of the enabling switch moves it, or it moves already.
    var canBeNudged: Bool {
        switch authority {
        case .operator, .returning, .taking: true
        case .hold: requested == .operator
        case .policy, .delta, .deviceLost, .linkLost, .fault, .stopped: false
        }
    }
}

extension Intent {
    var needsCell: Bool {
        switch group {
        case .authority, .safety, .episode, .gripper, .nudges, .control: true
        case .motion, .lists, .screen: false
        }
    }

    /// As of what it sends to the cell.
    var leastRole: Role {
        if self == .stop { return .stop }
        if self == .takeControl { return .admin }
        return needsLease || group == .control ? .operate : .observe
    }

    var needsFreshPicture: Bool { needsCell && self != .stop && self != .hold }

    /// Only the lease holder may; where nobody holds the lease it is asked for on the way.
    var needsLease: Bool {
        switch group {
        case .authority: self != .switchArm
        case .safety: self != .stop
        case .episode, .gripper, .nudges: true
        case .motion, .control, .lists, .screen: false
        }
    }

    /// Of arms, not of the whole: who borrowed one may.
    var isForGroups: Bool {
        switch group {
        case .authority, .gripper, .nudges: true
        case .safety: self == .acknowledge || self == .hold
        case .episode, .motion, .control, .lists, .screen: false
        }
    }
}
