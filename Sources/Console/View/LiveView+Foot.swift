internal import Control
internal import Keymap
internal import Screen

/// Last events, and the three lines at the bottom.
extension LiveView {
    static func drawEvents(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let shown = shownEvents(model.live.events, rows: area.rows)
        for (row, line) in shown.enumerated() {
            let time = Figures.timeOfDay(
                unixSeconds: line.unixSeconds, offset: model.live.localOffset)
            var place = grid.put(" " + time + " ", .dim, column: 0, row: row, in: area)
            // The cell's own sentences name the arm already.
            if let group = line.group, let facts = model.live.cell?.groups, group < facts.count,
                !line.text.lowercased().contains(facts[group].name)
            {
                let title = facts[group].title
                place = grid.put(title + ": ", .dim, column: place, row: row, in: area)
            }
            let style: Style =
                switch line.level {
                case .information: .plain
                case .warning: .warning
                case .error: .alarm
                }
            let text = TextWidth.fitWords(line.text, area.columns - place - 1, glyphs: grid.glyphs)
            grid.put(text, style, column: place, row: row, in: area)
        }
    }

    /// The last events, in their order. Where there is no room for all of the last minute, warnings
    /// and errors stay before what is only good to know; the very newest one stays in any case.
    static func shownEvents(_ events: [EventLine], rows: Int) -> [EventLine] {
        guard rows > 0, let newest = events.last else { return [] }
        let first = max(0, events.count - rows)
        let isAlarming = { (line: EventLine) in
            line.level != .information && line.unixSeconds >= newest.unixSeconds - 60
        }
        var kept = Array(events.indices.suffix(rows))
        for index in events.indices.prefix(first).reversed() where isAlarming(events[index]) {
            guard let spare = kept.dropLast().first(where: { !isAlarming(events[$0]) }) else {
                break
            }
            kept.removeAll { $0 == spare }
            kept.append(index)
            kept.sort()
        }
        return kept.map { events[$0] }
    }

    static func drawFoot(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let stop = model.keymap.keyName(for: .stop) ?? "no key"
        let what =
            model.mayStop
            ? " STOP (\(stop)) is software, not a safety function; "
            : " This console only watches, its STOP does nothing; "
        grid.put(label(what + "keep the emergency stop near."), column: 0, row: 0, in: area)
        switch model.interface.mode {
        case .plain, .help: break
        // The line below is taken by what is asked or typed.
        case .question, .note, .passing, .takingControl, .void:
            let room = area.narrowed(by: hintsAtEnd(model).columns + 1)
            drawReason(model, row: 1, in: room, on: &grid)
        }
        drawHints(model, row: 1, in: area, on: &grid)
        drawBottom(model, row: 2, in: area, on: &grid)
    }

    // MARK: hints

    private static func drawHints(
        _ model: LiveModel, row: Int, in area: Rect, on grid: inout Grid
    ) {
        let fixed = hintsAtEnd(model)
        let room = area.columns - fixed.columns - 2
        var place = 1
        for text in hints(model, within: room) {
            guard place + text.columns <= room else { break }
            place = grid.put(text, column: place, row: row, in: area) + 2
        }
        grid.put(fixed, column: area.columns - fixed.columns, row: row, in: area)
    }

    private static func hintsAtEnd(_ model: LiveModel) -> StyledText {
        (model.mayStop ? hint(.stop, model, .stop) + "  " : "") + hint(.help, model, .key) + " "
    }

    /// One after the other; where there is no room for the three outcomes one by one, their keys
    /// stand together: `1 0 x outcome`.
    private static func hints(_ model: LiveModel, within room: Int) -> [StyledText] {
        let intents = model.hints
        let long = intents.map { hint($0, model, .key) }
        guard let last = intents.lastIndex(where: Intent.outcomes.contains) else { return long }
        let needed = long[...last].reduce(1) { $0 + $1.columns + 2 } - 2
        guard needed > room else { return long }
        let keys = intents.filter(Intent.outcomes.contains).map {
            model.keymap.keyName(for: $0) ?? "-"
        }
        let short = StyledText(keys.joined(separator: " "), .key) + " outcome"
        return zip(intents, long).compactMap { intent, text in
            guard Intent.outcomes.contains(intent) else { return text }
            return intent == .success ? short : nil
        }
    }

    private static func hint(_ intent: Intent, _ model: LiveModel, _ style: Style) -> StyledText {
        StyledText(model.keymap.keyName(for: intent) ?? "-", style)
            + StyledText(" " + intent.label)
    }

    // MARK: question, text, reason

    private static func drawBottom(
        _ model: LiveModel, row: Int, in area: Rect, on grid: inout Grid
    ) {
        switch model.interface.mode {
        case .plain, .help: drawReason(model, row: row, in: area, on: &grid)
        case .question(let question):
            let answers = "  \(model.key(.confirm)) yes  \(model.key(.cancel)) no"
            let room = area.columns - TextWidth.columns(answers) - 1
            let text = TextWidth.fitWords(
                " " + words(of: question, model), room, glyphs: grid.glyphs)
            let place = grid.put(text, .warning, column: 0, row: row, in: area)
            grid.put(answers, .key, column: place, row: row, in: area)
        case .note(let editor):
            let answers = "  \(model.textKey(.confirm)) writes, \(model.textKey(.cancel)) drops it "
            let columns = TextWidth.columns(answers)
            grid.put(answers, .key, column: area.columns - columns, row: row, in: area)
            drawText(
                editor, after: " note: ", row: row, in: area.narrowed(by: columns), on: &grid)
        case .passing(let editor, let passing):
            let prompt = TextWidth.fit(
                model.prompt(of: passing), area.columns - 12, glyphs: grid.glyphs)
            drawText(editor, after: prompt, row: row, in: area, on: &grid)
        case .takingControl(let editor, let owner):
            let prompt =
                owner.word == owner.name
                ? " type “\(owner.word)” to take control from there: "
                : " type “\(owner.word)” to take it from \(owner.name.prefix(20)): "
            drawText(editor, after: prompt, row: row, in: area, on: &grid)
        case .void(let editor):
            let prompt = " control changed hands; \(model.textKey(.cancel)) leaves this line: "
            drawText(editor, after: prompt, row: row, in: area, on: &grid)
        }
    }

    private static func drawReason(
        _ model: LiveModel, row: Int, in area: Rect, on grid: inout Grid
    ) {
        guard let bottom = model.interface.bottom else { return }
        let text = TextWidth.fitWords(" " + bottom.text, area.columns - 1, glyphs: grid.glyphs)
        grid.put(
            text, bottom.kind == .refusal ? .warning : .plain, column: 0, row: row, in: area)
    }

    private static func words(of question: LiveInterface.Question, _ model: LiveModel) -> String {
        switch question {
        case .quit: "Quit and give control up? Taken arms hold."
        case .giveControl:
            "Give control up? "
                + "\(model.titles(model.live.groups { $0.isTaken } & model.live.commanded)) will hold."
        case .discard: "Discard episode \(model.live.episode.number)?"
        case .reset(let stop): "Reset stop \(stop)? Is its cause gone?"
        }
    }

    /// The end of the text stays in view; the cursor is the terminal's own.
    private static func drawText(
        _ editor: LineEditor, after prompt: String, row: Int, in area: Rect, on grid: inout Grid
    ) {
        let place = grid.put(prompt, .key, column: 0, row: row, in: area)
        let room = max(8, area.columns - place - 2)
        var before = editor.before
        while TextWidth.columns(before) > room { before.removeFirst() }
        let cursor = grid.put(before, column: place, row: row, in: area)
        let after = TextWidth.fit(
            editor.after, max(0, room - TextWidth.columns(before)), glyphs: grid.glyphs)
        grid.put(after, column: cursor, row: row, in: area)
        grid.cursor = Grid.Cursor(column: area.column + cursor, row: area.row + row)
    }
}

extension Rect {
    func narrowed(by columns: Int) -> Rect {
        Rect(column: column, row: row, columns: self.columns - columns, rows: rows)
    }
}

extension Intent {
    /// What may be said of an episode that runs or has ended.
    static let outcomes: [Intent] = [.success, .failure, .discard]
}

extension LiveModel {
    /// The intents worth a hint now, most useful first.
    var hints: [Intent] {
        switch interface.mode {
        case .question, .note, .passing, .takingControl, .void, .help: return []
        case .plain: break
        }
        guard live.cell != nil, isFresh else { return [.quit] }
        return candidates.filter { refusal(of: $0) == nil }
            + (mayOperate ? [.note, .quit] : [.quit])
    }

    private var candidates: [Intent] {
        var intents: [Intent] = []
        if live.stop != 0 { intents.append(.reset) }
        if live.groups(where: { $0.waitsForAcknowledge }) != 0 { intents.append(.acknowledge) }
        if live.ownTag == nil { intents += [.getControl, .takeControl] }
        switch live.episode.state {
        case .ready: intents.append(.start)
        case .idle: intents.append(.next)
        case .ended:
            let isLabelled =
                switch live.episode.outcome {
                case .unlabelled, .truncated: false
                case .success, .failure, .aborted: true
                }
            intents += isLabelled ? [.next] + Intent.outcomes : Intent.outcomes + [.next]
        case .resetting, .running: break
        }
        let taken = live.groups { $0.isTaken } & live.commanded
        if taken != 0 { intents += [.handBack, .hold, .gripperToggle] }
        if live.episode.state == .running, taken != 0 { intents += Intent.outcomes }
        let free = live.groups { $0.authority == .policy || $0.authority == .returning }
        if live.arms.count == 1 {
            intents += [.takeBoth]
        } else if free != 0 {
            intents += [.takeLeft, .takeRight].filter { side($0) & free != 0 }
        }
        if live.groups(where: { $0.gripperAuthority == .kept }) != 0 {
            intents.append(.releaseGripper)
        }
        if live.episode.state == .running, taken == 0 { intents += Intent.outcomes }
        return intents
    }

    private func side(_ intent: Intent) -> GroupMask {
        live.cell?.mask(of: intent == .takeLeft ? .left : .right) ?? 0
    }
}
