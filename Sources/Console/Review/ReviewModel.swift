public import Keymap
internal import Messages
public import Recording
public import Screen

/// The interactive review: a list of interventions and of the episodes without any, and one of them
/// opened.
public struct ReviewModel: Sendable {
    public enum Page: Equatable, Sendable {
        case list
        /// A row of the list and the tick under the cursor.
        case opened(Int, cursor: Int)
    }

    /// What the caller must do after a key.
    public enum Act: Equatable, Sendable {
        case nothing
        /// Read the traces of that row, of ``arm`` where nobody took one, and give them to
        /// ``show(_:)``.
        case read(Int)
        case quit
    }

    public let sessions: [ReviewedSession]
    public let subjects: [ReviewSubject]
    public private(set) var page = Page.list
    public private(set) var selected = 0
    /// Whose traces an episode without interventions shows, in the manifest's order.
    public private(set) var arm = 0
    private var traces: MotionTraces?
    private var showsHelp = false

    public init(_ sessions: [ReviewedSession]) {
        self.sessions = sessions
        subjects = ReviewSubject.all(of: sessions)
    }

    /// The traces that were asked for, or nil where they cannot be read.
    public mutating func show(_ traces: MotionTraces?) {
        guard let traces else { return }
        self.traces = traces
        let start = traces.interventions.firstIndex(of: true) ?? 0
        page = .opened(selected, cursor: start)
    }

    public mutating func update(_ key: Key) -> Act {
        if showsHelp {
            showsHelp = false
            return key == .control("c") || key == .control("d") ? .quit : .nothing
        }
        if key == .character("?") || key == .function(1) {
            showsHelp = true
            return .nothing
        }
        switch page {
        case .list: return updateList(key)
        case .opened(let index, let cursor): return updateOpened(key, index, cursor)
        }
    }

    private mutating func updateList(_ key: Key) -> Act {
        switch key {
        case .up, .character("k"): selected = max(0, selected - 1)
        case .down, .character("j"): selected = min(max(0, subjects.count - 1), selected + 1)
        case .pageUp: selected = max(0, selected - 10)
        case .pageDown: selected = min(max(0, subjects.count - 1), selected + 10)
        case .home: selected = 0
        case .end: selected = max(0, subjects.count - 1)
        case .enter, .right, .space: return open(selected)
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
        case .character("o"), .tab: return openOther(index)
        case .up, .character("k"): return open(index - 1)
        case .down, .character("j"): return open(index + 1)
        case .escape, .backspace, .character("b"): page = .list
        case .character("q"), .control("c"), .control("d"): return .quit
        default: break
        }
        return .nothing
    }

    private mutating func open(_ index: Int) -> Act {
        guard subjects.indices.contains(index) else { return .nothing }
        selected = index
        arm = 0
        return .read(index)
    }

    /// The next arm of an episode in which none was taken; an intervention is one arm's.
    private mutating func openOther(_ index: Int) -> Act {
        guard case .quiet(let session, _) = subjects[index] else { return .nothing }
        arm = (arm + 1) % max(1, sessions[session].manifest.groups.count)
        return .read(index)
    }

    // MARK: - View

    public func draw(on grid: inout Grid) {
        let parts = grid.bounds.split(rows: [.share(1), .fixed(1)])
        if showsHelp {
            ReviewHelp.draw(on: &grid, in: parts[0])
            drawKeys([("any key", "closes the help")], &grid, parts[1])
            return
        }
        switch page {
        case .list:
            drawList(on: &grid, in: parts[0])
            drawKeys(
                [("up/down", "choose"), ("enter", "open"), ("?", "help"), ("q", "quit")], &grid,
                parts[1])
        case .opened(let index, let cursor):
            guard let traces else { return }
            drawOpened(subjects[index], traces, cursor, on: &grid, in: parts[0])
            drawKeys(openedKeys(subjects[index]), &grid, parts[1])
        }
    }

    private func drawOpened(
        _ subject: ReviewSubject, _ traces: MotionTraces, _ cursor: Int, on grid: inout Grid,
        in area: Rect
    ) {
        let session = sessions[subject.session]
        switch subject {
        case .intervention(let reviewed):
            TraceView.draw(reviewed, of: session, traces, cursor: cursor, on: &grid, in: area)
        case .quiet:
            TraceView.draw(
                subject.summary(in: sessions), of: session, arm: arm, traces, cursor: cursor,
                on: &grid, in: area)
        }
    }

    private func openedKeys(_ subject: ReviewSubject) -> [(String, String)] {
        let keys = [("left/right", "cursor"), ("up/down", "next"), ("escape", "back")]
        let help = [("?", "help"), ("q", "quit")]
        switch subject {
        case .intervention: return keys + help
        case .quiet: return keys + [("o", "other arm")] + help
        }
    }

    private func drawKeys(_ keys: [(String, String)], _ grid: inout Grid, _ area: Rect) {
        var text = StyledText("")
        for (key, what) in keys { text += StyledText(key, .key) + StyledText(" \(what)   ", .dim) }
        grid.put(text, column: 0, row: 0, in: area)
    }
}
