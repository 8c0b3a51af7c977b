// Numbers: decimal, hexadecimal, signed, Infinity and NaN.

extension JSON5Parser {
    mutating func number() throws(JSON5Error) -> JSON5Value.Content {
        let start = position
        let negative = next == "-"
        if negative || next == "+" { advance() }
        let content: JSON5Value.Content
        switch next {
        case "I":
            try expectWord("Infinity")
            content = .number(negative ? -.infinity : .infinity)
        case "N":
            try expectWord("NaN")
            content = .number(.nan)
        case "0" where peek(1) == "x" || peek(1) == "X":
            content = try hexadecimal(negative: negative, start: start)
        default:
            content = try decimal(negative: negative, start: start)
        }
        if let scalar = next, scalar.continuesIdentifier || scalar == "." {
            throw error("a number cannot go on with \(found)")
        }
        return content
    }

    private mutating func expectWord(_ word: String) throws(JSON5Error) {
        let start = position
        let name = try identifier()
        guard name == word else {
            throw JSON5Error(at: start, "a text value needs quotation marks: \"\(name)\"")
        }
    }

    private mutating func hexadecimal(
        negative: Bool, start: JSON5Position
    ) throws(JSON5Error) -> JSON5Value.Content {
        advance()
        advance()
        guard next?.hexDigit != nil else {
            throw error("expected hexadecimal digits after \"0x\", found \(found)")
        }
        var magnitude: UInt64 = 0
        while let digit = next?.hexDigit {
            guard magnitude >> 60 == 0 else {
                throw JSON5Error(at: start, "this number does not fit 64 bits")
            }
            magnitude = magnitude << 4 | UInt64(digit)
            advance()
        }
        if let value = Int64(exactly: magnitude) { return .integer(negative ? -value : value) }
        return .number(negative ? -Double(magnitude) : Double(magnitude))
    }

    private mutating func decimal(
        negative: Bool, start: JSON5Position
    ) throws(JSON5Error) -> JSON5Value.Content {
        var digits = negative ? "-" : ""
        let leadingZero = next == "0"
        let whole = takeDigits(into: &digits)
        if leadingZero && whole > 1 {
            throw JSON5Error(at: start, "a number cannot begin with zeros")
        }
        var isInteger = true
        if next == "." {
            isInteger = false
            if whole == 0 { digits.append("0") }
            advance()
            digits.append(".")
            let fraction = takeDigits(into: &digits)
            guard whole + fraction > 0 else { throw error("expected digits, found \(found)") }
            if fraction == 0 { digits.append("0") }
        } else if whole == 0 {
            throw error("expected digits, found \(found)")
        }
        if next == "e" || next == "E" {
            isInteger = false
            try takeExponent(into: &digits)
        }
        // "-0" stays a double, an integer has no sign of zero.
        if isInteger, let value = Int64(digits), !(negative && value == 0) {
            return .integer(value)
        }
        guard let value = Double(digits), value.isFinite else {
            throw JSON5Error(at: start, "this number is too large")
        }
        return .number(value)
    }

    private mutating func takeExponent(into digits: inout String) throws(JSON5Error) {
        advance()
        digits.append("e")
        if let sign = next, sign == "+" || sign == "-" {
            digits.unicodeScalars.append(sign)
            advance()
        }
        guard takeDigits(into: &digits) > 0 else {
            throw error("expected the digits of the exponent, found \(found)")
        }
    }

    /// Moves decimal digits over and says how many there were.
    private mutating func takeDigits(into digits: inout String) -> Int {
        let first = index
        while let scalar = next, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            advance()
        }
        return index - first
    }
}
