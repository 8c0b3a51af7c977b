internal import Control
internal import Keymap
internal import Messages

/// What a key means where the operator is.
extension LiveModel {
    mutating func press(_ key: Key) -> [Effect] {
        let intent = keymap.intent(for: key, in: keyContext)
        if var editor = interface.mode.editor {
            if let intent, intent != .help { return take(intent) }
            if editor.press(key) {
                interface.mode.editor = editor
            } else if editor.isFull, key.isText {
                refuse("The line is full: \(editor.limit) bytes.")
            }
            return []
        }
        if let intent { return take(intent) }
        if case .question = interface.mode, keymap.intent(for: key, in: .live) == .hold {
            return take(.hold)
        }
        switch interface.mode {
        case .plain, .note, .passing, .takingControl, .void:
            refuse(
                "Key ‹\(key.name.forDisplay(limit: 12))› does nothing here; \(self.key(.help)) shows the keys."
            )
        case .help: interface.mode = .plain
        case .question: refuse("Answer with \(self.key(.confirm)) or \(self.key(.cancel)).")
        }
        return []
    }

    /// An intent from a key, a puck button or a story, in the mode that is on.
    mutating func take(_ intent: Intent) -> [Effect] {
        // What stops or holds is never in the way of a question, a text or the help.
        if intent == .stop || intent == .hold { return perform(intent) }
        switch interface.mode {
        case .plain: return perform(intent)
        case .help(let page): return turn(page, intent)
        case .note(let editor): return finish(editor, intent)
        case .passing(let editor, let passing): return finishPass(editor, passing, intent)
        case .takingControl(let editor, let owner): return finishTake(editor, owner, intent)
        case .void: return leaveVoid(intent)
        case .question(let question): return answer(question, intent)
        }
    }

    private mutating func turn(_ page: Int, _ intent: Intent) -> [Effect] {
        // What turns pages elsewhere turns them here, whatever else it means.
        if [.nudgeDown, .nudgeBack, .down, .pageDown, .confirm].contains(intent) {
            interface.mode = .help(page: page + 1)
            return []
        }
        if [.nudgeUp, .nudgeForward, .up, .pageUp].contains(intent) {
            if page == 0 { refuse("This is the first page.") }
            interface.mode = .help(page: max(0, page - 1))
            return []
        }
        interface.mode = .plain
        if ![.help, .cancel, .quit].contains(intent) {
            say("Help closed; “\(intent.label)” was not done. Press again to do it.")
        }
        return []
    }

    private mutating func finish(_ editor: LineEditor, _ intent: Intent) -> [Effect] {
        if intent == .confirm {
            interface.mode = .plain
            let text = editor.text.trimmingBlanks
            guard !text.isEmpty else {
                say("Empty note: nothing was written.")
                return []
            }
            guard live.lease.isMine else {
                refuse("Note not written: it goes with control, \(self.key(.getControl)).")
                return []
            }
            say("Note written.")
            return [.remark(.note, text)]
        }
        if intent == .cancel || intent == .quit {
            interface.mode = .plain
            say("Note dropped.")
        } else {
            refuse(
                "Finish the note first: \(textKey(.confirm)) writes it, \(textKey(.cancel)) drops it."
            )
        }
        return []
    }

    private mutating func answer(
        _ question: LiveInterface.Question, _ intent: Intent
    ) -> [Effect] {
        // Asked to quit twice is an answer.
        if intent == .confirm || (intent == .quit && question == .quit) {
            interface.mode = .plain
            return carryOut(question)
        }
        if intent == .cancel {
            interface.mode = .plain
            say("Not done.")
        } else {
            refuse("Answer first: \(key(.confirm)) or \(key(.cancel)).")
        }
        return []
    }

    private mutating func carryOut(_ question: LiveInterface.Question) -> [Effect] {
        switch question {
        case .quit:
            return [.letGo] + (live.ownTag != nil ? [request(.releaseLease)] : []) + [.quit]
        case .giveControl:
            sayGivingUp()
            return [.letGo, request(.releaseLease)]
        case .discard: return end(.aborted)
        case .reset(let stop):
            say("Resetting stop \(stop).", .asked(.confirmReset, 0))
            return requestUnderLease(.confirmReset, 0, stop)
        }
    }
}

extension LiveInterface.Mode {
    /// The line that is being typed.
    var editor: LineEditor? {
        get {
            switch self {
            case .note(let editor), .passing(let editor, _), .takingControl(let editor, _),
                .void(let editor):
                editor
            case .plain, .help, .question: nil
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .note: self = .note(newValue)
            case .passing(_, let passing): self = .passing(newValue, passing)
            case .takingControl(_, let owner): self = .takingControl(newValue, owner)
            case .void: self = .void(newValue)
            case .plain, .help, .question: break
            }
        }
    }
}

extension String {
    var trimmingBlanks: String {
        var text = Substring(self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
