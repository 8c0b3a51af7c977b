public import Screen

/// The live screen as a function of the model. Every thing has its fixed place; what is not known
/// or not there leaves its place empty.
///
/// ```
///  0  bar: robot, simulated or real, cell, link
///  1  policy and instruction
///  2  episode with clock, recording
///  3  control, enabling switch, what the puck drives
///  4… alarms
///     one panel per arm: who drives it, chunk, gripper, touch, limits, pose
///     puck                         gauges
///     last events
///     one line on what STOP is not, key hints, one line for questions and reasons
/// ```
public enum LiveView {
    /// Draws over the whole grid, which must be blank.
    public static func draw(_ model: LiveModel, on grid: inout Grid) {
        guard !ScreenSize.isTooSmall(columns: grid.columns, rows: grid.rows) else {
            drawTooSmall(model, on: &grid)
            return
        }
        let parts = Parts(grid.bounds, model)
        drawHeader(model, in: parts.header, on: &grid)
        drawAlarms(model, in: parts.alarms, on: &grid)
        if case .help(let page) = model.interface.mode {
            drawHelp(model, page: page, in: parts.middle, on: &grid)
        } else if model.live.cell == nil {
            drawWaiting(model, in: parts.middle, on: &grid)
        } else {
            drawArms(model, in: parts.arms, on: &grid)
            drawInstruments(model, in: parts.instruments, on: &grid)
            drawEvents(model, in: parts.events, on: &grid)
        }
        drawFoot(model, in: parts.foot, on: &grid)
    }

    /// The picture as text, without blanks at the ends of its lines: for documents and logs.
    public static func text(
        of model: LiveModel, columns: Int, rows: Int, glyphs: GlyphSet = .unicode
    ) -> String {
        var grid = Grid(columns: columns, rows: rows, glyphs: glyphs)
        draw(model, on: &grid)
        return grid.text
    }

    /// Where everything is. Depends on the size of the screen and on the manifest alone.
    struct Parts {
        var header: Rect
        var alarms: Rect
        /// Arms, instruments and events together.
        var middle: Rect
        var arms: Rect
        var instruments: Rect
        var events: Rect
        var foot: Rect

        init(_ bounds: Rect, _ model: LiveModel) {
            let spare = bounds.rows - ScreenSize.minimumRows
            let alarmRows = 1 + min(2, spare / 6)
            let whole = bounds.split(
                rows: [.fixed(4), .fixed(alarmRows), .share(1), .fixed(3)])
            (header, alarms, middle, foot) = (whole[0], whole[1], whole[2], whole[3])
            let more = spare - (alarmRows - 1)
            let parts = middle.split(rows: [
                .fixed(10 + min(8, more / 2)), .fixed(3 + min(3, more / 4)), .share(1),
            ])
            (arms, instruments, events) = (parts[0], parts[1], parts[2])
        }
    }

    // MARK: instead of the live picture

    /// Even a window that is far too small says who drives.
    private static func drawTooSmall(_ model: LiveModel, on grid: inout Grid) {
        ScreenSize.drawTooSmall(on: &grid)
        for (index, group) in (model.live.cell?.groups ?? []).enumerated() {
            let driver = model.driver(of: index)
            let row = grid.rows - model.live.arms.count + index
            guard row > 2 else { continue }
            grid.put("\(group.title) — \(driver.words)", driver.style, column: 0, row: row)
        }
    }

    private static func drawWaiting(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let text =
            switch model.live.link.phase {
            case .connecting(let since):
                "Waiting for the cell at \(model.live.address), for "
                    + "\(Figures.span(model.now &- since)). Nothing is driven from here yet."
            case .connected: "Connected; waiting for the first step."
            case .refused(let reason): "The cell refused: " + reason.forDisplay(limit: 300)
            case .broken(let reason, let since):
                "No connection for \(Figures.span(model.now &- since)): "
                    + reason.forDisplay(limit: 300) + " Trying again."
            }
        let width = min(area.columns - 4, 76)
        for (row, line) in Wrapping.lines(text, columns: width).enumerated() {
            grid.put(line, column: 2, row: 2 + row, in: area)
        }
    }
}
