internal import CLinux
internal import Console
internal import Control
internal import Glibc
internal import Keymap
internal import Messages
internal import Screen
internal import Terminal

/// The main thread of a live session with a terminal: keys in, pictures out, 30 times a second.
struct ScreenLoop {
    /// Time between two pictures.
    static let period = Nanoseconds.milliseconds(33)

    private let board: LiveBoard
    private let effects: Mailbox<ControlTask>
    private let intents: Mailbox<Intent>
    private let glyphs: GlyphSet
    private var model: LiveModel
    private var frozen = FrozenScreen()

    init(_ session: LiveSession, glyphs: GlyphSet) {
        board = session.board
        effects = session.effects
        intents = session.intents
        self.glyphs = glyphs
        model = LiveModel(
            session.board.copy, keymap: session.setup.keymap, now: Now.monotonic)
    }

    /// Until the operator quits, the terminal goes away, or a signal asks for the end.
    mutating func run(on terminal: Terminal) {
        while !board.shouldStop {
            let now = Now.monotonic
            takePicture(terminal, at: now)
            takeInput(terminal, at: now)
            guard !board.shouldStop else { break }
            watchTerminal(terminal, at: now)
            draw(on: terminal, at: now)
            wait(for: terminal, until: now &+ ScreenLoop.period)
        }
    }

    private mutating func takePicture(_ terminal: Terminal, at now: Nanoseconds) {
        var live = board.copy
        live.localOffset = SessionName.localOffset(at: Now.wall)
        perform(model.update(.live(live, now: now)))
        for intent in intents.takeAll() { perform(model.update(.intent(intent))) }
    }

    private mutating func takeInput(_ terminal: Terminal, at now: Nanoseconds) {
        if ProcessSignals.quitRequested != nil { return board.requestStop() }
        for event in terminal.events(now: now) {
            switch event {
            case .key(let key): perform(model.update(.key(key)))
            // Pasted text is never keys: a takeover must not come out of a clipboard.
            case .pasted, .resized: break
            case .hungUp: board.requestStop()
            }
        }
    }

    private func perform(_ wanted: [Effect]) {
        for effect in wanted { effects.put(.effect(effect)) }
    }

    private func draw(on terminal: Terminal, at now: Nanoseconds) {
        var grid = Grid(columns: terminal.columns, rows: terminal.rows, glyphs: glyphs)
        LiveView.draw(model, on: &grid)
        terminal.show(grid, now: now)
    }

    /// A terminal that takes nothing counts as frozen: the screen's beat stops, the cell notices
    /// the silence and holds, and the recording says why.
    private mutating func watchTerminal(_ terminal: Terminal, at now: Nanoseconds) {
        let flow = terminal.flow(now: now)
        switch flow {
        case .clear: board.screenAdvanced(at: now)
        // The beat is when it took something last, so that silence begins when it counts as frozen.
        case .waiting(let since): board.screenAdvanced(at: since)
        case .frozen: break
        }
        if let remark = frozen.follow(flow, at: now) {
            effects.put(.effect(.remark(.console, remark)))
        }
        let status = frozen.status(dropped: terminal.dropped)
        board.update { $0.screen = status }
    }

    private func wait(for terminal: Terminal, until deadline: Nanoseconds) {
        var wanted = Int16(POLLIN)
        if terminal.wantsToWrite { wanted |= Int16(POLLOUT) }
        var items = [
            pollfd(fd: terminal.descriptor, events: wanted, revents: 0),
            pollfd(fd: intents.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let left = max(1, (deadline &- Now.monotonic) / 1_000_000)
        _ = unsafe poll(&items, nfds_t(items.count), Int32(clamping: left))
        if terminal.wantsToWrite { terminal.flush(now: Now.monotonic) }
    }
}

/// Follows whether the terminal takes what is drawn, and puts each change into words once.
struct FrozenScreen {
    private var since: Nanoseconds?
    private var thawed: (at: Nanoseconds, after: Nanoseconds)?

    /// The sentence for the recording where something changed.
    mutating func follow(_ flow: Terminal.Flow, at now: Nanoseconds) -> String? {
        switch flow {
        case .frozen(let began):
            guard since == nil else { return nil }
            since = began
            return "the operator's terminal took nothing for 250 ms: no command is sent"
        case .clear, .waiting:
            guard let began = since else { return nil }
            since = nil
            thawed = (at: now, after: now &- began)
            let milliseconds = (now &- began) / 1_000_000
            return "the operator's terminal takes the screen again after \(milliseconds) ms"
        }
    }

    func status(dropped: Int) -> ScreenStatus {
        var status = ScreenStatus()
        status.frozenSince = since
        status.thawed = thawed
        status.skippedFrames = UInt64(clamping: dropped)
        return status
    }
}
