/// Why no screen could be opened.
public enum TerminalError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The process has no terminal, as under cron or in a pipe.
    case noTerminal
    case unknownType(String)
    /// The type is known, but its terminal cannot place text.
    case tooSimple(String)
    case system(call: String, path: String, code: Int32)

    public var description: String {
        switch self {
        case .noTerminal:
            "There is no terminal here; run this in one, or use --headless with a story."
        case .unknownType(let name):
            name.isEmpty
                ? "The variable TERM is not set; set it to the type of this terminal, such as "
                    + "xterm-256color."
                : "The terminal type \"\(printable(name))\" is not known here; set TERM to one "
                    + "that is, such as xterm-256color, or install the package ncurses-term."
        case .tooSimple(let name):
            "A terminal of type \"\(printable(name))\" cannot place text on its screen; set TERM "
                + "to what this terminal really is, such as xterm-256color."
        case .system(let call, let path, let code):
            "\(call) failed for \(printable(path)): \(systemMessage(code)); check that the path "
                + "can be opened for reading and writing."
        }
    }
}

/// Without what could act on a terminal: the text comes from the environment.
private func printable(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.prefix(80).map { (0x20...0x7E) ~= $0.value ? $0 : "?" }))
}
