import CLinux
import CNcurses
import Glibc
import Keymap
import Screen

/// ncurses, drawing into a file in memory. Gives the bytes that turn the last picture into the
/// next one.
@safe final class CursesScreen {
    let hasColour: Bool
    /// What a guard or a crash writes to leave the terminal usable.
    let restoreSequence: [UInt8]
    /// What goes before the first picture: marks around pasted text, where the type allows.
    let startSequence: [UInt8]
    /// Takes `startSequence` back.
    let endSequence: [UInt8]

    private let screen: OpaquePointer
    private let output: UnsafeMutablePointer<FILE>
    private let input: UnsafeMutablePointer<FILE>
    private let memory: Int32
    private var window: UnsafeMutablePointer<WINDOW>
    /// Keys are read through a pad: reading through a window would draw it.
    private let keys: UnsafeMutablePointer<WINDOW>
    private let looks: [Look]
    private var line: [cchar_t] = []
    private var isOpen = true

    /// - Parameter input: a descriptor to read keys from; -1 reads none.
    init(
        type: TerminalType, input descriptor: Int32, columns: Int, rows: Int, colour: Bool
    ) throws(TerminalError) {
        memory = unsafe reins_memory_file("screen")
        guard memory >= 0 else {
            throw .system(call: "memfd_create", path: "screen", code: errno)
        }
        let source = descriptor >= 0 ? dup(descriptor) : unsafe open("/dev/null", O_RDONLY)
        guard let output = unsafe fdopen(memory, "w"), let input = unsafe fdopen(source, "r") else {
            throw .system(call: "fdopen", path: "screen", code: errno)
        }
        unsafe (self.output, self.input) = (output, input)
        guard let screen = unsafe newterm(type.name, output, input) else {
            unsafe fclose(output)
            unsafe fclose(input)
            throw .unknownType(type.name)
        }
        unsafe self.screen = screen
        unsafe set_term(screen)
        resize_term(Int32(rows), Int32(columns))
        set_escdelay(1)
        guard Self.capability("cup") != nil, let window = unsafe newwin(0, 0, 0, 0),
            let keys = unsafe newpad(1, 1)
        else {
            endwin()
            unsafe delscreen(screen)
            unsafe fclose(output)
            unsafe fclose(input)
            throw .tooSimple(type.name)
        }
        unsafe (self.window, self.keys) = (window, keys)
        hasColour = colour && has_colors()
        looks = Look.table(colour: hasColour)
        let marksPastes = Self.capability("cup")?.starts(with: [0x1B, 0x5B]) == true
        startSequence = marksPastes ? Array("\u{1B}[?2004h".utf8) : []
        endSequence = marksPastes ? Array("\u{1B}[?2004l".utf8) : []
        let names = ["sgr0", "op", "cnorm", "rmkx", "rmcup"]
        restoreSequence = endSequence + names.flatMap { Self.capability($0) ?? [] }
        prepare()
    }

    deinit { _ = end() }

    private func prepare() {
        raw()
        noecho()
        nonl()
        // Otherwise ncurses looks for keys amid a picture and may leave it half sent.
        typeahead(-1)
        unsafe leaveok(window, false)
        unsafe keypad(keys, true)
        unsafe nodelay(keys, true)
        unsafe meta(keys, true)
        // It began with the size that the type is said to have, and would set the region that
        // scrolls by that; it sets it anew when it comes back.
        endwin()
        _ = drained()
    }

    /// Ends ncurses and gives the bytes that leave its screen.
    func end() -> [UInt8] {
        guard isOpen else { return [] }
        isOpen = false
        unsafe set_term(screen)
        endwin()
        unsafe fflush(output)
        let bytes = drained() + endSequence
        unsafe delwin(keys)
        unsafe delwin(window)
        unsafe delscreen(screen)
        unsafe fclose(output)
        unsafe fclose(input)
        return bytes
    }

    // MARK: drawing

    /// The bytes that show a picture where the one before is shown.
    func draw(_ grid: Grid) -> [UInt8] {
        guard isOpen else { return [] }
        unsafe set_term(screen)
        unsafe werase(window)
        let rows = min(grid.rows, Int(unsafe getmaxy(window)))
        let columns = min(grid.columns, Int(unsafe getmaxx(window)))
        for row in 0..<rows { draw(row, of: grid, columns: columns) }
        if let cursor = grid.cursor, cursor.row >= 0, cursor.row < rows, cursor.column >= 0,
            cursor.column < columns
        {
            unsafe wmove(window, Int32(cursor.row), Int32(cursor.column))
            curs_set(1)
        } else {
            curs_set(0)
        }
        unsafe wnoutrefresh(window)
        doupdate()
        return drained()
    }

    private func draw(_ row: Int, of grid: Grid, columns: Int) {
        line.removeAll(keepingCapacity: true)
        for column in 0..<columns {
            guard let cell = grid.cell(column: column, row: row), cell.width > 0 else { continue }
            let look = looks[Int(cell.style.rawValue)]
            // A grid made for Unicode on a terminal that has none, or a character whose width the
            // system sees otherwise: the row must stay in its columns.
            let width = reins_character_width(cell.scalar.value)
            let fits = width == Int32(cell.width) && column + Int(cell.width) <= columns
            if fits {
                append(cell.scalar, cell.mark, look)
            } else {
                for _ in 0..<min(Int(cell.width), columns - column) { append("?", nil, look) }
            }
        }
        unsafe mvwadd_wchnstr(window, Int32(row), 0, line, Int32(line.count))
    }

    private func append(_ scalar: Unicode.Scalar, _ mark: Unicode.Scalar?, _ look: Look) {
        var characters = [wchar_t(scalar.value)]
        if let mark, reins_character_width(mark.value) == 0 {
            characters.append(wchar_t(mark.value))
        }
        characters.append(0)
        var cell = cchar_t()
        unsafe setcchar(&cell, characters, look.attributes, look.pair, nil)
        line.append(cell)
    }

    func resize(columns: Int, rows: Int) {
        guard isOpen else { return }
        unsafe set_term(screen)
        resize_term(Int32(rows), Int32(columns))
        repaint()
    }

    /// After the process was stopped and others used the terminal: enter its screen again and
    /// draw everything.
    func repaintAfterAbsence() {
        guard isOpen else { return }
        unsafe set_term(screen)
        endwin()
        _ = drained()
        repaint()
    }

    private func repaint() {
        guard let fresh = unsafe newwin(0, 0, 0, 0) else { return }
        unsafe delwin(window)
        unsafe window = fresh
        unsafe clearok(window, true)
    }

    /// What ncurses wrote since the last time.
    private func drained() -> [UInt8] {
        let count = Int(lseek(memory, 0, SEEK_CUR))
        guard count > 0 else { return [] }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = unsafe max(0, pread(memory, buffer.baseAddress, count, 0))
        }
        ftruncate(memory, 0)
        lseek(memory, 0, SEEK_SET)
        return bytes
    }

    // MARK: keys

    /// The next character or key; nil where nothing was typed.
    func read() -> RawKey? {
        guard isOpen else { return nil }
        unsafe set_term(screen)
        var code = wint_t()
        switch unsafe wget_wch(keys, &code) {
        case OK: return Unicode.Scalar(UInt32(code)).map(RawKey.scalar) ?? .other
        case KEY_CODE_YES: return Self.key(of: Int32(code)).map(RawKey.key) ?? .other
        default: return nil
        }
    }

    private static func key(of code: Int32) -> Key? {
        switch code {
        case KEY_UP: .up
        case KEY_DOWN: .down
        case KEY_LEFT: .left
        case KEY_RIGHT: .right
        case KEY_HOME: .home
        case KEY_END: .end
        case KEY_PPAGE: .pageUp
        case KEY_NPAGE: .pageDown
        case KEY_IC: .insert
        case KEY_DC: .delete
        case KEY_BTAB: .backTab
        case KEY_ENTER: .enter
        case KEY_BACKSPACE: .backspace
        case KEY_F0 + 1...KEY_F0 + 12: .function(Int(code - KEY_F0))
        default: nil
        }
    }

    // MARK: what the type can do

    /// A capability of the current terminal without padding; nil where it has none.
    private static func capability(_ name: String) -> [UInt8]? {
        guard let text = unsafe tigetstr(name), Int(bitPattern: text) != -1 else {
            return nil
        }
        var bytes: [UInt8] = []
        var isPadding = false
        for byte in unsafe String(cString: text).utf8 {
            if byte == UInt8(ascii: "$") { isPadding = true }
            if !isPadding { bytes.append(byte) }
            if byte == UInt8(ascii: ">") { isPadding = false }
        }
        return bytes
    }
}

/// How ncurses is told about a style.
struct Look {
    var attributes: attr_t
    var pair: Int16

    /// One for each style, in the order of their raw values.
    static func table(colour: Bool) -> [Look] {
        if colour { makePairs() }
        return Style.allCases.map { style in
            let appearance = style.appearance(colour: colour)
            var attributes = 0
            if appearance.bold { attributes |= Int(REINS_A_BOLD) }
            if appearance.dim { attributes |= Int(REINS_A_DIM) }
            if appearance.underline { attributes |= Int(REINS_A_UNDERLINE) }
            if appearance.reverse { attributes |= Int(REINS_A_REVERSE) }
            return Look(
                attributes: attr_t(attributes), pair: Int16(appearance.colour.rawValue))
        }
    }

    private static func makePairs() {
        start_color()
        use_default_colors()
        for colour in Appearance.Colour.allCases where colour != .standard {
            init_pair(Int16(colour.rawValue), number(of: colour), -1)
        }
    }

    private static func number(of colour: Appearance.Colour) -> Int16 {
        switch colour {
        case .standard: -1
        case .red: Int16(COLOR_RED)
        case .green: Int16(COLOR_GREEN)
        case .yellow: Int16(COLOR_YELLOW)
        case .blue: Int16(COLOR_BLUE)
        case .magenta: Int16(COLOR_MAGENTA)
        case .cyan: Int16(COLOR_CYAN)
        }
    }
}
