import CLinux
import Glibc

/// The tty: opened anew, so that neither its non-blocking mode nor anything else is shared with
/// the shell and other processes that have the same terminal.
final class TerminalDevice {
    let descriptor: Int32
    private var saved = termios()
    private var isRaw = false
    private var isOpen = true

    init(path: String?) throws(TerminalError) {
        let name = path ?? "/dev/tty"
        descriptor = unsafe open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if path == nil { throw .noTerminal }
            throw .system(call: "open", path: name, code: errno)
        }
        guard unsafe tcgetattr(descriptor, &saved) == 0 else {
            Glibc.close(descriptor)
            throw .noTerminal
        }
    }

    deinit { close() }

    func close() {
        guard isOpen else { return }
        isOpen = false
        leaveRawMode()
        Glibc.close(descriptor)
    }

    /// Of the window; 80x24 where the terminal does not say.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
            size.ws_row > 0
        else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    // MARK: settings

    /// Bytes as they are typed: no echo, no lines, no signal keys, and no flow control, so that
    /// Ctrl-S freezes nothing. Output as it is written.
    func enterRawMode() {
        var raw = saved
        raw.c_iflag &= ~tcflag_t(
            IXON | IXOFF | IXANY | ICRNL | INLCR | IGNCR | ISTRIP | BRKINT | PARMRK)
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ECHONL | ISIG | IEXTEN)
        raw.c_oflag &= ~tcflag_t(OPOST)
        isRaw = unsafe tcsetattr(descriptor, TCSANOW, &raw) == 0
    }

    func leaveRawMode() {
        guard isRaw else { return }
        isRaw = false
        unsafe tcsetattr(descriptor, TCSANOW, &saved)
    }

    /// Has crashes and `exit` restore the terminal.
    ///
    /// - Parameter note: one line for a crash; whatever it holds cannot act on the terminal.
    func armGuard(sequence: [UInt8], note: String, log: ErrorLog?) {
        let line = String(
            note.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) })
        unsafe reins_guard_arm(
            descriptor, &saved, sequence, sequence.count, line + "\r\n", log?.crashNote,
            log?.sizeAtStart ?? 0)
    }

    // MARK: bytes

    /// Bytes taken; 0 where none can be taken now, less where the terminal is gone.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        let taken = unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        if taken >= 0 { return taken }
        return errno == EAGAIN || errno == EINTR ? 0 : -1
    }

    /// For leaving: waits for a slow terminal, half a second at most.
    func writeAll(_ bytes: [UInt8]) {
        var queue = OutputQueue()
        queue.append(bytes, now: 0)
        for _ in 0..<10 {
            unsafe queue.flush(now: 0) { unsafe write($0) }
            if queue.isEmpty { return }
            var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            unsafe poll(&polled, 1, 50)
        }
    }

    /// True when the other end was closed.
    var hasHungUp: Bool {
        var polled = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe poll(&polled, 1, 0) > 0
            && Int32(polled.revents) & (POLLHUP | POLLERR | POLLNVAL) != 0
    }
}

func systemMessage(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
}
