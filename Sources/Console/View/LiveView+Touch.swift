internal import Messages
internal import Screen
internal import Spatial

/// What an arm feels: six bars of the wrench and the pads' pressure, in four rows.
extension LiveView {
    /// Rows 2 to 5 of a panel's body.
    static func drawTouch(
        _ arm: ArmStatus, _ facts: CellFacts.Group, in body: Rect, on grid: inout Grid
    ) {
        if facts.hasWrench { drawWrench(arm, facts, in: body, on: &grid) }
        if let layout = facts.tactile {
            let columns = min(layout.columns, 8) * 2
            let area = Rect(
                column: body.column + body.columns - columns, row: body.row + 2, columns: columns,
                rows: min(4, layout.rows))
            drawPatch(arm.tactile, in: area, on: &grid)
        }
    }

    private static func drawWrench(
        _ arm: ArmStatus, _ facts: CellFacts.Group, in body: Rect, on grid: inout Grid
    ) {
        let patch = facts.tactile.map { min($0.columns, 8) * 2 + 1 } ?? 0
        let width = min(21, (body.columns - patch - 7) / 2)
        guard width > 2 else { return }
        // Full scale is the force at which the arm holds, so that a bar means the same every day.
        let force = facts.holdForce ?? 50
        for axis in 0..<3 {
            let name = ["x", "y", "z"][axis]
            let share = arm.wrench.map { $0.force[axis] / force }
            let torque = arm.wrench.map { $0.torque[axis] / (force * 0.1) }
            let row = 2 + axis
            var place = grid.put("F" + name + " ", .dim, column: 0, row: row, in: body)
            place = grid.put(
                Gauge.signedBar(share, columns: width, glyphs: grid.glyphs), column: place,
                row: row, in: body)
            place = grid.put(" T" + name + " ", .dim, column: place, row: row, in: body)
            grid.put(
                Gauge.signedBar(torque, columns: width, glyphs: grid.glyphs), column: place,
                row: row, in: body)
        }
    }

    /// Two columns per pad; darker is more pressure, a dot is nothing, a question mark not known.
    private static func drawPatch(_ patch: TactilePatch?, in area: Rect, on grid: inout Grid) {
        guard patch != nil else {
            grid.put("no pads", .dim, column: max(0, area.columns - 7), row: 0, in: area)
            return
        }
        let shades =
            grid.glyphs == .unicode ? ["·", "░", "▒", "▓", "█"] : [".", ":", "+", "x", "#"]
        for row in 0..<area.rows {
            for column in 0..<area.columns / 2 {
                let index = row * (patch?.columns ?? 0) + column
                var shown = "?"
                if let patch, column < patch.columns, patch.shares.indices.contains(index),
                    let share = patch.shares[index]
                {
                    shown = shades[min(4, Int((share * 4).rounded()))]
                }
                grid.put(
                    shown + shown, column: column * 2, row: row, in: area)
            }
        }
    }
}
