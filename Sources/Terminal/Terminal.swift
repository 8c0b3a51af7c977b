import CLinux
import Glibc
public import Screen

/// Terminal: shows a `Grid`, reads keys, and leaves the terminal as it was found, also when the
/// process crashes.
///
/// ncurses writes into a file in memory, never to the terminal. What it wrote for one picture is
/// then sent without blocking; while some of it is still waiting, further pictures are dropped
/// whole, so the terminal never gets half an escape sequence and a slow one never holds anything
/// up. One that takes nothing for 250 ms is `frozen`.
///
/// The module knows keys and cells, and nothing of robots, intents or views. It starts no thread
/// and reads no clock: times come as arguments, monotonic, in nanoseconds. Everything here belongs
/// to one thread, the one that opened it; ncurses allows one open terminal at a time per process.
///
/// Start reading here, then `CursesScreen` (ncurses), `TerminalDevice` (the tty), `OutputQueue`
/// (what is sent when), `KeyDecoder` (bytes to keys) and `ErrorLog` (standard error meanwhile).
public final class Terminal {
    /// What a terminal is opened with.
    public struct Options: Sendable {
        /// The terminal type; nil takes `TERM`.
        public var type: String?
        /// Path of the tty; nil takes the process's controlling terminal.
        public var device: String?
        /// Where standard error goes while the screen is up; nil leaves it alone.
        public var errorLog: String?
        /// What a crash says, in one line, once the terminal is given back.
        public var crashNote = "reins crashed: the terminal is as it was before."
        /// False where colours are unwanted; `NO_COLOR` has the same effect.
        public var colour = true

        public init(type: String? = nil, device: String? = nil, errorLog: String? = nil) {
            self.type = type
            self.device = device
            self.errorLog = errorLog
        }
    }

    /// What became of a picture.
    public enum Shown: Sendable, Equatable {
        /// Sent, or in part and the rest follows.
        case shown
        /// The one before is still on its way.
        case dropped
    }

    /// Whether what was sent is taken.
    public enum Flow: Sendable, Equatable {
        case clear
        /// Bytes are waiting since then, less than the limit.
        case waiting(since: Int64)
        /// The terminal has taken nothing for at least `frozenAfter` while bytes were waiting.
        case frozen(since: Int64)
    }

    /// ns.
    public static let frozenAfter: Int64 = 250_000_000

    /// Current size. Changes with a `.resized` event only.
    public private(set) var columns: Int
    public private(set) var rows: Int
    /// What the terminal can show, decided by locale and type.
    public let glyphs: GlyphSet
    public let hasColour: Bool
    /// Pictures dropped so far.
    public private(set) var dropped = 0

    private let device: TerminalDevice
    private let screen: CursesScreen
    private let log: ErrorLog?
    private var queue = OutputQueue()
    private var decoder = KeyDecoder()
    private var seenResizes = reins_signals_resized()
    private var seenContinues = reins_signals_continued()
    private var isOpen = true

    /// Takes the terminal over: own tty settings (no echo, no flow control, no signal keys),
    /// alternate screen, standard error into the log, guard against crashes.
    ///
    /// - Throws: `TerminalError`; the terminal is then as it was.
    public init(_ options: Options = Options()) throws(TerminalError) {
        device = try TerminalDevice(path: options.device)
        let size = device.size
        (columns, rows) = (size.columns, size.rows)
        let type = try TerminalType(named: options.type)
        glyphs = type.glyphs
        // Caught before ncurses looks, which then leaves them alone.
        _ = ProcessSignals.install()
        let wantsColour = options.colour && !TerminalType.colourIsUnwanted
        screen = try CursesScreen(
            type: type, input: device.descriptor, columns: size.columns, rows: size.rows,
            colour: wantsColour)
        hasColour = screen.hasColour
        log = try options.errorLog.map { path throws(TerminalError) in try ErrorLog(path: path) }
        device.enterRawMode()
        device.armGuard(sequence: screen.restoreSequence, note: options.crashNote, log: log)
        queue.append(screen.startSequence, now: 0)
    }

    /// Puts everything back, as `close()` does; the path of the log is then not printed.
    deinit { close(printingLog: false) }

    // MARK: pictures

    /// Shows a picture. Where the grid's size is not the terminal's, what fits is shown.
    ///
    /// Never blocks. The same picture again costs nothing on the line.
    ///
    /// - Parameter now: monotonic, ns.
    @discardableResult
    public func show(_ grid: Grid, now: Int64) -> Shown {
        flush(now: now)
        guard isOpen, queue.isEmpty else {
            dropped += 1
            return .dropped
        }
        queue.append(screen.draw(grid), now: now)
        flush(now: now)
        return .shown
    }

    /// Sends what is waiting, as far as the terminal takes it.
    public func flush(now: Int64) {
        unsafe queue.flush(now: now) { bytes in unsafe device.write(bytes) }
    }

    /// Whether the terminal takes what is sent. Flushes first.
    public func flow(now: Int64) -> Flow {
        flush(now: now)
        return queue.flow(now: now, limit: Self.frozenAfter)
    }

    // MARK: waiting

    /// For `poll`: readable with keys; wait for writable too while `wantsToWrite`.
    public var descriptor: Int32 { device.descriptor }

    public var wantsToWrite: Bool { !queue.isEmpty }

    // MARK: keys

    /// Everything that was typed, or happened to the terminal, since the last call. Never blocks.
    /// To be called at least ten times a second also where nothing is readable: the escape key is
    /// told from a sequence by what does not follow.
    ///
    /// - Parameter now: monotonic, ns.
    public func events(now: Int64) -> [TerminalEvent] {
        guard isOpen else { return [.hungUp] }
        var events = changes()
        // What is typed faster than this many keys per call waits for the next one.
        for _ in 0..<256 {
            guard let raw = screen.read() else { break }
            if let event = decoder.decode(raw, now: now) { events.append(event) }
        }
        if let event = decoder.pause(now: now) { events.append(event) }
        if device.hasHungUp { events.append(.hungUp) }
        return events
    }

    private func changes() -> [TerminalEvent] {
        if seenContinues != reins_signals_continued() {
            seenContinues = reins_signals_continued()
            device.enterRawMode()
            screen.repaintAfterAbsence()
            queue.append(screen.startSequence, now: 0)
        }
        guard seenResizes != reins_signals_resized() else { return [] }
        seenResizes = reins_signals_resized()
        let size = device.size
        guard (size.columns, size.rows) != (columns, rows) else { return [] }
        (columns, rows) = (size.columns, size.rows)
        screen.resize(columns: columns, rows: rows)
        return [.resized(columns: columns, rows: rows)]
    }

    // MARK: leaving

    /// Gives the terminal back: screen, cursor, tty settings, standard error. Where something was
    /// written to standard error meanwhile, its log's path is printed. May be called again.
    public func close() { close(printingLog: true) }

    private func close(printingLog: Bool) {
        guard isOpen else { return }
        isOpen = false
        // What was begun is finished first, then the rest; a frozen terminal is waited for briefly.
        device.writeAll(queue.takeAll() + screen.end())
        device.leaveRawMode()
        reins_guard_disarm()
        log?.close(printing: printingLog)
        device.close()
    }
}
