/// JSON5: settings and small documents as text, read with positions and written canonically.
///
/// Reading takes the whole of JSON5 (comments, trailing commas, unquoted keys, single quotes,
/// hexadecimal, `Infinity`, `NaN`) and differs from it in three places, all stricter: a key given
/// twice is an error, a lone surrogate is an error, and a number too large for a double is an error
/// instead of an infinity. Every value carries the line and column where it began, so that whoever
/// gives it a meaning can name the place of a mistake.
///
/// Writing is plain JSON: keys in the order given, doubles in their shortest form that reads back
/// equal.
///
/// This module knows no files and none of the product's own documents. Start reading at
/// `JSON5Text.parse`, then `JSON5Value`; `JSONText.encode` is the other direction.
public enum JSON5Text {
    /// Reads one JSON5 document.
    ///
    /// - Throws: `JSON5Error` with the place of the first mistake.
    public static func parse(
        _ text: String, limits: JSON5Limits = JSON5Limits()
    ) throws(JSON5Error) -> JSON5Value {
        guard text.utf8.count <= limits.bytes else { throw tooLarge(limits) }
        var parser = JSON5Parser(Array(text.unicodeScalars), limits: limits)
        return try parser.document()
    }

    /// Reads one JSON5 document from bytes, which must be valid UTF-8.
    ///
    /// - Throws: `JSON5Error` with the place of the first mistake.
    public static func parse(
        utf8 bytes: [UInt8], limits: JSON5Limits = JSON5Limits()
    ) throws(JSON5Error) -> JSON5Value {
        guard bytes.count <= limits.bytes else { throw tooLarge(limits) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JSON5Error(at: firstInvalid(in: bytes), "this is not UTF-8 text")
        }
        return try parse(text, limits: limits)
    }

    private static func tooLarge(_ limits: JSON5Limits) -> JSON5Error {
        JSON5Error(
            at: JSON5Position(line: 1, column: 1),
            "the text is larger than the allowed \(limits.bytes) bytes")
    }

    /// The place of the first byte sequence that is not UTF-8.
    private static func firstInvalid(in bytes: [UInt8]) -> JSON5Position {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var position = JSON5Position(line: 1, column: 1)
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            if scalar == "\n" {
                position = JSON5Position(line: position.line + 1, column: 1)
            } else {
                position.column += 1
            }
        }
        return position
    }
}

/// How much a reader accepts before it refuses.
public struct JSON5Limits: Sendable {
    /// Largest size of the text in bytes of UTF-8.
    public var bytes: Int
    /// Deepest nesting of arrays and objects.
    public var depth: Int

    /// Limits that fit every document of the product: 16 MiB, 64 levels.
    public init(bytes: Int = 16 << 20, depth: Int = 64) {
        self.bytes = bytes
        self.depth = depth
    }
}
