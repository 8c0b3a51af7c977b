import Glibc

/// Both ends of a pty: the test is the terminal.
final class PseudoTerminal {
    private(set) var master: Int32
    let slave: Int32
    let path: String

    init(columns: Int = 80, rows: Int = 24) {
        var (master, slave): (Int32, Int32) = (-1, -1)
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        let opened = unsafe openpty(&master, &slave, nil, nil, &size)
        precondition(opened == 0, "this system gives no pseudo-terminal")
        (self.master, self.slave) = (master, slave)
        path = unsafe String(cString: ttyname(slave))
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
        _ = fcntl(slave, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        hangUp()
        close(slave)
    }

    /// The terminal goes away.
    func hangUp() {
        guard master >= 0 else { return }
        close(master)
        master = -1
    }

    /// What was sent to the terminal so far.
    func received() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe read(master, &buffer, buffer.count)
            guard count > 0 else { return all }
            all += buffer[..<count]
        }
    }

    /// Keys, as bytes.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(master, bytes, bytes.count)
    }

    func resize(columns: Int, rows: Int) {
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// The settings of the tty, in a form that compares.
    var settings: String {
        var now = termios()
        _ = unsafe tcgetattr(slave, &now)
        return Self.describe(now)
    }

    static func describe(_ now: termios) -> String {
        "\(now.c_iflag) \(now.c_oflag) \(now.c_cflag) \(now.c_lflag) \(now.c_cc)"
    }
}
