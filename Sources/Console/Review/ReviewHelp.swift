internal import Screen

/// What the keys of a review do, and what its columns and lines mean.
enum ReviewHelp {
    private static let keys = [
        ("up down", "k j", "Choose an intervention or episode, also while open."),
        ("pageUp pageDown", "", "In the list ten rows, in an open one 25 ticks."),
        ("home end", "", "To the first or the last one, or tick."),
        ("enter", "", "Open the chosen one."),
        ("left right", "", "In an open one: move the cursor by a tick."),
        ("o", "tab", "In an opened episode without intervention: other arm."),
        ("escape", "b", "Back to the list; from the list: quit."),
        ("?", "F1", "This help."),
        ("q", "ctrl-c", "Quit."),
    ]

    private static let words = [
        ("lasts, moving", "From takeover to hand-back; of that, moved by hand."),
        ("apart", "Executed velocity less what the policy wanted: mean, greatest."),
        ("reason", "What the arm held for before it was taken over."),
        ("0.00 s", "The takeover; without intervention the episode's start."),
        ("3.0 / 1.5", "Under the cursor: executed / wanted by the policy."),
        ("who", "Who drove, a letter per column of ticks."),
        ("held", "Holds, STOP and losses by name, while they lasted."),
    ]

    static func draw(on grid: inout Grid, in area: Rect) {
        grid.put(" Review", .title, column: 0, row: 0, in: area)
        var row = 2
        for (key, other, what) in keys {
            let names = other.isEmpty ? key : key + " " + other
            put(names, what, row, &grid, area)
            row += 1
        }
        row += 1
        for (word, what) in words {
            put(word, what, row, &grid, area)
            row += 1
        }
    }

    private static func put(
        _ name: String, _ what: String, _ row: Int, _ grid: inout Grid, _ area: Rect
    ) {
        grid.put(name, .key, column: 1, row: row, in: area)
        grid.put(
            TextWidth.fitWords(what, area.columns - 18, glyphs: grid.glyphs), column: 18, row: row,
            in: area)
    }
}
