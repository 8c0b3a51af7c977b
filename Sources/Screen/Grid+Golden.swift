// The form of a grid that tests compare and people read in a diff.

extension Grid {
    /// The text of every row ended by `|`, then the letters of the styles row by row in the same
    /// form, then a legend of the letters used. Without styles other than plain the layer is left
    /// out.
    public var goldenText: String {
        var lines = (0..<rows).map { text(row: $0) + "|" }
        let used = Style.allCases.filter { style in cells.contains { $0.style == style } }
        if used != [.plain] {
            lines.append("styles:")
            for row in 0..<rows {
                let letters = cells[row * columns..<(row + 1) * columns].map(\.style.letter)
                lines.append(String(letters) + "|")
            }
            lines.append(used.map { "\($0.letter)=\($0)" }.joined(separator: " "))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The characters of one row; empty outside the grid.
    public func text(row: Int) -> String {
        guard row >= 0, row < rows else { return "" }
        var text = String.UnicodeScalarView()
        for cell in cells[row * columns..<(row + 1) * columns] where cell.width > 0 {
            text.append(cell.scalar)
            if let mark = cell.mark { text.append(mark) }
        }
        return String(text)
    }

    /// All rows without blanks at their ends: what a person would read.
    public var text: String {
        (0..<rows).map { row in
            var line = Substring(text(row: row))
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n")
    }
}
