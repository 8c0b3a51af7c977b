internal import Control
internal import Keymap
internal import Messages
internal import Spatial

/// What each intent does, where nothing speaks against it.
extension LiveModel {
    mutating func perform(_ intent: Intent) -> [Effect] {
        if let reason = refusal(of: intent) {
            refuse(reason, .refused(intent))
            return []
        }
        // What was said before is of what was done before.
        interface.bottom = nil
        switch intent {
        case .takeLeft: return takeOver(live.cell?.mask(of: .left) ?? 0)
        case .takeRight: return takeOver(live.cell?.mask(of: .right) ?? 0)
        case .takeBoth: return takeOver(live.cell?.mask(of: .both) ?? 0)
        case .takeSelected: return takeOver(interface.drive.groups)
        case .handBack: return handBack()
        case .hold: return hold()
        case .switchArm: return switchArm()
        case .stop: return stop()
        case .reset: return askReset()
        case .acknowledge: return acknowledge()
        case .start: return underLease(.start, saying: "Starting episode \(live.episode.number).")
        case .success: return end(.success)
        case .failure: return end(.failure)
        case .discard: return ask(.discard)
        case .next: return underLease(.next, saying: "Next episode: the scene resets.")
        case .note:
            interface.mode = .note(LineEditor(limit: Remark.maximumBytes))
            return live.lease.isMine ? [] : [request(.acquireLease)]
        case .gripperToggle: return [toggleGripper]
        case .releaseGripper: return releaseGripper()
        case .speedSlower, .speedFaster, .modeTranslation, .modeRotation, .modeDominant,
            .frameNext:
            return changeDrive(intent)
        case .pairingNext: return changePairing()
        case .nudgeForward, .nudgeBack, .nudgeLeft, .nudgeRight, .nudgeUp, .nudgeDown,
            .nudgeRollLeft, .nudgeRollRight, .nudgePitchUp, .nudgePitchDown, .nudgeYawLeft,
            .nudgeYawRight:
            return nudge(intent)
        case .getControl: return getControl()
        case .giveControl: return releaseLease()
        case .passControl: return passControl()
        case .takeControl: return askTake()
        case .help:
            interface.mode = .help(page: 0)
            return []
        case .quit: return live.ownTag != nil ? ask(.quit) : [.letGo, .quit]
        case .up, .down, .pageUp, .pageDown, .open, .back, .confirm, .cancel: return []
        }
    }

    private mutating func ask(_ question: LiveInterface.Question) -> [Effect] {
        interface.mode = .question(question)
        return []
    }

    private mutating func underLease(_ kind: RequestKind, saying text: String) -> [Effect] {
        say(text, .asked(kind, 0))
        return requestUnderLease(kind)
    }

    private mutating func stop() -> [Effect] {
        say("STOP asked for. It is software: keep the emergency stop at hand.", .asked(.stop, 0))
        // A reset that was begun is void: the cell begins it anew.
        if case .question(.reset) = interface.mode { interface.mode = .plain }
        return [.letGo, request(.stop)] + selectAll()
    }

    /// What was stopped or held by one key goes back by one key.
    private mutating func selectAll() -> [Effect] {
        let groups = live.commanded == 0 ? live.cell?.allGroups ?? 0 : live.commanded
        guard groups != 0, groups != interface.drive.groups else { return [] }
        select(groups)
        return [.drive(interface.drive)]
    }

    private mutating func askReset() -> [Effect] {
        interface.mode = .question(.reset(stop: live.stop))
        return requestUnderLease(.armReset, 0, live.stop)
    }

    private mutating func acknowledge() -> [Effect] {
        let groups = live.groups { $0.waitsForAcknowledge } & live.commanded
        say("Acknowledging for \(titles(groups)).", .asked(.acknowledge, groups))
        return requestUnderLease(.acknowledge, groups)
    }

    private mutating func takeOver(_ groups: GroupMask) -> [Effect] {
        select(groups)
        // What two arms do together is said in one frame, that of the view.
        let pairing = pairingOfSelection
        let together = pairing.map { ", \($0.words)" } ?? ""
        let frame = pairing == nil ? 0 : OperatorFrame.view.argument
        say("Taking over \(titles(groups))\(together).", .asked(.takeOver, groups))
        return [.drive(interface.drive)] + requestUnderLease(.takeOver, groups, frame)
    }

    /// Holds all, and selects all. None of them moves by the hand before it is taken.
    private mutating func hold() -> [Effect] {
        // Who lent an arm may hold it as before; who borrowed one holds that alone.
        let groups = live.borrowed == 0 ? live.cell?.allGroups ?? 0 : live.borrowed
        say("Holding \(titles(groups)).", .asked(.hold, groups))
        return [.letGo] + selectAll() + requestUnderLease(.hold, groups)
    }

    /// The selected arms, as far as the operator has them. Selects nothing.
    private mutating func handBack() -> [Effect] {
        let groups = live.groups { $0.isTaken } & interface.drive.groups & live.commanded
        say("Handing back \(titles(groups)).", .asked(.handBack, groups))
        return [.letGo] + requestUnderLease(.handBack, groups)
    }

    private mutating func switchArm() -> [Effect] {
        let count = live.arms.count
        let current = interface.drive.groups.trailingZeroBitCount
        let next =
            (1...max(1, count)).map { (current + $0) % max(1, count) }
            .first { live.commanded.contains(group: $0) } ?? current
        select(1 << GroupMask(truncatingIfNeeded: next))
        say("Selected: \(titles(interface.drive.groups)).")
        return [.letGo, .drive(interface.drive)]
    }

    mutating func end(_ outcome: Outcome) -> [Effect] {
        say("Episode \(live.episode.number): \(outcome.words).", .done(.end, 0, seen: false))
        return requestUnderLease(.end, 0, UInt64(outcome.rawValue))
    }

    private mutating func releaseGripper() -> [Effect] {
        let groups = live.groups { $0.gripperAuthority == .kept } & live.commanded
        say("The policy gets the gripper of \(titles(groups)).", .asked(.releaseGripper, groups))
        return requestUnderLease(.releaseGripper, groups)
    }

    private var toggleGripper: Effect {
        live.input.enabling.source == .nudges
            ? .pressGripper(grippersOfSelection, duration: .seconds(keymap.motion.nudgeSeconds))
            : .toggleGripper(grippersOfSelection)
    }

    /// The grippers that a press would move: of the selected arms that the hand has. With a switch
    /// that is while it is held; by keys, which have none, a taken arm that holds will do.
    var grippersOfSelection: GroupMask {
        let byKeys = live.input.enabling.source == .nudges
        let groups = live.cell?.groups ?? []
        let mine = live.groups { $0.authority == .operator || (byKeys && $0.waitsForHand) }
        return mine & live.commanded & interface.drive.groups
            & groups.enumerated().reduce(0) {
                $1.element.hasGripper ? $0 | 1 << GroupMask(truncatingIfNeeded: $1.offset) : $0
            }
    }

    private mutating func releaseLease() -> [Effect] {
        let taken = live.groups { $0.isTaken } & live.commanded
        guard taken == 0 else { return ask(.giveControl) }
        sayGivingUp()
        return [.letGo, request(.releaseLease)]
    }

    mutating func sayGivingUp() {
        let groups = live.borrowed
        say(
            groups == 0 ? "Giving control up." : "Giving \(titles(groups)) back.",
            .asked(.releaseLease, groups))
    }

    func titles(_ groups: GroupMask) -> String { live.cell?.titles(of: groups) ?? "no arm" }
}

extension ArmStatus {
    /// The policy gets it back only by an explicit act.
    var isTaken: Bool {
        switch authority {
        case .operator, .delta, .taking: true
        case .hold: holdReason != .notRunning || requested != .policy
        case .policy, .returning, .deviceLost, .linkLost, .fault, .stopped: false
        }
    }

    /// It is taken and at rest: a press of the enabling switch gives it to the hand.
    var waitsForHand: Bool { authority == .hold && requested == .operator }

    var waitsForAcknowledge: Bool {
        switch authority {
        case .deviceLost, .linkLost, .fault: true
        case .policy, .returning, .delta, .operator, .taking, .hold, .stopped: false
        }
    }
}
