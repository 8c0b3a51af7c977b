public import Keymap
internal import Messages
public import Recording
public import Screen

/// The interactive review: a list of interventions, and one of them opened.
public struct ReviewModel: Sendable {
    public enum Page: Equatable, Sendable {
        case list
        /// An intervention and the tick under the cursor.
        case opened(Int, cursor: Int)
    }

    /// What the caller must do after a key.
    public enum Act: Equatable, Sendable {
        case nothing
        /// Read the traces of that intervention and give them to ``show(_:)``.
        case read(Int)
        case quit
    }

    public let sessions: [ReviewedSession]
    public let interventions: [ReviewedIntervention]
    public private(set) var page = Page.list
    public private(set) var selected = 0
    private var traces: MotionTraces?

    public init(_ sessions: [ReviewedSession]) {
        self.sessions = sessions
        interventions = ReviewedIntervention.all(of: sessions)
    }

    /// The traces that were asked for, or nil where they cannot be read.
    public mutating func show(_ traces: MotionTraces?) {
        guard let traces else { return }
        self.traces = traces
        let start = traces.interventions.firstIndex(of: true) ?? 0
        page = .opened(selected, cursor: start)
    }

    public mutating func update(_ key: Key) -> Act {
        switch page {
        case .list: return updateList(key)
        case .opened(let index, let cursor): return updateOpened(key, index, cursor)
        }
    }

    private mutating func updateList(_ key: Key) -> Act {
        switch key {
        case .up, .character("k"): selected = max(0, selected - 1)
        case .down, .character("j"): selected = min(max(0, interventions.count - 1), selected + 1)
        case .pageUp: selected = max(0, selected - 10)
        case .pageDown: selected = min(max(0, interventions.count - 1), selected + 10)
        case .home: selected = 0
        case .end: selected = max(0, interventions.count - 1)
        case .enter, .right, .space: return interventions.isEmpty ? .nothing : .read(selected)
        case .character("q"), .escape, .control("c"), .control("d"): return .quit
        default: break
        }
        return .nothing
    }

    private mutating func updateOpened(_ key: Key, _ index: Int, _ cursor: Int) -> Act {
        let last = max(0, (traces?.count ?? 1) - 1)
        func move(_ ticks: Int) -> Page {
            .opened(index, cursor: min(last, max(0, cursor + ticks)))
        }
        switch key {
        case .left: page = move(-1)
        case .right: page = move(1)
        case .pageUp: page = move(-25)
        case .pageDown: page = move(25)
        case .home: page = move(-last)
        case .end: page = move(last)
        case .up, .character("k"): return open(index - 1)
        case .down, .character("j"): return open(index + 1)
        case .escape, .backspace, .character("b"): page = .list
        case .character("q"), .control("c"), .control("d"): return .quit
        default: break
        }
        return .nothing
    }

    private mutating func open(_ index: Int) -> Act {
        guard interventions.indices.contains(index) else { return .nothing }
        selected = index
        return .read(index)
    }

    // MARK: - View

    public func draw(on grid: inout Grid) {
        let parts = grid.bounds.split(rows: [.share(1), .fixed(1)])
        switch page {
        case .list:
            drawList(on: &grid, in: parts[0])
            drawKeys([("up/down", "choose"), ("enter", "open"), ("q", "quit")], &grid, parts[1])
        case .opened(let index, let cursor):
            guard let traces else { return }
            let reviewed = interventions[index]
            TraceView.draw(
                reviewed, of: sessions[reviewed.session], traces, cursor: cursor, on: &grid,
                in: parts[0])
            drawKeys(
                [
                    ("left/right", "move"), ("up/down", "other intervention"), ("esc", "back"),
                    ("q", "quit"),
                ], &grid, parts[1])
        }
    }

    private func drawList(on grid: inout Grid, in area: Rect) {
        let parts = area.split(rows: [.fixed(1), .share(1), .fixed(1)])
        let episodes = sessions.reduce(0) { $0 + $1.episodes.count }
        let title =
            " \(sessions.count) recordings, \(episodes) episodes, \(interventions.count) interventions"
        grid.put(
            TextWidth.pad(title, area.columns, .left, glyphs: grid.glyphs), .title, column: 0,
            row: 0, in: parts[0])
        let rows = interventions.map { reviewed -> [StyledText] in
            let session = sessions[reviewed.session]
            let episode = session.episodes[reviewed.episode]
            let words = ReviewWords(manifest: session.manifest, episode: episode).columns(reviewed)
            return ([words[0], "\(episode.number)"] + words[1...5] + words[7...9])
                .map { StyledText($0) }
        }
        Table(
            columns: [
                .init("#", .fixed(4), .right), .init("ep", .fixed(4), .right),
                .init("arm", .fixed(8)), .init("at", .fixed(8)), .init("lasts", .fixed(7)),
                .init("moving", .fixed(7)), .init("apart: mean, max", .fixed(16)),
                .init("ended", .fixed(12)), .init("outcome", .fixed(10)),
                .init("reason", .share(1)),
            ], rows: rows, selected: interventions.isEmpty ? nil : selected
        ).draw(on: &grid, in: parts[1])
        drawSelection(on: &grid, in: parts[2])
    }

    /// Where the selected one is: its file and episode.
    private func drawSelection(on grid: inout Grid, in area: Rect) {
        guard interventions.indices.contains(selected) else {
            grid.put(
                "There is no intervention in these recordings.", .dim, column: 0, row: 0, in: area)
            return
        }
        let reviewed = interventions[selected]
        let session = sessions[reviewed.session]
        let episode = session.episodes[reviewed.episode]
        let words = ReviewWords(manifest: session.manifest, episode: episode)
        let text = session.path.forDisplay(limit: 200) + "   " + words.headline
        grid.put(
            TextWidth.fit(text, area.columns, glyphs: grid.glyphs), .dim, column: 0, row: 0,
            in: area)
    }

    private func drawKeys(_ keys: [(String, String)], _ grid: inout Grid, _ area: Rect) {
        var text = StyledText("")
        for (key, what) in keys { text += StyledText(key, .key) + StyledText(" \(what)   ", .dim) }
        grid.put(text, column: 0, row: 0, in: area)
    }
}
