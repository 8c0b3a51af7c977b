internal import Control
internal import Messages
internal import Recording
internal import Screen

/// Who drove, as letters and as words: the two lines over the traces, and their legend.
extension TraceView {
    /// A letter and a style per column: the most severe authority of the ticks above it.
    static func drawRibbon(_ traces: MotionTraces, on grid: inout Grid, in area: Rect) {
        for (column, worst) in worst(traces, columns: area.columns).enumerated() {
            guard let worst else {
                grid.put("?", .warning, column: column, row: 0, in: area)
                continue
            }
            let (letter, style) = mark(of: worst)
            grid.put(letter, style, column: column, row: 0, in: area)
        }
    }

    /// Holds, STOP and losses by name, each over the ticks that it lasted; the letter alone where
    /// the name has no room.
    static func drawHolds(_ traces: MotionTraces, on grid: inout Grid, in area: Rect) {
        let columns = worst(traces, columns: area.columns)
        let line = grid.glyphs == .unicode ? "─" : "-"
        var column = 0
        while column < columns.count {
            let authority = columns[column]
            let length = columns[column...].prefix { $0 == authority }.count
            defer { column += length }
            guard let authority, let word = holdWord(of: authority) else { continue }
            let (letter, style) = mark(of: authority)
            let text =
                word.utf8.count <= length
                ? word + String(repeating: line, count: length - word.utf8.count)
                : letter + String(repeating: line, count: length - 1)
            grid.put(text, style, column: column, row: 0, in: area)
        }
    }

    private static func worst(_ traces: MotionTraces, columns: Int) -> [Authority?] {
        guard traces.count > 0, columns > 0 else { return [] }
        return (0..<columns).map { column in
            let first = column * traces.count / columns
            let last = max(first + 1, (column + 1) * traces.count / columns)
            return traces.authorities[first..<min(last, traces.count)].compactMap { $0 }.max {
                ActionSource.severity(of: $0) < ActionSource.severity(of: $1)
            }
        }
    }

    static func mark(of authority: Authority) -> (String, Style) {
        switch authority {
        case .policy: ("p", .policy)
        case .returning: ("r", .changing)
        case .delta: ("D", .delta)
        case .operator: ("O", .operatorDriving)
        case .taking: ("t", .changing)
        case .hold: ("h", .hold)
        case .deviceLost: ("d", .alarm)
        case .linkLost: ("l", .alarm)
        case .fault: ("f", .alarm)
        case .stopped: ("S", .stop)
        }
    }

    private static func holdWord(of authority: Authority) -> String? {
        switch authority {
        case .policy, .returning, .delta, .operator, .taking: nil
        case .hold: "HOLD"
        case .deviceLost: "MOUSE LOST"
        case .linkLost: "LINK LOST"
        case .fault: "FAULT"
        case .stopped: "STOP"
        }
    }

    private static func name(of authority: Authority) -> String {
        switch authority {
        case .policy: "policy"
        case .returning: "returning"
        case .delta: "policy and operator"
        case .operator: "operator"
        case .taking: "taking over"
        case .hold: "hold"
        case .deviceLost: "mouse lost"
        case .linkLost: "link lost"
        case .fault: "fault"
        case .stopped: "STOP"
        }
    }

    /// What lines and letters mean, those that are there; on as many lines as it takes.
    static func legend(
        _ traces: MotionTraces, _ time: String?, columns: Int, _ glyphs: GlyphSet
    ) -> [StyledText] {
        let (solid, dotted) = glyphs == .unicode ? ("──", "╌╌") : ("**", "..")
        var parts = [
            StyledText("\(solid) executed", .operatorText), StyledText("\(dotted) policy", .policy),
        ]
        if let time { parts.append(StyledText(time, .bold)) }
        let seen = Set(traces.authorities.compactMap { $0 })
        parts += Authority.allCases.filter(seen.contains).map {
            StyledText("\(mark(of: $0).0) \(name(of: $0))", .dim)
        }
        var lines: [StyledText] = []
        for part in parts {
            if let last = lines.last, last.columns + 2 + part.columns <= columns {
                lines[lines.count - 1] = last + "  " + part
            } else {
                lines.append(part)
            }
        }
        return lines
    }
}
