internal import Control
internal import Keymap
internal import Messages
internal import Screen

/// Who drives an arm, in words that stand alone: no colour, no position is needed to understand
/// them. And what the operator can do about it now.
struct Driver: Equatable {
    /// `POLICY drives`, `HOLD: taken`
    var words: String
    /// What to do, beginning with a verb; empty where nothing wants doing.
    var advice: String
    var style: Style
}

extension LiveModel {
    /// Who drives the arm of an index.
    func driver(of index: Int) -> Driver {
        guard live.arms.indices.contains(index) else {
            return Driver(words: "not known yet", advice: "", style: .dim)
        }
        let arm = live.arms[index]
        guard isFresh || live.link.plane.isFresh(at: now) else {
            let age = live.link.age(at: now).map { Figures.span($0) + " old" }
            return Driver(
                words: "NOT KNOWN (" + (age ?? "no news yet") + ")",
                advice: "Last seen: " + driver(arm, index).words, style: .alarm)
        }
        var driver = driver(arm, index)
        // Whoever only watches is not told what to do.
        if !mayOperate { driver.advice = "" }
        if live.lent != 0, let other = commander(of: index) {
            driver.advice = "\(other) has this arm"
        }
        return driver
    }

    private func driver(_ arm: ArmStatus, _ index: Int) -> Driver {
        switch arm.authority {
        case .policy:
            Driver(words: "POLICY drives", advice: policyAdvice(index), style: .policy)
        case .returning:
            Driver(
                words: "RETURNING to the policy",
                advice: !isInHand(index)
                    ? selectAdvice
                    : canPress ? "Press the switch to keep driving" : "Arrow keys keep it yours",
                style: .changing)
        case .delta:
            Driver(
                words: "POLICY + \(you(index).uppercased()) correct",
                advice: "Let go: hold", style: .delta)
        case .operator:
            Driver(
                words: youDrive(arm, index), advice: operatorAdvice, style: .operatorDriving)
        case .taking:
            Driver(
                words: "TAKING OVER: slowing down",
                advice: canPress ? "Wait for hold, then press the switch" : "Wait for hold",
                style: .changing)
        case .hold: holdDriver(arm, index)
        case .deviceLost:
            Driver(
                words: "HOLD: 3D MOUSE LOST", advice: "Plug it in, then " + key(.acknowledge),
                style: .alarm)
        case .linkLost:
            Driver(
                words: "HOLD: LINK LOST", advice: "Once it is back, " + key(.acknowledge),
                style: .alarm)
        case .fault:
            Driver(
                words: "FAULT: " + arm.holdReason.words,
                advice: "Read the events, then " + key(.acknowledge),
                style: .alarm)
        case .stopped:
            Driver(
                words: arm.holdReason == .none
                    ? "STOPPED" : "STOPPED: " + arm.holdReason.words,
                advice: "Clear the cause; \(key(.reset)), then \(key(.confirm))", style: .stop)
        }
    }

    private func holdDriver(_ arm: ArmStatus, _ index: Int) -> Driver {
        var driver = Driver(
            words: "HOLD: " + holdWords(arm, index), advice: "", style: .hold)
        guard isMine(index), arm.isTaken else { return driver }
        if arm.holdReason == .otherTaken {
            driver.advice = "Goes back with the last arm"
            return driver
        }
        let canHandBack = live.episode.state == .running
        if live.newest?.robotMode != .ready {
            driver.advice = "Clear the robot's own stop first"
        } else if arm.requested == .operator, !isInHand(index) {
            driver.advice = selectAdvice
        } else if !isInHand(index) {
            driver.advice = "\(takeKey(index)) takes it, \(key(.switchArm)) selects it"
        } else if arm.requested == .operator {
            driver.advice =
                pressAdvice + (canHandBack && pairing == nil ? " (\(key(.handBack)) back)" : "")
        } else {
            driver.advice =
                "\(takeKey(index)) takes it"
                + (canHandBack ? ", \(key(.handBack)) hands it back" : "")
        }
        return driver
    }

    /// Why it holds, in the words of what the hand has: a switch, or keys.
    private func holdWords(_ arm: ArmStatus, _ index: Int) -> String {
        if arm.holdsAfterStop { return "stop reset" }
        if arm.holdReason == .released, isMine(index), !canPress { return "nudge over" }
        return arm.holdReason.words
    }

    private var pressAdvice: String {
        guard let pairing else {
            return canPress ? "Press the enabling switch" : "Arrow keys nudge it"
        }
        return "BOTH \(pairing.words): " + (canPress ? "press the switch" : "arrow keys nudge")
    }

    /// Whether the puck, or the keys, move this arm and not another.
    private func isInHand(_ index: Int) -> Bool {
        let own = live.input.pucks.reduce(0) { $0 | $1.groups }
        return (live.input.pucks.count > 1 && own != 0 ? own : interface.drive.groups)
            .contains(group: index)
    }

    private var selectAdvice: String { "Not selected: \(key(.switchArm)) selects it" }

    private var canPress: Bool { live.input.enabling.canBePressed }

    private func youDrive(_ arm: ArmStatus, _ index: Int) -> String {
        guard isMine(index) else { return "\(you(index).uppercased()) drives" }
        guard canPress else { return "YOU drive (by key)" }
        return arm.enabled ? "YOU drive (switch closed)" : "YOU drive (switch open)"
    }

    /// Who commands the arm: `you`, `bench two`.
    private func you(_ index: Int) -> String {
        if isMine(index) { return "you" }
        return commander(of: index) ?? "an operator"
    }

    private func isMine(_ index: Int) -> Bool {
        (live.lease.isMine || live.borrowed != 0) && live.commanded.contains(group: index)
    }

    /// Who has the arm, where that is another console.
    private func commander(of index: Int) -> String? {
        guard !isMine(index) else { return nil }
        switch live.lease {
        case .mine: return live.commander(of: index)
        case .other(let name, _):
            return live.lent == 0 ? name : live.commander(of: index)
        case .unknown, .free: return nil
        }
    }

    private var operatorAdvice: String {
        guard live.lease.isMine || live.borrowed != 0 else { return "" }
        guard canPress else { return "Holds when the nudge ends" }
        let drive = interface.drive
        let share = Figures.fixed(drive.speed * 100, places: 0)
        if let pairing { return "BOTH \(pairing.words) \(share) %; let go: hold" }
        return "\(share) % \(drive.gate.words) \(drive.frame.words); let go: hold"
    }

    private func policyAdvice(_ index: Int) -> String {
        guard live.lease != .unknown, live.commanded.contains(group: index) else { return "" }
        return isReachable(index)
            ? "\(takeKey(index)) takes it"
            : "\(key(.switchArm)) selects it, \(takeKey(index)) takes it"
    }

    private func takeKey(_ index: Int) -> String {
        let mask = GroupMask(1) << GroupMask(truncatingIfNeeded: index)
        let intents: [(Intent, Side)] = [
            (.takeLeft, .left), (.takeRight, .right), (.takeBoth, .both),
        ]
        let found = intents.first { (live.cell?.mask(of: $0.1) ?? 0) & mask != 0 }
        return key(found?.0 ?? .takeSelected)
    }

    /// Whether its own key takes it, as an arm's does, or the one for what is selected.
    private func isReachable(_ index: Int) -> Bool {
        (live.cell?.arms ?? 0).contains(group: index)
            || interface.drive.groups.contains(group: index)
    }

    /// The same where text is typed, and letters are text.
    func textKey(_ intent: Intent) -> String {
        let key = keymap.keys(for: intent).first { !$0.isText }
        return key.map { "‹" + $0.name + "›" } ?? "“\(intent.label)” (no key)"
    }

    /// The name of the key of an intent, for sentences; its own words where it has no key.
    func key(_ intent: Intent) -> String {
        keymap.keyName(for: intent).map { "‹" + $0 + "›" } ?? "“\(intent.label)” (no key)"
    }
}
