internal import Session
internal import SimulatedCell

/// The manual page, made from the same texts that `--help` prints: `reins help --man`.
enum ManPage {
    /// Name and help text of each command, in the order of the list.
    static let commands: [(name: String, usage: String)] = [
        ("demo", DemoCommand.usage), ("live", LiveCommand.usage),
        ("record", RecordCommand.usage), ("sim", SimCommand.usage),
        ("review", ReviewCommand.usage), ("export", ExportCommand.usage),
        ("verify", VerifyCommand.usage), ("thin", ThinCommand.usage),
        ("repair", RepairCommand.usage),
        ("devices", DevicesCommand.usage), ("keys", KeysCommand.usage),
    ]

    /// The page as man(7) source.
    static var text: String {
        var page = Page()
        page.head()
        for (name, usage) in commands {
            page.macro(".SS", "reins \(name)")
            page.add(usage: usage)
        }
        page.tail()
        return page.lines.joined(separator: "\n") + "\n"
    }

    /// Lines of man(7) source. What is written as text can be no macro.
    private struct Page {
        private(set) var lines: [String] = []

        mutating func macro(_ name: String, _ argument: String = "") {
            lines.append(argument.isEmpty ? name : "\(name) \"\(escaped(argument))\"")
        }

        mutating func text(_ text: String) {
            let safe = escaped(text)
            lines.append(safe.hasPrefix(".") || safe.hasPrefix("'") ? "\\&" + safe : safe)
        }

        /// A term and what it means.
        mutating func entry(_ term: String, _ meaning: String) {
            macro(".TP")
            lines.append(".B \"\(escaped(term))\"")
            text(meaning)
        }

        private func escaped(_ text: String) -> String {
            var result = ""
            for character in text {
                switch character {
                case "\\": result += "\\e"
                case "-": result += "\\-"
                case "\"": result += "\\(dq"
                default: result.append(character)
                }
            }
            return result
        }

        mutating func head() {
            macro(".TH", "REINS")
            lines[lines.count - 1] += " 1"
            macro(".SH", "NAME")
            text("reins - take over a robot from its policy, correct it, hand it back")
            macro(".SH", "SYNOPSIS")
            lines.append(".B reins")
            text("COMMAND [OPTION…]")
            macro(".SH", "DESCRIPTION")
            text("A learned policy drives one or two arms. An operator watches it in the terminal,")
            text("takes an arm over with a 3D mouse when it goes wrong, and hands it back. Every")
            text("intervention is recorded beside what the policy would have done, for review and")
            text("for export as training data. Begin with `reins demo`: it needs no robot.")
            macro(".SH", "COMMANDS")
        }

        mutating func tail() {
            macro(".SS", "reins --version")
            text("Prints the version of reins.")
            macro(".SH", "EXIT STATUS")
            entry("0", "an orderly end")
            entry("1", "something failed: one sentence says what, and what to do")
            entry("2", "wrong usage")
            macro(".SH", "ENVIRONMENT")
            entry("XDG_CONFIG_HOME", "keymap and keys stand in reins/ there (default ~/.config)")
            entry("XDG_STATE_HOME", "the log is reins/console.log there (default ~/.local/state)")
            entry("TERM, NO_COLOR", "what the screen may use; words never depend on colour")
            entry("NOTIFY_SOCKET, WATCHDOG_USEC", "reins record: set by systemd, see sd_notify(3)")
            entry("TMPDIR", "where the demo keeps its throw-away keys and socket")
            macro(".SH", "FILES")
            entry("~/.config/reins/keymap.json5", "your own keys; may hold only what differs")
            entry("~/.config/reins/keys", "key pairs of the link, mode 0700")
            entry("recordings/*.mcap", "recordings; each is also a ROS 2 bag")
            macro(".SH", "SAFETY")
            text("This is not a safety function. The robot's own emergency stop and limits stay in")
            text("charge; STOP is software.")
        }

        // MARK: help texts

        /// A help text: lines of usage, options with their meaning, and paragraphs.
        mutating func add(usage: String) {
            var isParagraph = false
            for line in usage.split(separator: "\n", omittingEmptySubsequences: false) {
                let indent = line.prefix { $0 == " " }.count
                let words = line.dropFirst(indent)
                if words.isEmpty {
                    isParagraph = false
                } else if line.hasPrefix("usage: ") || (indent == 7 && words.hasPrefix("reins ")) {
                    synopsis(line.dropFirst(7))
                } else if indent > 2 {
                    text(String(words))
                } else if indent == 2 {
                    addEntry(words)
                    isParagraph = false
                } else {
                    if !isParagraph { macro(".PP") }
                    text(String(words))
                    isParagraph = true
                }
            }
        }

        private mutating func synopsis(_ line: Substring) {
            if line.contains("  ") { return addEntry(line) }
            macro(".PP")
            lines.append(".B \"\(escaped(String(line)))\"")
        }

        /// `--name VALUE   what it means`; a term without a meaning has it on the next line.
        private mutating func addEntry(_ words: Substring) {
            guard let gap = words.firstRange(of: "  ") else {
                macro(".TP")
                lines.append(".B \"\(escaped(String(words)))\"")
                return
            }
            entry(
                String(words[..<gap.lowerBound]),
                String(words[gap.upperBound...].drop { $0 == " " }))
        }
    }
}
