/// A place in a text. Both count from 1; columns count Unicode scalars, a tab is one.
/// Zero in both: the value was not read from a text.
public struct JSON5Position: Sendable, Hashable, CustomStringConvertible {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The position of values that were made in code.
    public static let none = JSON5Position(line: 0, column: 0)

    public var description: String { "line \(line), column \(column)" }
}

/// What is wrong in a JSON5 text, and where. Also for mistakes of meaning that a reader of the
/// values finds: `throw value.error("the gain must be positive")`.
public struct JSON5Error: Error, Sendable, Equatable, CustomStringConvertible {
    public var position: JSON5Position
    /// One sentence without a final stop.
    public var message: String

    public var line: Int { position.line }
    public var column: Int { position.column }

    public init(at position: JSON5Position, _ message: String) {
        self.position = position
        self.message = message
    }

    /// "line 3, column 7: …"
    public var description: String { "\(position): \(message)" }

    /// "FILE:3:7: …", the form that editors jump to.
    public func description(file: String) -> String {
        "\(file):\(position.line):\(position.column): \(message)"
    }
}
