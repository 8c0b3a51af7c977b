import JSON5

/// Turns a document into a keymap and collects everything that is wrong with it. A mistake leaves
/// a gap in the result, which the caller does not use then.
struct KeymapReader {
    let base: Keymap?
    private(set) var mistakes: [JSON5Error] = []

    init(base: Keymap?) { self.base = base }

    mutating func refuse(_ position: JSON5Position, _ message: String) {
        mistakes.append(JSON5Error(at: position, message))
    }

    mutating func keymap(_ document: JSON5Value) -> Keymap {
        var keymap = Keymap(
            name: "", keys: [:], puckButtons: [:],
            enablingSwitches: EnablingSwitches(pedal: [], keyboard: []), motion: MotionSettings())
        let allowed = ["name", "extends", "keys", "puckButtons", "enablingSwitches", "motion"]
        let members = members(of: document, allowed: allowed, what: "a keymap")
        if let extends = members["extends"] {
            keymap = extended(by: extends) ?? keymap
        }
        if let name = members["name"] { keymap.name = text(name) ?? "" }
        if let keys = members["keys"] {
            readKeys(keys, into: &keymap)
        } else if members["extends"] == nil {
            refuse(document.position, "a keymap needs \"keys\"")
        }
        if let buttons = members["puckButtons"] { readPuckButtons(buttons, into: &keymap) }
        if let switches = members["enablingSwitches"] {
            readSwitches(switches, into: &keymap.enablingSwitches)
        }
        if let motion = members["motion"] { readMotion(motion, into: &keymap.motion) }
        if let sections = members["keys"] {
            checkConflicts(keymap, sections)
            checkNeeds(keymap, sections, isExtending: members["extends"] != nil)
        }
        return keymap
    }

    private mutating func extended(by value: JSON5Value) -> Keymap? {
        if value.string == "default", let base { return base }
        refuse(value.position, "\"extends\" can only be \"default\", in a file of your own")
        return nil
    }

    // MARK: keys

    private mutating func readKeys(_ value: JSON5Value, into keymap: inout Keymap) {
        let allowed = KeyContext.inFiles.map(\.rawValue)
        for (name, section) in members(of: value, allowed: allowed, what: "\"keys\"") {
            guard let context = KeyContext(rawValue: name) else { continue }
            guard let members = section.object else {
                refuse(section.position, "expected an object of keys, not \(section.kindName)")
                continue
            }
            var bindings = keymap.keys[context] ?? []
            for member in members { read(member, in: context, into: &bindings) }
            keymap.keys[context] = bindings
        }
    }

    private mutating func read(
        _ member: JSON5Value.Member, in context: KeyContext, into bindings: inout [KeyBinding]
    ) {
        guard let key = Key(name: member.key) else {
            refuse(member.position, unknownKey(member.key))
            return
        }
        bindings.removeAll { $0.key == key }
        if member.value.isNull { return }
        guard let intent = intent(member.value) else { return }
        guard intent.contexts.contains(context) else {
            let places = intent.contexts.map { "keys.\($0.rawValue)" }.joined(separator: " or ")
            refuse(member.value.position, "\"\(intent.rawValue)\" belongs into \(places)")
            return
        }
        bindings.append(KeyBinding(key: key, intent: intent))
    }

    private func unknownKey(_ name: String) -> String {
        let sameToTerminals = [
            "ctrl-h": "backspace", "ctrl-i": "tab", "ctrl-j": "enter", "ctrl-m": "enter",
        ]
        if let other = sameToTerminals[name] {
            return "a terminal cannot tell \"\(name)\" from \"\(other)\"; bind \"\(other)\""
        }
        return "there is no key \"\(name)\"" + suggestion(for: name, among: Key.names)
            + "; a key is one character, or one of tab, enter, escape, backspace, space, up, down, "
            + "left, right, home, end, pageUp, pageDown, insert, delete, F1 to F12, ctrl-LETTER"
    }

    mutating func intent(_ value: JSON5Value) -> Intent? {
        guard let name = text(value) else { return nil }
        if let intent = Intent(rawValue: name) { return intent }
        let names = Intent.allCases.map(\.rawValue)
        let nearest = suggestion(for: name, among: names)
        let all = nearest.isEmpty ? "; the intents are " + names.joined(separator: ", ") : ""
        refuse(value.position, "there is no intent \"\(name)\"" + nearest + all)
        return nil
    }

    /// A key may stand in one place only of those that apply together.
    private mutating func checkConflicts(_ keymap: Keymap, _ sections: JSON5Value) {
        let everywhere = keymap.keys[.everywhere] ?? []
        for context in KeyContext.inFiles where context != .everywhere {
            for binding in keymap.keys[context] ?? [] {
                guard let other = everywhere.first(where: { $0.key == binding.key }) else {
                    continue
                }
                // The file that extends another may hold either of the two.
                let places = [context, .everywhere].compactMap { place in
                    sections[place.rawValue]?.object?.first { $0.key == binding.key.name }?.position
                }
                refuse(
                    places.first ?? sections.position,
                    "the key \"\(binding.key.name)\" is \"\(other.intent.rawValue)\" everywhere; "
                        + "it cannot be \"\(binding.intent.rawValue)\" in keys.\(context.rawValue)")
            }
        }
    }

    /// What an operator must always be able to do must have a key.
    private mutating func checkNeeds(
        _ keymap: Keymap, _ sections: JSON5Value, isExtending: Bool
    ) {
        let needed: [Intent] = [
            .takeLeft, .takeRight, .handBack, .hold, .stop, .reset, .acknowledge, .help, .quit,
            .confirm, .cancel,
        ]
        let missing = needed.filter { keymap.keys(for: $0).isEmpty }
        if !missing.isEmpty {
            let places = missing.map { "\($0.rawValue) (in keys.\($0.contexts[0].rawValue))" }
            refuse(
                sections.position,
                "no key asks for " + places.joined(separator: ", ")
                    + (isExtending
                        ? ": give each of them a key"
                        : "; write extends: \"default\" to keep the other keys"))
        }
        let stops = keymap.keys(for: .stop)
        if !stops.isEmpty, stops.allSatisfy(\.isText) {
            refuse(
                sections.position,
                "\"stop\" needs a key that is no character, such as \"tab\", so that it works "
                    + "while text is typed")
        }
    }

    // MARK: words

    /// The members of an object that are known; the others are refused with the nearest name.
    mutating func members(
        of value: JSON5Value, allowed: [String], what: String
    ) -> [String: JSON5Value] {
        guard let members = value.object else {
            refuse(value.position, "expected \(what) as an object, not \(value.kindName)")
            return [:]
        }
        var known: [String: JSON5Value] = [:]
        for member in members {
            if allowed.contains(member.key) {
                known[member.key] = member.value
            } else {
                refuse(
                    member.position,
                    "\(what) has no \"\(member.key)\""
                        + suggestion(for: member.key, among: allowed) + "; allowed are "
                        + allowed.joined(separator: ", "))
            }
        }
        return known
    }

    mutating func text(_ value: JSON5Value) -> String? {
        if let text = value.string { return text }
        refuse(value.position, "expected a text, not \(value.kindName)")
        return nil
    }
}
