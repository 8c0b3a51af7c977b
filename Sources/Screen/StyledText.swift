/// A line of text whose parts may differ in style. Made from literals and joined with `+`:
/// `"left " + StyledText("OPERATOR", .operatorDriving)`.
public struct StyledText: Sendable, Equatable, ExpressibleByStringInterpolation {
    public struct Run: Sendable, Equatable {
        public var text: String
        public var style: Style
    }

    public private(set) var runs: [Run]

    public init(_ text: String, _ style: Style = .plain) {
        runs = text.isEmpty ? [] : [Run(text: text, style: style)]
    }

    public init(stringLiteral value: String) { self.init(value) }

    public static func + (a: StyledText, b: StyledText) -> StyledText {
        var sum = a
        sum.runs += b.runs
        return sum
    }

    public static func += (a: inout StyledText, b: StyledText) { a.runs += b.runs }

    /// The text without its styles.
    public var text: String { runs.map(\.text).joined() }

    /// Columns that the text takes.
    public var columns: Int { runs.reduce(0) { $0 + TextWidth.columns($1.text) } }

    /// This text and as many of `parts`, from the first on, as fit into so many columns whole.
    public func followed(by parts: [StyledText], within columns: Int) -> StyledText {
        var text = self
        for part in parts {
            guard text.columns + part.columns <= columns else { break }
            text += part
        }
        return text
    }

    /// The same text, all in one style.
    public func restyled(_ style: Style) -> StyledText { StyledText(text, style) }
}
