/// One value of a document: its content and the place where it began.
///
/// Two values are equal when their contents are; positions are not compared. The whole number `5`
/// and the double `5.0` are different contents (they are written differently), but `number` gives
/// the same for both.
public struct JSON5Value: Sendable {
    /// What a value can be.
    public enum Content: Sendable, Equatable {
        case null
        case bool(Bool)
        /// A number without fraction and exponent that fits 64 bits.
        case integer(Int64)
        /// Any other number. May be infinite or NaN: whoever uses it must refuse that.
        case number(Double)
        case string(String)
        case array([JSON5Value])
        /// Members in the order of the text, no key twice.
        case object([Member])
    }

    /// One key of an object with its value.
    public struct Member: Sendable, Equatable {
        public var key: String
        /// Where the key stands.
        public var position: JSON5Position
        public var value: JSON5Value

        public init(_ key: String, _ value: JSON5Value, position: JSON5Position = .none) {
            self.key = key
            self.value = value
            self.position = position
        }

        public static func == (a: Member, b: Member) -> Bool {
            a.key == b.key && a.value == b.value
        }
    }

    public var content: Content
    public var position: JSON5Position

    public init(_ content: Content, at position: JSON5Position = .none) {
        self.content = content
        self.position = position
    }

    /// The value of a key; nil where there is no such key or this is no object.
    public subscript(key: String) -> JSON5Value? {
        object?.first { $0.key == key }?.value
    }

    /// A mistake of meaning at this value's place. One sentence without a final stop.
    public func error(_ message: String) -> JSON5Error { JSON5Error(at: position, message) }
}

extension JSON5Value {
    public var isNull: Bool { content == .null }

    public var bool: Bool? {
        if case .bool(let value) = content { value } else { nil }
    }

    /// Any number, whole or not. May be infinite or NaN.
    public var number: Double? {
        switch content {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// A number, but only a finite one.
    public var finiteNumber: Double? {
        guard let number, number.isFinite else { return nil }
        return number
    }

    /// A whole number, also one written as `5.0` or `5e3`.
    public var integer: Int? {
        switch content {
        case .integer(let value): Int(exactly: value)
        case .number(let value): Int(exactly: value)
        case .null, .bool, .string, .array, .object: nil
        }
    }

    public var string: String? {
        if case .string(let value) = content { value } else { nil }
    }

    public var array: [JSON5Value]? {
        if case .array(let value) = content { value } else { nil }
    }

    /// Members in the order of the text.
    public var object: [Member]? {
        if case .object(let value) = content { value } else { nil }
    }

    /// What this is, in a word with its article, for messages: "expected a number, not a string".
    public var kindName: String {
        switch content {
        case .null: "null"
        case .bool: "true or false"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSON5Value: Equatable {
    public static func == (a: JSON5Value, b: JSON5Value) -> Bool { a.content == b.content }
}
