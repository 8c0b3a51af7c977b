// What the keys do, for the help screen and the README.

extension Keymap {
    /// One line of the help: an intent with all its keys.
    public struct HelpLine: Sendable, Equatable {
        public var intent: Intent
        /// Names joined by blanks, the one to show first.
        public var keys: String
    }

    /// One heading of the help with its lines.
    public struct HelpGroup: Sendable, Equatable {
        public var group: Intent.Group
        public var lines: [HelpLine]
    }

    /// Everything that has a key in one of the contexts, in the order of the intents.
    public func helpGroups(for contexts: [KeyContext]) -> [HelpGroup] {
        Intent.Group.allCases.compactMap { group in
            let lines = Intent.allCases.compactMap { intent -> HelpLine? in
                let shown = intent.contexts.contains { contexts.contains($0) }
                guard intent.group == group, shown else { return nil }
                let names = keys(for: intent).map(\.name).joined(separator: " ")
                return names.isEmpty ? nil : HelpLine(intent: intent, keys: names)
            }
            return lines.isEmpty ? nil : HelpGroup(group: group, lines: lines)
        }
    }

    /// The whole keymap as text of at most 80 columns: keys by group, then puck buttons and
    /// enabling switches.
    public var helpText: String {
        var text = ""
        for group in helpGroups(for: KeyContext.allCases) {
            text += "\(group.group.rawValue)\n"
            for line in group.lines {
                text += "  " + padded(line.keys, 16) + padded(line.intent.label, 14)
                text += line.intent.summary + "\n"
            }
            text += "\n"
        }
        text += "Puck buttons\n"
        for layout in PuckLayout.allCases {
            for binding in puckButtons[layout] ?? [] {
                text += "  " + padded("\(layout.rawValue): \(binding.button)", 16)
                switch binding.action {
                case .enable: text += padded("enable", 14) + Self.enableSummary + "\n"
                case .intent(let intent):
                    text += padded(intent.label, 14) + intent.summary + "\n"
                }
            }
        }
        text += "\nEnabling switch on other devices\n"
        text += "  pedal           \(enablingSwitches.pedal.map(\.name).joined(separator: " "))\n"
        text +=
            "  keyboard        \(enablingSwitches.keyboard.map(\.name).joined(separator: " "))\n"
        return text
    }

    private static let enableSummary = "Hold down to drive; letting go holds the arm."

    private func padded(_ text: String, _ columns: Int) -> String {
        let missing = columns - text.unicodeScalars.count
        return missing > 0 ? text + String(repeating: " ", count: missing) : text + " "
    }
}
