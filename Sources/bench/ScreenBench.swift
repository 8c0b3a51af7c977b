internal import BuiltinKeymaps
internal import CLinux
internal import Console
internal import Control
internal import Glibc
internal import Keymap
internal import Messages
internal import Screen
internal import Terminal

/// What one picture of the live screen costs: `LiveView.draw` into a grid, and `Terminal.show` of
/// it onto a pseudo-terminal, through ncurses down to the `write`.
///
/// The pictures are those of simulated episodes with interventions, three ticks apart, as at 30
/// pictures a second: every one differs from the last as in real life.
enum ScreenBench {
    static let pictures = 2000

    static func run() throws {
        let session = try SimulatedSession(episodes: 20)
        guard session.steps.count >= pictures * 3 else {
            throw BenchError("\(session.steps.count) ticks are too few for \(pictures) pictures")
        }
        for (columns, rows) in [(80, 24), (160, 48)] {
            try measure(session, columns: columns, rows: rows)
        }
    }

    private static func measure(_ session: SimulatedSession, columns: Int, rows: Int) throws {
        let tube = try PseudoTerminal(columns: columns, rows: rows)
        var options = Terminal.Options(type: "xterm-256color", device: tube.path)
        options.errorLog = nil
        let terminal = try Terminal(options)
        var draws = Spans(room: pictures)
        var shows = Spans(room: pictures)
        var model = try session.model()
        var bytes = 0
        for picture in 0..<pictures {
            let now = session.advance(&model, picture: picture)
            let began = reins_monotonic_ns()
            var grid = Grid(columns: columns, rows: rows, glyphs: terminal.glyphs)
            LiveView.draw(model, on: &grid)
            let drawn = reins_monotonic_ns()
            terminal.show(grid, now: now)
            var shown = reins_monotonic_ns() - drawn
            bytes += tube.drain()
            // A picture larger than the tube leaves in parts: the reading is not ours to count.
            while terminal.wantsToWrite {
                let again = reins_monotonic_ns()
                terminal.flush(now: now)
                shown += reins_monotonic_ns() - again
                bytes += tube.drain()
            }
            draws.note(drawn - began)
            shows.note(shown)
        }
        terminal.close()
        guard bytes > pictures * 20 else { throw BenchError("\(bytes) bytes reached the terminal") }
        var figure = Figure("screen-draw")
        figure.add("size", "\(columns)x\(rows)")
        figure.add(draws, "draw_")
        figure.add(shows, "show_")
        figure.add("bytes_per_picture", Double(bytes) / Double(pictures))
        figure.add("pictures", pictures)
        figure.report()
    }
}

/// Both ends of a pseudo-terminal; this process also plays the terminal that reads.
private final class PseudoTerminal {
    let path: String
    private let master: Int32
    private let slave: Int32
    private var buffer = [UInt8](repeating: 0, count: 65536)

    init(columns: Int, rows: Int) throws {
        var (master, slave): (Int32, Int32) = (-1, -1)
        var size = winsize()
        size.ws_col = UInt16(columns)
        size.ws_row = UInt16(rows)
        var name = [CChar](repeating: 0, count: 128)
        guard unsafe openpty(&master, &slave, &name, nil, &size) == 0 else {
            throw BenchError("no pseudo-terminal can be opened: is /dev/pts mounted?")
        }
        _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
        self.master = master
        self.slave = slave
        path = String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        close(slave)
        close(master)
    }

    /// Takes what is there.
    func drain() -> Int {
        var total = 0
        while true {
            let count = unsafe read(master, &buffer, buffer.count)
            guard count > 0 else { return total }
            total += count
        }
    }
}
