/// Writes values as plain JSON that every reader takes: keys in the order given, no blank unless
/// asked for, doubles in the shortest form that reads back equal, ASCII control characters escaped,
/// everything else as UTF-8. The same value always gives the same bytes.
public enum JSONText {
    /// Why a value cannot be written. The path names the place, as in `features.action.mean[2]`.
    public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// JSON has no infinity and no NaN.
        case notFinite(path: String)
        case duplicateKey(path: String)

        public var description: String {
            switch self {
            case .notFinite(let path):
                "the number at \"\(path)\" is not finite and cannot be written as JSON"
            case .duplicateKey(let path):
                "the key \"\(path)\" was given twice and cannot be written as JSON"
            }
        }
    }

    /// The text of one value.
    ///
    /// - Parameter indent: columns per level; nil writes everything on one line. Arrays of plain
    ///   values stay on one line either way. No final line end is added.
    /// - Throws: `Failure` for numbers that are not finite and for keys given twice.
    public static func encode(
        _ value: JSON5Value, indent: Int? = nil
    ) throws(Failure) -> String {
        var writer = JSONWriter(indent: indent)
        try writer.write(value)
        return writer.text
    }
}

private struct JSONWriter {
    let indent: Int?
    var text = ""
    private var path: [Step] = []

    private enum Step {
        case key(String)
        case index(Int)
    }

    init(indent: Int?) { self.indent = indent }

    mutating func write(_ value: JSON5Value) throws(JSONText.Failure) {
        switch value.content {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value):
            guard value.isFinite else { throw .notFinite(path: pathWords) }
            text += value.description
        case .string(let value): write(string: value)
        case .array(let values): try write(array: values)
        case .object(let members): try write(object: members)
        }
    }

    private mutating func write(array values: [JSON5Value]) throws(JSONText.Failure) {
        let nested = values.contains { $0.array != nil || $0.object != nil }
        text += "["
        for (index, value) in values.enumerated() {
            if index > 0 { text += nested || indent == nil ? "," : ", " }
            path.append(.index(index))
            if nested { newLine(depth: path.count) }
            try write(value)
            path.removeLast()
        }
        if nested { newLine(depth: path.count) }
        text += "]"
    }

    private mutating func write(object members: [JSON5Value.Member]) throws(JSONText.Failure) {
        var seen: Set<String> = []
        text += "{"
        for (index, member) in members.enumerated() {
            if index > 0 { text += "," }
            path.append(.key(member.key))
            guard seen.insert(member.key).inserted else {
                throw .duplicateKey(path: pathWords)
            }
            newLine(depth: path.count)
            write(string: member.key)
            text += indent == nil ? ":" : ": "
            try write(member.value)
            path.removeLast()
        }
        if !members.isEmpty { newLine(depth: path.count) }
        text += "}"
    }

    private var pathWords: String {
        var words = ""
        for step in path {
            switch step {
            case .key(let key): words += words.isEmpty ? key : "." + key
            case .index(let index): words += "[\(index)]"
            }
        }
        return words
    }

    private mutating func newLine(depth: Int) {
        guard let indent else { return }
        text += "\n" + String(repeating: " ", count: indent * depth)
    }

    private mutating func write(string: String) {
        text += "\""
        defer { text += "\"" }
        // Nearly every key and name.
        let isPlain = string.utf8.allSatisfy {
            $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isPlain {
            text += string
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}": text += "\\u" + hexadecimal(scalar.value)
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
