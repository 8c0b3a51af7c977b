internal import Control
internal import Messages
public import Recording
public import Screen

/// One intervention opened: who drove over time, and for each quantity what was executed beside
/// what the policy wanted.
public enum TraceView {
    /// - Parameter cursor: tick of the traces whose values are shown in figures; nil for none.
    public static func draw(
        _ reviewed: ReviewedIntervention, of session: ReviewedSession, _ traces: MotionTraces,
        cursor: Int? = nil, on grid: inout Grid, in area: Rect
    ) {
        let takeover = reviewed.intervention.start &- (traces.start ?? reviewed.intervention.start)
        draw(
            title(of: reviewed, session), traces, cursor, zero: .takeover(takeover.inSeconds),
            on: &grid, in: area)
    }

    /// An episode in which nobody intervened: one arm of it.
    ///
    /// - Parameter arm: in the manifest's order.
    public static func draw(
        _ episode: EpisodeSummary, of session: ReviewedSession, arm: Int, _ traces: MotionTraces,
        cursor: Int? = nil, on grid: inout Grid, in area: Rect
    ) {
        let outcome = ReviewWords.outcome(episode.outcome)
        let name = session.manifest.groups[arm].name.forDisplay(limit: 40)
        let text =
            " \(name)  episode \(episode.number)  lasts \(Figures.span(episode.duration))"
            + "  no intervention  \(outcome)"
        draw(text, traces, cursor, zero: .start, on: &grid, in: area)
    }

    private static func draw(
        _ title: String, _ traces: MotionTraces, _ cursor: Int?, zero: Zero, on grid: inout Grid,
        in area: Rect
    ) {
        let time = cursor.flatMap { traces.seconds.indices.contains($0) ? traces.seconds[$0] : nil }
        let legend = legend(
            traces, time.map(zero.words), columns: area.columns, grid.glyphs)
        let parts = area.split(rows: [
            .fixed(1), .fixed(1), .fixed(1), .share(1), .fixed(legend.count),
        ])
        grid.restyle(parts[0], .title)
        grid.put(
            TextWidth.fitWords(title, area.columns, glyphs: grid.glyphs), .title, column: 0, row: 0,
            in: parts[0])
        drawRibbon(traces, on: &grid, in: plotArea(parts[1]))
        grid.put("who", .dim, column: 0, row: 0, in: parts[1])
        drawHolds(traces, on: &grid, in: plotArea(parts[2]))
        grid.put("held", .dim, column: 0, row: 0, in: parts[2])
        let rows = parts[3].split(rows: traces.traces.map { _ in .share(1) })
        for (trace, place) in zip(traces.traces, rows) {
            draw(trace, cursor, on: &grid, in: place)
        }
        for (row, line) in legend.enumerated() {
            grid.put(line, column: 0, row: row, in: parts[4])
        }
    }

    private static let labelColumns = 22

    private static func plotArea(_ area: Rect) -> Rect {
        area.split(columns: [.fixed(labelColumns), .share(1)])[1]
    }

    private static func title(
        of reviewed: ReviewedIntervention, _ session: ReviewedSession
    ) -> String {
        let episode = session.episodes[reviewed.episode]
        let words = ReviewWords(manifest: session.manifest, episode: episode).columns(reviewed)
        return " \(words[0])  \(words[1])  episode \(episode.number) at \(words[2])"
            + "  lasts \(words[3])  \(words[7])  \(words[8])"
    }

    /// From where the cursor's time counts.
    enum Zero {
        /// s after the first tick of the traces.
        case takeover(Double)
        case start

        /// - Parameter seconds: since the first tick of the traces.
        func words(_ seconds: Double) -> String {
            switch self {
            case .takeover(let takeover):
                let side = seconds < takeover ? "before" : "after"
                let time = Figures.fixed((seconds - takeover).magnitude, places: 2)
                return "cursor \(time) s \(side) takeover"
            case .start: return "cursor \(Figures.fixed(seconds, places: 2)) s after start"
            }
        }
    }

    private static func draw(
        _ trace: MotionTraces.Trace, _ cursor: Int?, on grid: inout Grid, in area: Rect
    ) {
        guard !area.isEmpty else { return }
        let plot = Plot(
            [
                Plot.Series(trace.policy, .policy, mark: ".", dotted: true),
                Plot.Series(trace.executed, .operatorText, mark: "*"),
            ], range: range(of: trace), cursor: cursor)
        plot.draw(on: &grid, in: plotArea(area))
        grid.put("\(trace.name) \(trace.unit)", .bold, column: 0, row: 0, in: area)
        // Where there is no room for both, what is under the cursor comes before the range.
        let values = values(of: trace, at: cursor)
        if let values, area.rows > 1 {
            grid.put(values, column: 1, row: area.rows > 2 ? 2 : 1, in: area)
        }
        let range = plot.shownRange
        let places = range.upperBound - range.lowerBound < 2 ? 2 : 0
        if area.rows > (values == nil ? 1 : 2) {
            let text =
                "\(Figures.fixed(range.lowerBound, places: places)) to "
                + Figures.fixed(range.upperBound, places: places)
            grid.put(text, .dim, column: 1, row: 1, in: area)
        }
    }

    private static func values(of trace: MotionTraces.Trace, at cursor: Int?) -> String? {
        guard let cursor, trace.executed.indices.contains(cursor) else { return nil }
        let executed = Figures.fixed(trace.executed[cursor], places: 1)
        return executed + " / " + Figures.fixed(trace.policy[cursor], places: 1)
    }

    /// The extremes, but never so near to each other that rounding looks like motion.
    static func range(of trace: MotionTraces.Trace) -> ClosedRange<Double> {
        let values = (trace.executed + trace.policy).compactMap { $0 }.filter(\.isFinite)
        let least = trace.unit.hasSuffix("/s") ? 1.0 : 0.01
        guard let low = values.min(), let high = values.max() else { return -least...least }
        let missing = max(0, least - (high - low)) / 2
        return (low - missing)...(high + missing)
    }
}
