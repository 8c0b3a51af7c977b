/// Which characters a screen may use.
public enum GlyphSet: Sendable, Equatable {
    /// Box drawing, blocks and braille; text as it is.
    case unicode
    /// ASCII alone; other characters are replaced by a look-alike or a question mark.
    case ascii

    /// The mark for text that was cut.
    public var ellipsis: Unicode.Scalar { self == .unicode ? "…" : "~" }
    /// Stands for a character that must not reach the terminal.
    public var placeholder: Unicode.Scalar { self == .unicode ? "\u{FFFD}" : "?" }
    /// Stands between things on one line.
    public var separator: Unicode.Scalar { self == .unicode ? "│" : "|" }
}

extension Unicode.Scalar {
    /// The ASCII look-alike of a character of the product's own drawings and texts; else nil.
    var asciiLookAlike: Unicode.Scalar? {
        switch self {
        case " "..."~": self
        case "─", "━", "═", "╌", "┄", "–", "—", "‐", "−": "-"
        case "│", "┃", "║", "┆", "╎": "|"
        case "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼", "╭", "╮", "╯", "╰": "+"
        case "←", "◀", "‹", "«": "<"
        case "→", "▶", "›", "»": ">"
        case "↑", "▲": "^"
        case "↓", "▼": "v"
        case "█", "▉", "▊", "▋", "▓", "▒": "#"
        case "▌", "▐", "▍", "▎": "="
        case "▏", "▕", "░": "."
        case "·", "•", "…": "."
        case "●", "■", "◆": "*"
        case "○", "□", "◇", "°": "o"
        case "×", "✗": "x"
        case "✓": "+"
        case "“", "”", "„": "\""
        case "‘", "’", "‚": "'"
        case "µ", "μ": "u"
        case "\u{A0}": " "
        default: nil
        }
    }
}
