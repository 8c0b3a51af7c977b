internal import Control
internal import Messages
internal import Screen
internal import Spatial

/// One panel per arm, side by side; more than two stand in two rows. What is no arm has a line of
/// its own below them.
extension LiveView {
    static func drawArms(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let arms = model.live.cell?.arms ?? 0
        let panels = model.live.arms.indices.filter { arms.contains(group: $0) }
        let lines = model.live.arms.indices.filter { !arms.contains(group: $0) }
        guard !panels.isEmpty else { return }
        let parts = area.split(rows: [.share(1), .fixed(lines.count)])
        let count = panels.count
        let rows = parts[0].split(rows: Array(repeating: .share(1), count: count > 2 ? 2 : 1))
        let across = count > 2 ? 2 : count
        for (place, index) in panels.enumerated() {
            let columns = rows[place / across].split(
                columns: Array(repeating: .share(1), count: across), gap: 2)
            drawArm(model, index, in: columns[place % across], on: &grid)
        }
        for (row, index) in lines.enumerated() {
            drawLine(model, index, row: row, in: parts[1], on: &grid)
        }
    }

    /// Who drives a group that is no arm, and what to do about it.
    private static func drawLine(
        _ model: LiveModel, _ index: Int, row: Int, in area: Rect, on grid: inout Grid
    ) {
        let driver = model.driver(of: index)
        let half = area.columns / 2 - 1
        let bar = Rect(column: area.column, row: area.row + row, columns: half, rows: 1)
        grid.fill(bar, driver.style)
        let mark = model.interface.drive.groups.contains(group: index) ? "▶ " : "  "
        let title = model.live.cell?.groups[index].title ?? ""
        let words = TextWidth.fit(
            mark + title + " — " + driver.words, half, glyphs: grid.glyphs)
        grid.put(words, driver.style, column: 0, row: 0, in: bar)
        let advice = TextWidth.fitWords(
            driver.advice, area.columns - half - 2, glyphs: grid.glyphs)
        grid.put(advice, .bold, column: half + 2, row: row, in: area)
    }

    private static func drawArm(
        _ model: LiveModel, _ index: Int, in area: Rect, on grid: inout Grid
    ) {
        drawDriver(model, index, in: area, on: &grid)
        guard model.live.newest != nil, let facts = model.live.cell?.groups[index] else { return }
        let arm = model.live.arms[index]
        let body = Rect(
            column: area.column + 2, row: area.row + 2, columns: area.columns - 2,
            rows: area.rows - 2)
        put(chunk(arm, model, grid.glyphs), 0, body, &grid)
        put(gripper(arm, facts, grid.glyphs), 1, body, &grid)
        drawTouch(arm, facts, in: body, on: &grid)
        put(force(arm, facts), 5, body, &grid)
        put(limits(arm, model), 6, body, &grid)
        put(pose(arm), 7, body, &grid)
        put(age(arm), 8, body, &grid)
        put(lag(arm), 9, body, &grid)
        if facts.hasWrench, body.rows > 10 { drawForceCourse(arm, facts, in: body, on: &grid) }
    }

    /// The force of the last 40 s, in whatever rows are left.
    private static func drawForceCourse(
        _ arm: ArmStatus, _ facts: CellFacts.Group, in body: Rect, on grid: inout Grid
    ) {
        let range = 0...(facts.holdForce ?? 50)
        grid.put("|F|", .dim, column: 0, row: 10, in: body)
        let area = Rect(
            column: body.column + 4, row: body.row + 10, columns: body.columns - 4,
            rows: body.rows - 10)
        guard area.rows > 2 else {
            let course = Sparkline.text(
                arm.force.values, columns: area.columns, range: range, glyphs: grid.glyphs)
            grid.put(course, column: 0, row: 0, in: area)
            return
        }
        let values = arm.force.values
        let missing = [Double?](repeating: nil, count: History.capacity - values.count)
        Plot([.init(missing + values, .plain)], range: range).draw(on: &grid, in: area)
    }

    private static func put(_ text: StyledText, _ row: Int, _ area: Rect, _ grid: inout Grid) {
        grid.put(text, column: 0, row: row, in: area)
    }

    /// Two lines in the style of who drives: the words, and what to do.
    private static func drawDriver(
        _ model: LiveModel, _ index: Int, in area: Rect, on grid: inout Grid
    ) {
        let driver = model.driver(of: index)
        let bar = Rect(column: area.column, row: area.row, columns: area.columns, rows: 1)
        grid.fill(bar, driver.style)
        let isSelected = model.interface.drive.groups.contains(group: index)
        let title = model.live.cell?.groups[index].title ?? ""
        let mark = isSelected ? "▶ " : "  "
        let words = TextWidth.fit(
            mark + title + " — " + driver.words, bar.columns, glyphs: grid.glyphs)
        grid.put(words, driver.style, column: 0, row: 0, in: bar)
        let advice = TextWidth.fitWords(driver.advice, area.columns - 2, glyphs: grid.glyphs)
        grid.put(advice, .bold, column: 2, row: 1, in: area)
    }

    // MARK: lines of a panel

    private static func chunk(
        _ arm: ArmStatus, _ model: LiveModel, _ glyphs: GlyphSet
    ) -> StyledText {
        guard let chunk = arm.chunk else {
            return label("chunk  ") + StyledText("none for this tick", .warning)
        }
        let timing = model.live.cell?.manifest.control.policy
        let horizon = max(1, timing?.horizon ?? 1)
        let position = "\(min(chunk.index, 998) + 1)/\(horizon)"
        let bar = Gauge.bar(
            Double(chunk.index + 1) / Double(horizon), columns: 8, glyphs: glyphs)
        let old = chunk.age > timing?.maximumAge ?? .max
        let age = Figures.right(Figures.span(chunk.age), 7)
        return label("chunk  ") + StyledText(Figures.right(position, 7) + " ")
            + StyledText(bar, .policy) + label(" age ")
            + StyledText(age, old ? .warning : .plain)
    }

    private static func gripper(
        _ arm: ArmStatus, _ facts: CellFacts.Group, _ glyphs: GlyphSet
    ) -> StyledText {
        guard facts.hasGripper else { return label("grip   none") }
        let span = facts.gripperOpen - facts.gripperClosed
        let share = arm.gripper.map { ($0 - facts.gripperClosed) / (span == 0 ? 1 : span) }
        let words =
            switch share {
            case .some(let share) where share.isFinite: share > 0.5 ? " open   " : " closed "
            case .some, nil: " –      "
            }
        let style: Style = arm.gripperAuthority == .policy ? .plain : .operatorText
        return label("grip   ")
            + StyledText(Figures.field(arm.gripper, places: 2, columns: 7) + " ")
            + StyledText(Gauge.bar(share, columns: 8, glyphs: glyphs))
            + StyledText(words) + StyledText(arm.gripperAuthority.words, style)
    }

    private static func force(_ arm: ArmStatus, _ facts: CellFacts.Group) -> StyledText {
        guard facts.hasWrench else { return "" }
        let force = arm.wrench?.force.length
        let style: Style =
            switch (force, facts.slowForce, facts.holdForce) {
            case (let force?, _, let hold?) where force > hold: .alarm
            case (let force?, let slow?, _) where force > slow: .warning
            default: .plain
            }
        var text = label("|F| ")
        text += StyledText(Figures.field(force, places: 1, columns: 6) + " N", style)
        if let hold = facts.holdForce {
            text += label("  hold " + Figures.fixed(hold, places: 0))
        }
        return text
    }

    private static func limits(_ arm: ArmStatus, _ model: LiveModel) -> StyledText {
        let words = arm.limits(at: model.live.newest?.now ?? 0).words
        return words.isEmpty
            ? label("limits none")
            : label("limits ") + StyledText(words.joined(separator: ", "), .warning)
    }

    private static func pose(_ arm: ArmStatus) -> StyledText {
        let position = arm.tool?.position
        var text = label("tool")
        for axis in 0..<3 {
            text += StyledText(
                Figures.field(position?[axis], places: 3, columns: 7))
        }
        text += label(" m")
        if let speed = arm.speed {
            text += StyledText(Figures.field(speed * 1000, places: 0, columns: 5)) + label(" mm/s")
        }
        return text
    }

    private static func age(_ arm: ArmStatus) -> StyledText {
        let shadow =
            switch arm.freshness {
            case .none: StyledText("none  ", .dim)
            case .driving: StyledText("drives", .policy)
            case .fresh: StyledText("fresh ", .policy)
            }
        return label("shadow ") + shadow + label("  command age ")
            + StyledText(Figures.span(arm.commandAge))
    }

    private static func lag(_ arm: ArmStatus) -> StyledText {
        guard let tool = arm.tool, let setpoint = arm.setpoint else { return "" }
        let error = tool.displacement(to: setpoint)
        return label("behind ")
            + StyledText(Figures.field(error.linear.length * 1000, places: 1, columns: 6))
            + label(" mm")
            + StyledText(Figures.field(error.angular.length * 180 / .pi, places: 1, columns: 6))
            + label(" deg")
    }
}
