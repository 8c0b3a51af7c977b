// Blank space, comments and identifiers.

extension JSON5Parser {
    mutating func skipBlank() throws(JSON5Error) {
        while let scalar = next {
            if scalar.isBlank {
                advance()
            } else if scalar == "/" {
                try skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipComment() throws(JSON5Error) {
        let start = position
        switch peek(1) {
        case "/":
            while let scalar = next, !scalar.endsLine { advance() }
        case "*":
            advance()
            advance()
            while !(next == "*" && peek(1) == "/") {
                guard next != nil else {
                    throw JSON5Error(at: start, "this comment is not closed by \"*/\"")
                }
                advance()
            }
            advance()
            advance()
        default: throw error("expected a comment after \"/\"")
        }
    }

    /// An unquoted key, or a word in place of a value. The caller saw that one starts here.
    mutating func identifier() throws(JSON5Error) -> String {
        var name = String.UnicodeScalarView()
        while let scalar = next {
            if scalar == "\\" {
                let start = position
                advance()
                guard take("u") else { throw error("expected \"u\" after \"\\\" in a key") }
                let escaped = try unicodeEscape(at: start)
                guard name.isEmpty ? escaped.startsIdentifier : escaped.continuesIdentifier else {
                    throw JSON5Error(at: start, "this character needs a key in quotation marks")
                }
                name.append(escaped)
            } else if scalar.continuesIdentifier {
                name.append(scalar)
                advance()
            } else {
                break
            }
        }
        return String(name)
    }
}

extension Unicode.Scalar {
    var endsLine: Bool {
        self == "\n" || self == "\r" || self == "\u{2028}" || self == "\u{2029}"
    }

    var isBlank: Bool {
        switch value {
        case 0x20, 0x09...0x0D, 0xA0, 0xFEFF, 0x2028, 0x2029: true
        case 0..<0x80: false
        default: properties.generalCategory == .spaceSeparator
        }
    }

    /// Also true for the backslash, which begins an escaped letter.
    var startsIdentifier: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "$", "_", "\\": return true
        default: break
        }
        guard value >= 0x80 else { return false }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .letterNumber:
            return true
        default: return false
        }
    }

    var continuesIdentifier: Bool {
        if startsIdentifier && self != "\\" { return true }
        if value < 0x80 { return ("0"..."9").contains(self) }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return true
        default: return value == 0x200C || value == 0x200D
        }
    }
}
