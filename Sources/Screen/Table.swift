/// Rows of text in columns, with a head, a selection and a window onto long lists.
public struct Table: Sendable {
    public struct Column: Sendable {
        public var title: String
        public var extent: Rect.Extent
        public var alignment: TextWidth.Alignment

        public init(
            _ title: String, _ extent: Rect.Extent, _ alignment: TextWidth.Alignment = .left
        ) {
            self.title = title
            self.extent = extent
            self.alignment = alignment
        }
    }

    public var columns: [Column]
    /// Each row has a text per column; missing ones are blank, further ones are not shown.
    public var rows: [[StyledText]]
    /// The row drawn as selected, and kept in view.
    public var selected: Int?

    public init(columns: [Column], rows: [[StyledText]], selected: Int? = nil) {
        self.columns = columns
        self.rows = rows
        self.selected = selected
    }

    /// The first row shown where so many fit: the selected one stays in view, as near the middle
    /// as the ends of the list allow.
    public func firstRow(visible: Int) -> Int {
        let centred = (selected ?? 0) - visible / 2
        return max(0, min(centred, rows.count - visible))
    }

    /// Draws the head in the first row of the area and the rows below it.
    public func draw(on grid: inout Grid, in area: Rect) {
        guard area.rows > 0 else { return }
        let columnAreas = area.split(columns: columns.map(\.extent), gap: 1)
        for (column, place) in zip(columns, columnAreas) {
            let text = TextWidth.pad(
                column.title, place.columns, column.alignment, glyphs: grid.glyphs)
            grid.put(text, .bold, column: 0, row: 0, in: place)
        }
        let visible = area.rows - 1
        let first = firstRow(visible: visible)
        for (offset, row) in rows.dropFirst(first).prefix(visible).enumerated() {
            for (index, text) in row.prefix(columns.count).enumerated() {
                draw(text, columns[index], row: offset + 1, in: columnAreas[index], on: &grid)
            }
            guard first + offset == selected else { continue }
            let line = Rect(
                column: area.column, row: area.row + offset + 1, columns: area.columns, rows: 1)
            grid.restyle(line, .selected)
        }
    }

    private func draw(
        _ text: StyledText, _ column: Column, row: Int, in area: Rect, on grid: inout Grid
    ) {
        let missing = area.columns - text.columns
        guard missing >= 0 else {
            grid.put(text, column: 0, row: row, in: area)
            if area.columns > 0 {
                let mark = String(grid.glyphs.ellipsis)
                grid.put(mark, .dim, column: area.columns - 1, row: row, in: area)
            }
            return
        }
        let start =
            switch column.alignment {
            case .left: 0
            case .right: missing
            case .centre: missing / 2
            }
        grid.put(text, column: start, row: row, in: area)
    }
}
