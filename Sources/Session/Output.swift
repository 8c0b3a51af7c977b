internal import Glibc

/// Lines for people, outside the screen.
public enum Output {
    /// To standard output, with a line end.
    public static func say(_ text: String) { put(text + "\n") }
    /// To standard error, with a line end.
    public static func complain(_ text: String) { put(text + "\n", to: STDERR_FILENO) }
}
