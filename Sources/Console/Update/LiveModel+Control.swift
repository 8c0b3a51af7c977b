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
        say("Accepting control.", .asked(.acceptLease, 0))
        return [request(.acceptLease, 0, live.grantNumber)]
    }

    /// Asks to whom; where it is offered already, withdraws that.
    mutating func passControl() -> [Effect] {
        if case .mine = live.offer {
            say("Withdrawing the offer.", .asked(.withdrawOffer, 0))
            return [request(.withdrawOffer)]
        }
        interface.mode = .passing(LineEditor(limit: 60))
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

    mutating func finishPass(_ editor: LineEditor, _ intent: Intent) -> [Effect] {
        guard intent == .confirm else {
            return leaveText(intent, dropped: "Control was not offered.")
        }
        let wanted = editor.text.trimmingBlanks.lowercased()
        let exact = live.rivals.filter { $0.name.lowercased() == wanted }
        let found =
            exact.isEmpty ? live.rivals.filter { $0.name.lowercased().hasPrefix(wanted) } : exact
        guard wanted.isEmpty || found.count == 1 else {
            let names = live.rivals.prefix(4).map(\.name).joined(separator: ", ")
            refuse(
                (found.isEmpty ? "No “\(wanted)” here" : "More than one “\(wanted)”")
                    + ": \(names); empty is anyone.")
            return []
        }
        interface.mode = .plain
        say("Offering control.", .asked(.offerLease, 0))
        return [request(.offerLease, 0, wanted.isEmpty ? 0 : found[0].client)]
    }

    private mutating func leaveText(_ intent: Intent, dropped: String) -> [Effect] {
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

    /// Tells the operator who no longer has control why, once, and lets everything go. The cell's
    /// word on it and the step that shows it come in any order.
    mutating func noteLostControl() -> [Effect] {
        if live.lease.isMine, let tag = live.newest?.lease.tag { interface.ownGrant = tag }
        guard let news = live.ownership, news.lease.isHeld, news.former == live.cell?.client,
            news.lease.holder != news.former, news.lease.tag.epoch == interface.ownGrant.epoch,
            news.lease.tag.sequence == interface.ownGrant.sequence &+ 1,
            news.lease.tag != interface.toldLoss
        else { return [] }
        interface.toldLoss = news.lease.tag
        interface.waiting = nil
        let name = news.holderName
        let what =
            if news.cause == .takeLease {
                "\(name) took control from you"
            } else if news.cause == .acceptLease {
                "\(name) has control, as you offered it"
            } else {
                "\(name) got control, as the cell did not hear you"
            }
        tell(what + ": what you drove holds.", for: .seconds(15))
        return [.letGo]
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
