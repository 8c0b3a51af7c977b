public import JSON5

/// Keymap: which key, puck button or pedal asks for what, and how a puck's deflection becomes
/// speed. A keymap is data, a JSON5 file; intents are named once, in `Intent`.
///
/// The module knows no terminal, no device and no screen: `Key` is a value that Terminal makes,
/// button and switch names are words that InputDevice resolves. Nothing here acts; a looked-up
/// intent becomes a request elsewhere.
///
/// Start reading at `Intent`, then `Keymap.parse`; `KeymapReader` holds the rules a file must
/// follow, `Keymap+Help` prints what the keys do.
public struct Keymap: Sendable, Equatable {
    /// As the file names itself.
    public var name: String
    /// Per context the keys bound there. `intent(for:in:)` is the way to look one up.
    public var keys: [KeyContext: [KeyBinding]]
    /// Per layout of buttons what each button does; a button that is not named does nothing.
    public var puckButtons: [PuckLayout: [PuckBinding]]
    public var enablingSwitches: EnablingSwitches
    public var motion: MotionSettings

    /// Reads one keymap file.
    ///
    /// - Parameters:
    ///   - file: how errors name the file.
    ///   - base: what a file that says `extends: "default"` changes; such a file may be partial,
    ///     and `null` in place of an intent takes a binding away.
    /// - Throws: `KeymapError` with everything that is wrong, each with its place and what is
    ///   allowed there.
    public static func parse(
        _ text: String, file: String, extending base: Keymap? = nil
    ) throws(KeymapError) -> Keymap {
        let document: JSON5Value
        do throws(JSON5Error) {
            document = try JSON5Text.parse(text, limits: JSON5Limits(bytes: 1 << 20, depth: 8))
        } catch {
            throw KeymapError(file: file, mistakes: [error])
        }
        var reader = KeymapReader(base: base)
        let keymap = reader.keymap(document)
        guard reader.mistakes.isEmpty else {
            let sorted = reader.mistakes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
            throw KeymapError(file: file, mistakes: sorted)
        }
        return keymap
    }

    /// What a key asks for in a context; nil for nothing.
    ///
    /// The context's own keys come first, then those of `everywhere`. A capital that is bound
    /// nowhere counts as its small letter, so that a Caps Lock left on disables nothing.
    public func intent(for key: Key, in context: KeyContext) -> Intent? {
        if let intent = exact(key, in: context) { return intent }
        guard context != .text, let small = key.smallLetter else { return nil }
        return exact(small, in: context)
    }

    private func exact(_ key: Key, in context: KeyContext) -> Intent? {
        // While text is typed its characters are text; the other keys are those of a prompt.
        if context == .text, key.isText { return nil }
        let places: [KeyContext] = [context == .text ? .prompt : context, .everywhere]
        for place in places {
            if let found = keys[place]?.first(where: { $0.key == key }) { return found.intent }
        }
        return nil
    }

    /// The keys that ask for an intent, in the order of the file. The first is the one to show.
    public func keys(for intent: Intent) -> [Key] {
        KeyContext.allCases.flatMap { context in
            (keys[context] ?? []).filter { $0.intent == intent }.map(\.key)
        }
    }

    /// The name of the first key of an intent, for hints on the screen: `h`, `space`; nil where
    /// none is bound.
    public func keyName(for intent: Intent) -> String? { keys(for: intent).first?.name }

    /// What a puck button does.
    ///
    /// - Parameter button: the name as Control's `PuckButtonTable` gives it: `left`, `fit`,
    ///   `button 300`.
    public func action(ofPuckButton button: String, layout: PuckLayout) -> ButtonAction? {
        puckButtons[layout]?.first { $0.button == button }?.action
    }
}

/// One key with what it asks for.
public struct KeyBinding: Sendable, Equatable {
    public var key: Key
    public var intent: Intent
}

/// One puck button with what it does.
public struct PuckBinding: Sendable, Equatable {
    public var button: String
    public var action: ButtonAction
}

/// What a puck button may do.
public enum ButtonAction: Sendable, Equatable {
    /// The hold-to-run switch: the operator's command counts while it is down.
    case enable
    case intent(Intent)
}

/// How the buttons of a puck are laid out, chosen by the codes it announces.
public enum PuckLayout: String, Sendable, CaseIterable {
    /// Two buttons: `left` and `right`.
    case pair
    /// SpaceMouse Pro and Enterprise: buttons by the names printed on them.
    case pro
    /// Any other: `button CODE`.
    case numbered
}

/// Keys of evdev devices other than pucks that work as enabling switch, by the names of
/// `linux/input-event-codes.h`. InputDevice resolves the names.
public struct EnablingSwitches: Sendable, Equatable {
    public struct Code: Sendable, Equatable {
        /// `KEY_…` or `BTN_…`.
        public var name: String
        /// Where it stands in the file, for a name that the system does not know.
        public var position: JSON5Position
    }

    /// Of foot pedals.
    public var pedal: [Code]
    /// Of keyboards read as evdev devices.
    public var keyboard: [Code]
}

/// Everything that is wrong in one keymap file.
public struct KeymapError: Error, Sendable, Equatable, CustomStringConvertible {
    public var file: String
    /// In the order of the file, at least one.
    public var mistakes: [JSON5Error]

    /// One line per mistake: `FILE:LINE:COLUMN: …`.
    public var description: String {
        mistakes.map { $0.description(file: file) }.joined(separator: "\n")
    }
}
