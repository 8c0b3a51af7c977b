/// Recursive descent over the scalars of one text; the depth limit bounds the recursion.
struct JSON5Parser {
    let text: [Unicode.Scalar]
    let limits: JSON5Limits
    private(set) var index = 0
    private(set) var position = JSON5Position(line: 1, column: 1)

    init(_ text: [Unicode.Scalar], limits: JSON5Limits) {
        self.text = text
        self.limits = limits
    }

    // MARK: reading scalars

    /// The next scalar, nil at the end.
    var next: Unicode.Scalar? { index < text.count ? text[index] : nil }

    /// The scalar after `offset` others, nil beyond the end.
    func peek(_ offset: Int) -> Unicode.Scalar? {
        index + offset < text.count ? text[index + offset] : nil
    }

    /// Steps over one scalar. CR LF counts as one line end, a lone CR as one too.
    mutating func advance() {
        guard let scalar = next else { return }
        index += 1
        let endsLine = scalar == "\n" || (scalar == "\r" && next != "\n")
        if endsLine {
            position = JSON5Position(line: position.line + 1, column: 1)
        } else {
            position.column += 1
        }
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        advance()
        return true
    }

    func error(_ message: String) -> JSON5Error { JSON5Error(at: position, message) }

    /// What stands here, for messages.
    var found: String {
        guard let scalar = next else { return "the end of the text" }
        let printable = scalar.value > 0x20 && scalar.value < 0x7F
        return printable ? "\"\(scalar)\"" : "U+" + hexadecimal(scalar.value)
    }

    // MARK: values

    mutating func document() throws(JSON5Error) -> JSON5Value {
        try skipBlank()
        let value = try self.value(depth: 0)
        try skipBlank()
        guard next == nil else {
            throw error("expected the end of the text after the first value, found \(found)")
        }
        return value
    }

    private mutating func value(depth: Int) throws(JSON5Error) -> JSON5Value {
        let start = position
        switch next {
        case "{": return JSON5Value(.object(try members(depth: depth + 1)), at: start)
        case "[": return JSON5Value(.array(try elements(depth: depth + 1)), at: start)
        case "\"", "'": return JSON5Value(.string(try string()), at: start)
        case "+", "-", ".", "I", "N": return JSON5Value(try number(), at: start)
        case .some("0"..."9"): return JSON5Value(try number(), at: start)
        case .some(let scalar) where scalar.startsIdentifier:
            return JSON5Value(try word(), at: start)
        default: throw error("expected a value, found \(found)")
        }
    }

    private mutating func word() throws(JSON5Error) -> JSON5Value.Content {
        let start = position
        let name = try identifier()
        switch name {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: throw JSON5Error(at: start, "a text value needs quotation marks: \"\(name)\"")
        }
    }

    private func checkDepth(_ depth: Int) throws(JSON5Error) {
        guard depth <= limits.depth else {
            throw error("nested deeper than the allowed \(limits.depth) levels")
        }
    }

    private mutating func elements(depth: Int) throws(JSON5Error) -> [JSON5Value] {
        try checkDepth(depth)
        let start = position
        advance()
        var values: [JSON5Value] = []
        while true {
            try skipBlank()
            if take("]") { return values }
            values.append(try value(depth: depth))
            try skipBlank()
            guard try separator(before: "]", openedAt: start) else { continue }
            return values
        }
    }

    private mutating func members(depth: Int) throws(JSON5Error) -> [JSON5Value.Member] {
        try checkDepth(depth)
        let start = position
        advance()
        var members: [JSON5Value.Member] = []
        var seen: [String: JSON5Position] = [:]
        while true {
            try skipBlank()
            if take("}") { return members }
            let keyPosition = position
            let key = try self.key()
            if let first = seen.updateValue(keyPosition, forKey: key) {
                let message = "the key \"\(key)\" was already given at \(first)"
                throw JSON5Error(at: keyPosition, message)
            }
            try skipBlank()
            guard take(":") else { throw error("expected \":\" after the key, found \(found)") }
            try skipBlank()
            let value = try self.value(depth: depth)
            members.append(JSON5Value.Member(key, value, position: keyPosition))
            try skipBlank()
            guard try separator(before: "}", openedAt: start) else { continue }
            return members
        }
    }

    /// After an element: true when the closing bracket came, false after a comma.
    private mutating func separator(
        before close: Unicode.Scalar, openedAt start: JSON5Position
    ) throws(JSON5Error) -> Bool {
        if take(close) { return true }
        if take(",") { return false }
        let opened = "the bracket opened at \(start)"
        throw error("expected \",\" or \"\(close)\" to close \(opened), found \(found)")
    }

    private mutating func key() throws(JSON5Error) -> String {
        switch next {
        case "\"", "'": return try string()
        case .some(let scalar) where scalar.startsIdentifier: return try identifier()
        default: throw error("expected a key or \"}\", found \(found)")
        }
    }
}

/// At least four hexadecimal digits, capital.
func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
