import Glibc

/// Standard error while the screen is up: into a file, because a stray message would spoil the
/// picture, and what Swift says before it traps would be lost with it.
final class ErrorLog {
    let path: String
    /// Bytes in the file before this session.
    let sizeAtStart: Int64
    private let savedError: Int32
    private var isOpen = true

    init(path: String) throws(TerminalError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system(call: "open", path: path, code: errno) }
        defer { Glibc.close(file) }
        self.path = path
        sizeAtStart = Self.size(of: file)
        savedError = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        guard savedError >= 0, dup2(file, STDERR_FILENO) >= 0 else {
            throw .system(call: "dup", path: path, code: errno)
        }
    }

    deinit { close(printing: false) }

    /// What a crash prints where something was logged.
    var crashNote: String { "Its last words are in \(path)\r\n" }

    /// Gives standard error back.
    func close(printing: Bool) {
        guard isOpen else { return }
        isOpen = false
        let hasGrown = Self.size(of: STDERR_FILENO) > sizeAtStart
        dup2(savedError, STDERR_FILENO)
        Glibc.close(savedError)
        guard printing, hasGrown else { return }
        let note = Array("Messages of this session are in \(path)\n".utf8)
        _ = unsafe note.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static func size(of descriptor: Int32) -> Int64 {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
    }
}
