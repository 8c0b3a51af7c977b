import JSON5

// Puck buttons and enabling switches.

extension KeymapReader {
    mutating func readPuckButtons(_ value: JSON5Value, into keymap: inout Keymap) {
        let allowed = PuckLayout.allCases.map(\.rawValue)
        for (name, section) in members(of: value, allowed: allowed, what: "\"puckButtons\"") {
            guard let layout = PuckLayout(rawValue: name) else { continue }
            guard let members = section.object else {
                refuse(section.position, "expected an object of buttons, not \(section.kindName)")
                continue
            }
            var bindings = keymap.puckButtons[layout] ?? []
            for member in members { read(member, of: layout, into: &bindings) }
            keymap.puckButtons[layout] = bindings
        }
    }

    private mutating func read(
        _ member: JSON5Value.Member, of layout: PuckLayout, into bindings: inout [PuckBinding]
    ) {
        guard layout.has(button: member.key) else {
            let names = layout.buttonNames.joined(separator: ", ")
            refuse(
                member.position,
                "the layout \"\(layout.rawValue)\" has no button \"\(member.key)\""
                    + suggestion(for: member.key, among: layout.buttonNames)
                    + "; its buttons are \(names)")
            return
        }
        bindings.removeAll { $0.button == member.key }
        if member.value.isNull { return }
        guard let action = action(member.value) else { return }
        bindings.append(PuckBinding(button: member.key, action: action))
    }

    private mutating func action(_ value: JSON5Value) -> ButtonAction? {
        if value.string == "enable" { return .enable }
        guard let intent = intent(value) else { return nil }
        guard intent.isForButtons else {
            let names = Intent.allCases.filter(\.isForButtons).map(\.rawValue)
            refuse(
                value.position,
                "a puck button cannot ask for \"\(intent.rawValue)\"; allowed are enable, "
                    + names.joined(separator: ", "))
            return nil
        }
        return .intent(intent)
    }

    mutating func readSwitches(_ value: JSON5Value, into switches: inout EnablingSwitches) {
        let sections = members(
            of: value, allowed: ["pedal", "keyboard"], what: "\"enablingSwitches\"")
        if let pedal = sections["pedal"] { switches.pedal = codes(pedal) }
        if let keyboard = sections["keyboard"] { switches.keyboard = codes(keyboard) }
    }

    private mutating func codes(_ value: JSON5Value) -> [EnablingSwitches.Code] {
        guard let values = value.array else {
            refuse(value.position, "expected an array of key codes, not \(value.kindName)")
            return []
        }
        var codes: [EnablingSwitches.Code] = []
        for value in values {
            guard let name = text(value) else { continue }
            let isCode = name.unicodeScalars.allSatisfy {
                ("A"..."Z") ~= $0 || ("0"..."9") ~= $0 || $0 == "_"
            }
            if !isCode || !(name.hasPrefix("KEY_") || name.hasPrefix("BTN_")) {
                refuse(
                    value.position,
                    "\"\(name)\" is no key code; give a name such as KEY_RIGHTCTRL or BTN_0")
            } else if codes.contains(where: { $0.name == name }) {
                refuse(value.position, "the key code \"\(name)\" is given twice")
            } else {
                codes.append(EnablingSwitches.Code(name: name, position: value.position))
            }
        }
        return codes
    }
}

extension PuckLayout {
    /// The words of Control's `PuckButton`.
    var buttonNames: [String] {
        switch self {
        case .pair: ["left", "right"]
        case .pro:
            [
                "menu", "fit", "top", "right-view", "front", "roll", "iso", "lock", "1", "2", "3",
                "4", "5", "6", "7", "8", "9", "10", "11", "12", "escape", "alt", "shift",
                "control", "tab", "space", "enter", "delete", "v1", "v2", "v3",
            ]
        case .numbered: ["button CODE"]
        }
    }

    func has(button: String) -> Bool {
        switch self {
        case .pair, .pro: return buttonNames.contains(button)
        case .numbered:
            guard button.hasPrefix("button "), let code = Int(button.dropFirst(7)) else {
                return false
            }
            return (1...767) ~= code && button == "button \(code)"
        }
    }
}
