internal import Keymap
internal import Screen

/// What the keys do, over the middle of the screen. Who drives stays in view.
extension LiveView {
    static func drawHelp(_ model: LiveModel, page: Int, in area: Rect, on grid: inout Grid) {
        drawDrivers(model, in: area, on: &grid)
        let lines = helpLines(model)
        let body = Rect(
            column: area.column + 1, row: area.row + 2, columns: area.columns - 2,
            rows: area.rows - 3)
        let across = max(1, body.columns / 78)
        let places = body.split(columns: Array(repeating: .share(1), count: across), gap: 2)
        let perPage = max(1, body.rows * across)
        let pages = max(1, (lines.count + perPage - 1) / perPage)
        let shown = page % pages
        for (offset, line) in lines.dropFirst(shown * perPage).prefix(perPage).enumerated() {
            grid.put(line, column: 0, row: offset % body.rows, in: places[offset / body.rows])
        }
        let foot =
            "page \(shown + 1) of \(pages)   \(model.key(.nudgeDown)) next page, "
            + "\(model.key(.help)) closes"
        grid.put(foot, .key, column: 1, row: area.rows - 1, in: area)
    }

    private static func drawDrivers(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let groups = model.live.cell?.groups ?? []
        guard !groups.isEmpty else { return }
        let line = Rect(column: area.column, row: area.row, columns: area.columns, rows: 1)
        let places = line.split(
            columns: Array(repeating: .share(1), count: groups.count), gap: 2)
        for (index, group) in groups.enumerated() {
            let driver = model.driver(of: index)
            let text = TextWidth.fit(
                "  \(group.title) — \(driver.words)", places[index].columns, glyphs: grid.glyphs)
            grid.fill(places[index], driver.style)
            grid.put(text, driver.style, column: 0, row: 0, in: places[index])
        }
    }

    private static func helpLines(_ model: LiveModel) -> [StyledText] {
        var lines: [StyledText] = []
        for group in model.keymap.helpGroups(for: [.live, .everywhere, .prompt]) {
            lines.append(StyledText(group.group.rawValue, .title))
            for line in group.lines {
                lines.append(
                    StyledText(Figures.left("  " + line.keys, 14), .key)
                        + StyledText(line.intent.summary))
            }
        }
        lines.append(StyledText("Touch", .title))
        lines.append("  Bars of F are full at the force where the arm holds; T at a tenth of it.")
        return lines + timingLines(model)
    }
}
