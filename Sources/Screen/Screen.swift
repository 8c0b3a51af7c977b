/// Screen: a picture of the terminal as values. A `Grid` holds cells of one scalar and one `Style`;
/// views write into it and never know which terminal, if any, will show it.
///
/// - Everything written is clipped to its area and to the grid.
/// - Control characters, escape bytes and direction overrides become visible placeholders, so text
///   from a robot, a file or a device cannot act on the terminal.
/// - Styles are roles (`.operatorDriving`), not colours. `Style.appearance` says how a role looks
///   with and without colour; what matters must also be said in words.
/// - A grid made with `.ascii` glyphs holds only ASCII, whatever was written.
/// - `Grid.goldenText` is the form that tests compare.
///
/// The module knows nothing of terminals, robots or time. Start reading at `Grid`, then `Rect`
/// (layout), `StyledText`, and the drawings: `Gauge`, `Sparkline`, `Plot`, `Table`, `Wrapping`.
public enum ScreenSize {
    /// The smallest screen on which views promise to show everything that matters.
    public static let minimumColumns = 80
    public static let minimumRows = 24

    public static func isTooSmall(columns: Int, rows: Int) -> Bool {
        columns < minimumColumns || rows < minimumRows
    }

    /// What is shown instead of a view that would not fit.
    public static func drawTooSmall(on grid: inout Grid) {
        let area = grid.bounds
        let text =
            "This terminal is \(grid.columns)x\(grid.rows); Reins needs at least "
            + "\(minimumColumns)x\(minimumRows). Make the window larger or its font smaller."
        for (row, line) in Wrapping.lines(text, columns: max(1, area.columns)).enumerated() {
            grid.put(line, .warning, column: 0, row: row, in: area)
        }
    }
}
