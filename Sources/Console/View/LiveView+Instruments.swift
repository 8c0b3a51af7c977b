internal import Control
internal import Messages
internal import Screen

/// Below the arms: the operator's puck on the left, the policy's gauges on the right, and where
/// there is room the figures of the link.
extension LiveView {
    static func drawInstruments(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let isWide = area.columns >= 140
        let columns = area.split(
            columns: isWide ? [.share(1), .share(1), .fixed(44)] : [.share(1), .share(1)], gap: 2)
        drawPucks(model, in: columns[0], on: &grid)
        drawGauges(model, in: columns[1], withFigures: !isWide, on: &grid)
        if isWide { drawFigures(model, row: 0, in: columns[2], on: &grid) }
    }

    // MARK: puck

    private static func drawPucks(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let input = model.live.input
        guard !input.pucks.isEmpty else {
            let text = input.problem ?? "No 3D mouse: plug one in, or drive with the arrow keys."
            let lines = Wrapping.lines(text.forDisplay(limit: 200), columns: area.columns - 2)
            for (row, line) in lines.prefix(area.rows).enumerated() {
                grid.put(
                    line, input.problem == nil ? .dim : .warning, column: 2, row: row, in: area)
            }
            return
        }
        let shown = input.pucks.prefix(2)
        let places = area.split(
            columns: Array(repeating: .share(1), count: shown.count), gap: 1)
        for (puck, place) in zip(shown, places) { drawPuck(puck, model, in: place, on: &grid) }
    }

    private static func drawPuck(
        _ puck: PuckStatus, _ model: LiveModel, in area: Rect, on grid: inout Grid
    ) {
        let body = Rect(
            column: area.column + 2, row: area.row, columns: area.columns - 2, rows: area.rows)
        let width = max(3, min(21, (body.columns - 7) / 2))
        let style: Style = puck.condition == .live ? .operatorText : .warning
        for axis in 0..<3 {
            let name = ["x", "y", "z"][axis]
            var place = grid.put(name + "  ", .dim, column: 0, row: axis, in: body)
            place = grid.put(
                Gauge.signedBar(puck.axes[axis], columns: width, glyphs: grid.glyphs), style,
                column: place, row: axis, in: body)
            place = grid.put(" r" + name + " ", .dim, column: place, row: axis, in: body)
            grid.put(
                Gauge.signedBar(puck.axes[axis + 3], columns: width, glyphs: grid.glyphs), style,
                column: place, row: axis, in: body)
        }
        var text = label(TextWidth.fit(puck.name, 20, glyphs: grid.glyphs) + "  ")
        text += StyledText(condition(puck, model), puck.condition == .live ? .plain : .warning)
        if !puck.buttons.isEmpty {
            text += label("  ") + StyledText(puck.buttons.joined(separator: " "), .operatorText)
        }
        grid.put(text, column: 0, row: 3, in: body)
        if area.columns < 100, area.rows > 4 {
            grid.put(driveWords(model, columns: body.columns), column: 0, row: 4, in: body)
        }
    }

    static func condition(_ puck: PuckStatus, _ model: LiveModel) -> String {
        switch puck.condition {
        case .notCentred: "let it go: not centred yet"
        case .live: puck.isConditioned ? "live" : "live, raw"
        case .lacksSwitch: "on the air: needs a pedal"
        case .unproven: "NOT MOVING: not believed"
        case .shared(let other): "HELD BY \(other?.forDisplay(limit: 32) ?? "another program")"
        case .gone(let since): "GONE for " + Figures.span(model.now &- since)
        }
    }

    // MARK: gauges

    private static func drawGauges(
        _ model: LiveModel, in area: Rect, withFigures: Bool, on grid: inout Grid
    ) {
        let names = model.live.cell?.gauges ?? []
        let shown = min(names.count, area.rows)
        let nameColumns = min(14, names.map { TextWidth.columns($0) }.max() ?? 0)
        for index in 0..<shown where model.live.gauges.indices.contains(index) {
            let values = model.live.gauges[index].values
            var place = grid.put(
                TextWidth.pad(names[index], nameColumns, glyphs: grid.glyphs), .dim, column: 0,
                row: index, in: area)
            place = grid.put(
                Figures.field(values.last ?? nil, places: 2, columns: 6) + " ", .bold,
                column: place, row: index, in: area)
            let course = Sparkline.text(
                values, columns: area.columns - place - 1, range: 0...1, glyphs: grid.glyphs)
            grid.put(course, .policy, column: place, row: index, in: area)
        }
        if withFigures, shown < area.rows {
            drawFigures(model, row: shown, in: area, on: &grid)
        }
    }

    // MARK: link

    private static func drawFigures(
        _ model: LiveModel, row: Int, in area: Rect, on grid: inout Grid
    ) {
        let live = model.live
        var lines: [StyledText] = [
            label("input ")
                + StyledText(Figures.right(Figures.span(live.latency.eventToCommand?.median), 6))
                + label("  tick late ") + StyledText(Figures.span(live.latency.tickLate)),
            label("steps missed ") + count(live.link.missed)
                + label("  images ") + count(live.link.drops.images),
            label("frames skipped ") + count(live.screen.skippedFrames)
                + label("  worst input ")
                + StyledText(Figures.span(live.latency.eventToCommand?.percentile99)),
        ]
        if live.link.plane.standing == .works {
            let held = live.link.plane.held
            lines.append(
                label("commands arrived ") + StyledText(Figures.span(held)) + label(" ago"))
        }
        for (offset, line) in lines.prefix(max(0, area.rows - row)).enumerated() {
            grid.put(line, column: 0, row: row + offset, in: area)
        }
    }

    private static func count(_ count: UInt64) -> StyledText {
        StyledText(count > 9_999_999 ? ">9999999" : "\(count)", count == 0 ? .plain : .warning)
    }
}
