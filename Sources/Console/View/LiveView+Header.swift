internal import Control
internal import Keymap
internal import Screen

/// The four lines at the top: what this is, what it is to do, what becomes of it, who commands.
extension LiveView {
    static func drawHeader(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        drawBar(model, in: area, on: &grid)
        drawTask(model, in: area, on: &grid)
        drawEpisode(model, in: area, on: &grid)
        drawControl(model, in: area, on: &grid)
    }

    private static func drawBar(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let bar = Rect(column: area.column, row: area.row, columns: area.columns, rows: 1)
        grid.fill(bar, .title)
        let cell = model.live.cell
        var place = grid.put(" REINS ", .title, column: 0, row: 0, in: bar)
        if let cell {
            place = grid.put(" \(cell.robotName)  ", .title, column: place, row: 0, in: bar)
            // Simulated or real is never left to a colour, and never cut.
            place =
                cell.isSimulated
                ? grid.put(" SIMULATED ", .title, column: place, row: 0, in: bar)
                : grid.put(" REAL ROBOT ", .warning, column: place, row: 0, in: bar)
        }
        let link = " " + linkWords(model, columns: bar.columns - place - 2) + " "
        let linkColumns = TextWidth.columns(link)
        let style: Style = model.isFresh || cell == nil ? .title : .alarm
        grid.put(link, style, column: bar.columns - linkColumns, row: 0, in: bar)
        let room = bar.columns - linkColumns - place - 3
        // Half an address is none.
        if let cell, TextWidth.columns(cell.address) <= room {
            let column = bar.columns - linkColumns - TextWidth.columns(cell.address) - 1
            grid.put(cell.address, .title, column: column, row: 0, in: bar)
        }
    }

    /// `LINK 100 Hz  0.4 ms`: fixed width, so that it stays where it is. Where datagrams pass, and
    /// there is room, with what is lost of them: `  lost  5 %`.
    private static func linkWords(_ model: LiveModel, columns: Int) -> String {
        let link = model.live.link
        guard let age = link.age(at: model.now) else { return "LINK none yet" }
        guard model.isFresh else { return "LINK SILENT " + Figures.right(Figures.span(age), 7) }
        let rate = Figures.field(link.rate, places: 0, columns: 4)
        let words = "LINK\(rate) Hz" + Figures.right(Figures.span(link.roundTrip), 8)
        guard link.plane.standing == .works else { return words }
        let loss =
            "  lost" + Figures.field(link.plane.loss.map { $0 * 100 }, places: 0, columns: 3) + " %"
        return TextWidth.columns(words + loss) <= columns ? words + loss : words
    }

    private static func drawTask(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        guard model.live.cell != nil else { return }
        let half = min(30, area.columns / 3)
        let policy = TextWidth.fit(model.live.policyName, half, glyphs: grid.glyphs)
        let place = grid.put(label(" policy ") + StyledText(policy), column: 0, row: 1, in: area)
        let room = area.columns - place - 11
        let task = TextWidth.fit("“\(model.live.instruction)”", room, glyphs: grid.glyphs)
        grid.put(label("   task ") + StyledText(task), column: place, row: 1, in: area)
    }

    private static func drawEpisode(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        guard model.live.newest != nil else { return }
        let episode = model.live.episode
        let number = Figures.left(episode.number == 0 ? Figures.unknown : "\(episode.number)", 5)
        let style: Style = episode.state == .running ? .bold : .plain
        var text = label(" episode ") + StyledText(number, .bold)
        text += StyledText(Figures.left(episode.state.words, 10), style)
        switch episode.state {
        case .running: text += clock(model.live)
        case .ended: text += outcome(episode.outcome)
        case .idle, .resetting, .ready: break
        }
        grid.put(text, column: 0, row: 2, in: area)
        drawRecorder(model, in: area, on: &grid)
    }

    /// How long it runs; near its limit how long it may still, in the same place.
    private static func clock(_ live: LiveState) -> StyledText {
        guard let left = live.episodeLeft, left <= LiveState.countdown else {
            return StyledText(Figures.clock(live.episodeClock), .bold)
        }
        return StyledText("ends in " + Figures.right(Figures.seconds(left), 4), .bold)
    }

    private static func outcome(_ outcome: Outcome) -> StyledText {
        switch outcome {
        case .unlabelled: StyledText(outcome.words, .warning)
        case .success: StyledText(outcome.words, .good)
        case .failure: StyledText(outcome.words, .warning)
        case .aborted, .truncated: StyledText(outcome.words, .plain)
        }
    }

    private static func drawRecorder(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let column = 41
        let room = area.columns - column
        let text: StyledText =
            switch model.live.recorder {
            case .off: StyledText("NOT RECORDING", .warning)
            case .waiting: StyledText("recording waits for the cell", .dim)
            case .recording(let figures): recording(figures, room: room)
            case .failed: StyledText("RECORDING STOPPED, see above", .alarm)
            }
        grid.put(text, column: column, row: 2, in: area)
    }

    private static func recording(
        _ figures: RecorderStatus.Figures, room: Int
    ) -> StyledText {
        var text = StyledText("RECORDING ", .good)
        text += StyledText(Figures.right(Figures.bytes(figures.bytes), 8))
        text += StyledText(Figures.right(Figures.clock(figures.duration), 9))
        if figures.dropped > 0 { text += StyledText(" \(figures.dropped) lost", .warning) }
        return text.followed(by: [StyledText("  " + figures.file, .dim)], within: room - 1)
    }

    private static func drawControl(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        guard model.live.cell != nil else { return }
        let lease: StyledText =
            switch model.live.lease {
            case .unknown: StyledText("not known", .dim)
            case .free where !model.mayOperate: StyledText("free, not for this key", .dim)
            case .free: StyledText("free, \(model.key(.getControl)) gets it", .plain)
            case .mine(stale: true): StyledText("yours, NOT HEARD", .warning)
            case .mine where model.live.offer != .none: StyledText("yours, offered", .warning)
            case .mine where model.live.lent != 0: lentWords(model, grid.glyphs)
            case .mine: StyledText("yours", .good)
            case .other(let name, _) where model.live.borrowed != 0:
                StyledText(model.titles(model.live.borrowed), .good)
                    + StyledText(
                        TextWidth.fit(", else \(name)", 19, glyphs: grid.glyphs), .warning)
            case .other(let name, let stale):
                StyledText(
                    TextWidth.fit(name, 18, glyphs: grid.glyphs)
                        + (stale ? " (silent)" : model.live.offer == .open ? " (offered)" : ""),
                    .warning)
            }
        grid.put(label(" control ") + lease, column: 0, row: 3, in: area)
        let enabling = model.live.input.enabling
        var text: StyledText
        if enabling.canBePressed {
            text = label("switch ")
            text += enabling.isClosed ? StyledText("CLOSED", .operatorDriving) : "open  "
            text += StyledText(" " + enabling.source.words, .dim)
        } else {
            text = label("keys ") + "a press is a short nudge"
        }
        grid.put(text, column: 41, row: 3, in: area)
        guard area.columns >= 100 else { return }
        grid.put(driveWords(model, columns: area.columns - 75), column: 74, row: 3, in: area)
    }

    /// `yours, LEFT ARM bench two's`: what is lent, at one glance.
    private static func lentWords(_ model: LiveModel, _ glyphs: GlyphSet) -> StyledText {
        let lent = model.live.lent
        let name = model.live.commander(of: lent.trailingZeroBitCount)
        let words = "\(model.titles(lent)) \(name)"
        return StyledText("yours; ", .good)
            + StyledText(TextWidth.fit(words, 23, glyphs: glyphs), .warning)
    }

    /// What the hand moves, and how: `selected RIGHT ARM  50 %, all axes, base`; where that is too
    /// long, the words at its end are left out. A nudge has a speed of its own.
    static func driveWords(_ model: LiveModel, columns: Int) -> StyledText {
        let drive = model.interface.drive
        let share = Figures.fixed(drive.speed * 100, places: 0)
        let frame = (model.pairing == nil ? drive.frame : .view).words
        let isAll = model.live.arms.count > 1 && drive.groups == model.live.cell?.allGroups
        let titles =
            if let pairing = model.pairing {
                "BOTH " + pairing.words
            } else {
                isAll ? "ALL ARMS" : model.titles(drive.groups)
            }
        let how =
            model.live.input.enabling.canBePressed
            ? ["  \(share) %", ", \(drive.gate.words)", ", \(frame)"]
            : ["  \(frame)"]
        return (label("selected ") + StyledText(titles, .operatorText)).followed(
            by: how.map { StyledText($0) }, within: columns)
    }

    static func label(_ text: String) -> StyledText { StyledText(text, .dim) }
}
