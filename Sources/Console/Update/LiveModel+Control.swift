internal import Control
internal import Keymap
internal import Messages

/// Control that changes hands between consoles.
extension LiveModel {
    /// Where it is offered, accepts; else asks for it.
    mutating func getControl() -> [Effect] {
        guard live.offer == .open else {
            say("Asking for control.", .asked(.acquireLease, 0))
            return [request(.acquireLease)]
        }
        let groups = live.offeredGroups
        let what = groups == 0 ? "control" : titles(groups)
        say("Accepting \(what).", .asked(.acceptLease, groups))
        return [request(.acceptLease, groups, live.grantNumber)]
    }

    /// Asks what and to whom; where something is offered already, withdraws that.
    mutating func passControl() -> [Effect] {
        if case .mine = live.offer {
            say("Withdrawing the offer.", .asked(.withdrawOffer, 0))
            return [request(.withdrawOffer)]
        }
        let whats = whatChoices
        let passing =
            whats.count > 1
            ? LiveInterface.Passing(groups: nil, choices: whats)
            : LiveInterface.Passing(groups: 0, choices: whomChoices)
        interface.mode = .passing(LineEditor(limit: 60), passing)
        return []
    }

    /// One key never takes control: a word has to be typed.
    mutating func askTake() -> [Effect] {
        interface.mode = .takingControl(
            LineEditor(limit: 60), LiveInterface.Owner(live.ownerName, grant: live.grantNumber))
        return []
    }

    mutating func finishTake(
        _ editor: LineEditor, _ owner: LiveInterface.Owner, _ intent: Intent
    ) -> [Effect] {
        guard intent == .confirm else {
            return leaveText(intent, dropped: "Control was not taken.")
        }
        guard editor.text.trimmingBlanks.lowercased() == owner.word.lowercased() else {
            interface.mode = .takingControl(LineEditor(limit: editor.limit), owner)
            refuse("Not taken: type “\(owner.word)” in full, or \(textKey(.cancel)).")
            return []
        }
        interface.mode = .plain
        say("Taking control from \(owner.name).", .asked(.takeLease, 0))
        return [.letGo, request(.takeLease, 0, owner.grant)]
    }

    mutating func leaveText(_ intent: Intent, dropped: String) -> [Effect] {
        if intent == .cancel || intent == .quit {
            interface.mode = .plain
            say(dropped)
        } else {
            refuse("Answer first: \(textKey(.confirm)) or \(textKey(.cancel)).")
        }
        return []
    }

    /// What is being typed about control is void once that is elsewhere.
    mutating func withdrawControlText() {
        switch interface.mode {
        case .takingControl(_, let owner):
            guard live.lease.isMine || live.grantNumber != owner.grant else { return }
            interface.mode = .void(LineEditor(limit: 60))
            say("Control changed hands meanwhile: nothing was taken.")
        case .passing:
            // What the choices meant stands as it was: the cell refuses what is no longer so.
            guard !live.lease.isMine else { return }
            interface.mode = .void(LineEditor(limit: 60))
            say("Control is elsewhere: nothing was offered.")
        case .plain, .help, .note, .question, .void: break
        }
    }

    /// Either key leaves it, and nothing else is done.
    mutating func leaveVoid(_ intent: Intent) -> [Effect] {
        guard [.confirm, .cancel, .quit].contains(intent) else {
            refuse("Leave the line first: \(textKey(.cancel)).")
            return []
        }
        interface.mode = .plain
        return []
    }

    /// Tells the operator who no longer has control, or an arm, why, once, and lets everything go.
    /// The cell's word on it and the step that shows it come in any order.
    mutating func noteLostControl() -> [Effect] {
        var effects: [Effect] = []
        if let tag = live.ownTag {
            if tag != interface.ownGrant, live.borrowed != 0 { effects = selectOwn() }
            (interface.ownGrant, interface.ownLoan) = (tag, live.borrowed)
        }
        guard let news = live.loss, news.formerTag == interface.ownGrant,
            news.formerTag != interface.toldLoss, news.formerTag != .none,
            news.lease.isHeld, news.cause != .releaseLease,
            news.lease.holder != news.former || interface.ownLoan != 0
        else { return effects }
        interface.toldLoss = news.formerTag
        // Who borrowed an arm and has control now lost nothing.
        guard news.lease.holder != news.former else { return effects }
        interface.waiting = nil
        tell(lossWords(news) + ": what you drove holds.", for: .seconds(15))
        return effects + [.letGo]
    }

    private func lossWords(_ news: Ownership) -> String {
        let name = news.holderName
        guard interface.ownLoan == 0 else {
            let what = titles(interface.ownLoan)
            return news.cause == .recallLease
                ? "\(name) has \(what) back" : "\(name) has control now, also of \(what)"
        }
        return switch news.cause {
        case .takeLease: "\(name) took control from you"
        case .acceptLease: "\(name) has control, as you offered it"
        default: "\(name) got control, as the cell did not hear you"
        }
    }

    /// Who borrows an arm has that one in the hand.
    private mutating func selectOwn() -> [Effect] {
        select(live.borrowed)
        return [.letGo, .drive(interface.drive)]
    }
}

extension LiveInterface.Owner {
    /// A name that cannot be typed on every keyboard is not asked for.
    init(_ name: String, grant: UInt64) {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || [0x20, 0x2D, 0x2E, 0x5F].contains(byte)
        }
        let name = name.trimmingBlanks
        let canBeTyped = isPlain && (1...20).contains(name.utf8.count)
        self.init(
            name: name.isEmpty ? "another console" : name,
            word: canBeTyped ? name : "take control", grant: grant)
    }
}
