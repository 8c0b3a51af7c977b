/// A screen full of cells. Every write is clipped to the area named with it and to the grid.
public struct Grid: Sendable, Equatable {
    public let columns: Int
    public let rows: Int
    /// Which characters this grid may hold; drawings choose their form by it.
    public let glyphs: GlyphSet
    /// Row after row.
    public private(set) var cells: [GridCell]
    /// Where the terminal's cursor is shown, for text being typed; nil hides it.
    public var cursor: Cursor?

    public struct Cursor: Sendable, Equatable {
        public var column: Int
        public var row: Int
        public init(column: Int, row: Int) {
            self.column = column
            self.row = row
        }
    }

    /// A blank grid. Sizes are taken within 1 to 2000.
    public init(columns: Int, rows: Int, glyphs: GlyphSet = .unicode) {
        self.columns = min(max(1, columns), 2000)
        self.rows = min(max(1, rows), 2000)
        self.glyphs = glyphs
        cells = Array(repeating: .blank, count: self.columns * self.rows)
    }

    /// The whole grid.
    public var bounds: Rect { Rect(column: 0, row: 0, columns: columns, rows: rows) }

    /// The cell at a place; nil outside.
    public func cell(column: Int, row: Int) -> GridCell? {
        bounds.contains(column: column, row: row) ? cells[row * columns + column] : nil
    }

    /// Writes text, cut at the right edge of the area without a mark (`TextWidth.fit` marks a cut).
    ///
    /// - Parameters:
    ///   - column: counted from the left edge of the area; may be negative.
    ///   - row: counted from the top of the area; outside the area nothing is written.
    ///   - area: in the coordinates of the grid; nil is the whole grid.
    /// - Returns: the column after the text, counted like `column`.
    @discardableResult
    public mutating func put(
        _ text: some StringProtocol, _ style: Style = .plain, column: Int, row: Int,
        in area: Rect? = nil
    ) -> Int {
        let area = area ?? bounds
        let clip = area.intersection(bounds)
        var place = area.column + column
        var lead: Int?
        for scalar in text.unicodeScalars {
            let (shown, width) = TextWidth.shown(scalar)
            if width == 0 {
                if let lead, TextWidth.isCombining(shown) { addMark(shown, at: lead) }
                continue
            }
            lead = set(shown, width: width, style, column: place, row: area.row + row, clip: clip)
            place += width
        }
        return place - area.column
    }

    /// Writes text of several styles; see the other `put`.
    @discardableResult
    public mutating func put(
        _ text: StyledText, column: Int, row: Int, in area: Rect? = nil
    ) -> Int {
        var place = column
        for run in text.runs {
            place = put(run.text, run.style, column: place, row: row, in: area)
        }
        return place
    }

    /// Fills an area with one character of one column.
    public mutating func fill(
        _ area: Rect, with scalar: Unicode.Scalar = " ", _ style: Style = .plain
    ) {
        let clip = area.intersection(bounds)
        let (visible, width) = TextWidth.shown(scalar)
        let shown = width == 1 ? visible : " "
        for row in clip.row..<clip.row + clip.rows {
            for column in clip.column..<clip.column + clip.columns {
                set(shown, width: 1, style, column: column, row: row, clip: clip)
            }
        }
    }

    /// Gives an area a style and leaves its text: a selected row, a bar.
    public mutating func restyle(_ area: Rect, _ style: Style) {
        let clip = area.intersection(bounds)
        for row in clip.row..<clip.row + clip.rows {
            for column in clip.column..<clip.column + clip.columns {
                cells[row * columns + column].style = style
            }
        }
    }

    // MARK: single cells

    /// Sets one character; gives the index of its cell, nil where it was clipped. A wide one that
    /// does not fit whole leaves blanks in the columns it has.
    @discardableResult
    private mutating func set(
        _ scalar: Unicode.Scalar, width: Int, _ style: Style, column: Int, row: Int, clip: Rect
    ) -> Int? {
        let left = clip.contains(column: column, row: row)
        let right = width == 2 && clip.contains(column: column + 1, row: row)
        guard left || right else { return nil }
        let index = row * columns + column
        if left { clear(index, style) }
        if right { clear(index + 1, style) }
        guard left && (width == 1 || right) else { return nil }
        if glyphs == .ascii, let shown = scalar.asciiLookAlike, width == 1 {
            cells[index].scalar = shown
        } else if glyphs == .ascii {
            cells[index].scalar = "?"
            if right { cells[index + 1].scalar = "?" }
        } else {
            cells[index].scalar = scalar
            cells[index].width = UInt8(width)
            if right { cells[index + 1].width = 0 }
        }
        return index
    }

    /// Makes a cell blank, and the other half too where it was part of a wide character.
    private mutating func clear(_ index: Int, _ style: Style) {
        if cells[index].width == 2, index + 1 < cells.count { cells[index + 1] = .blank }
        if cells[index].width == 0, index > 0 {
            cells[index - 1].scalar = " "
            cells[index - 1].mark = nil
            cells[index - 1].width = 1
        }
        cells[index] = GridCell(" ", style: style)
    }

    private mutating func addMark(_ mark: Unicode.Scalar, at index: Int) {
        guard glyphs == .unicode, cells[index].mark == nil else { return }
        cells[index].mark = mark
    }
}
