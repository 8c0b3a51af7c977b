/// Breaking text into lines.
public enum Wrapping {
    /// Lines of at most so many columns, broken at blanks and where the text has line ends; a word
    /// that is longer than a line is broken inside. Always at least one line.
    public static func lines(_ text: String, columns: Int) -> [String] {
        let columns = max(1, columns)
        let scalars = text.unicodeScalars.filter { $0 != "\r" }
        return scalars.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { wrapped(String(String.UnicodeScalarView($0)), columns) }
    }

    private static func wrapped(_ paragraph: String, _ columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in paragraph.split(separator: " ") {
            var rest = String(word)
            let width = TextWidth.columns(rest)
            if used > 0, used + 1 + width > columns {
                lines.append(line)
                (line, used) = ("", 0)
            }
            while TextWidth.columns(rest) > columns {
                let head = prefix(of: rest, columns)
                lines.append(head)
                rest = String(rest.unicodeScalars.dropFirst(head.unicodeScalars.count))
            }
            line += (used > 0 ? " " : "") + rest
            used += (used > 0 ? 1 : 0) + TextWidth.columns(rest)
        }
        if used > 0 || lines.isEmpty { lines.append(line) }
        return lines
    }

    /// As many scalars as fit, at least one.
    private static func prefix(of text: String, _ columns: Int) -> String {
        var head = String.UnicodeScalarView()
        var used = 0
        for scalar in text.unicodeScalars {
            used += TextWidth.columns(scalar)
            if used > columns, !head.isEmpty { break }
            head.append(scalar)
        }
        return String(head)
    }
}
