// Quoted text and its escapes.

extension JSON5Parser {
    /// A quoted string. The caller saw the quotation mark.
    mutating func string() throws(JSON5Error) -> String {
        let start = position
        guard let quote = next else { throw error("expected a string") }
        advance()
        var result = String.UnicodeScalarView()
        while let scalar = next {
            switch scalar {
            case quote:
                advance()
                return String(result)
            case "\\":
                if let escaped = try escape() { result.append(escaped) }
            case "\n", "\r":
                throw JSON5Error(at: start, "this string is not closed on its line")
            default:
                result.append(scalar)
                advance()
            }
        }
        throw JSON5Error(at: start, "this string is not closed")
    }

    /// One escape; nil for an escaped line end, which stands for nothing.
    private mutating func escape() throws(JSON5Error) -> Unicode.Scalar? {
        let start = position
        advance()
        guard let scalar = next else { throw error("the text ends within an escape") }
        advance()
        switch scalar {
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{B}"
        case "x": return Unicode.Scalar(UInt8(truncatingIfNeeded: try hexDigits(2)))
        case "u": return try unicodeEscape(at: start)
        case "0":
            if let digit = next, ("0"..."9").contains(digit) {
                throw JSON5Error(at: start, "octal escapes are not allowed")
            }
            return "\u{0}"
        case "1"..."9": throw JSON5Error(at: start, "octal escapes are not allowed")
        case "\r":
            _ = take("\n")
            return nil
        case "\n", "\u{2028}", "\u{2029}": return nil
        default: return scalar
        }
    }

    /// The digits after `\u`, with the second half of a surrogate pair where there is one.
    mutating func unicodeEscape(at start: JSON5Position) throws(JSON5Error) -> Unicode.Scalar {
        let first = try hexDigits(4)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let alone = JSON5Error(at: start, "this escape is half of a surrogate pair")
        guard first < 0xDC00, next == "\\", peek(1) == "u" else { throw alone }
        advance()
        advance()
        let second = try hexDigits(4)
        guard (0xDC00...0xDFFF).contains(second) else { throw alone }
        let joined = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        guard let scalar = Unicode.Scalar(joined) else { throw alone }
        return scalar
    }

    private mutating func hexDigits(_ count: Int) throws(JSON5Error) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = next?.hexDigit else {
                throw error("expected \(count) hexadecimal digits, found \(found)")
            }
            value = value << 4 | digit
            advance()
        }
        return value
    }
}

extension Unicode.Scalar {
    var hexDigit: UInt32? {
        switch self {
        case "0"..."9": value - 0x30
        case "a"..."f": value - 0x61 + 10
        case "A"..."F": value - 0x41 + 10
        default: nil
        }
    }
}
