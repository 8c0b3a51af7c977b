// Frames and rules.

extension Grid {
    /// Draws a frame along the edge of an area and gives the area inside it. A title stands in the
    /// upper edge, cut where it is too long. Areas of less than 2x2 cells get no frame.
    @discardableResult
    public mutating func box(
        _ area: Rect, title: StyledText = "", style: Style = .dim
    ) -> Rect {
        guard area.columns >= 2, area.rows >= 2 else { return area }
        let horizontal = String(repeating: "─", count: area.columns - 2)
        put("┌" + horizontal + "┐", style, column: 0, row: 0, in: area)
        put("└" + horizontal + "┘", style, column: 0, row: area.rows - 1, in: area)
        for row in 1..<area.rows - 1 {
            put("│", style, column: 0, row: row, in: area)
            put("│", style, column: area.columns - 1, row: row, in: area)
        }
        if !title.runs.isEmpty, area.columns > 6 {
            let head = Rect(
                column: area.column + 2, row: area.row, columns: area.columns - 4, rows: 1)
            put(" " + title + " ", column: 0, row: 0, in: head)
        }
        return area.inset()
    }

    /// A horizontal line through an area, with an optional title near its left end.
    public mutating func rule(
        row: Int, in area: Rect, title: StyledText = "", style: Style = .dim
    ) {
        put(String(repeating: "─", count: area.columns), style, column: 0, row: row, in: area)
        if !title.runs.isEmpty { put(" " + title + " ", column: 2, row: row, in: area) }
    }

    /// A vertical line through the full height of an area.
    public mutating func rule(column: Int, in area: Rect, style: Style = .dim) {
        for row in 0..<area.rows { put("│", style, column: column, row: row, in: area) }
    }
}
