public import Keymap

/// What comes from a terminal.
public enum TerminalEvent: Sendable, Equatable {
    case key(Key)
    /// Text that was pasted, where the terminal says so: never to be read as keys. At most 4096
    /// scalars; tabs and line ends are blanks, other control characters are gone.
    case pasted(String)
    case resized(columns: Int, rows: Int)
    /// The terminal is gone.
    case hungUp
}
