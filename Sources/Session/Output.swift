internal import Console
internal import Glibc

/// Lines for people, outside the screen.
public enum Output {
    /// To standard output, with a line end.
    public static func say(_ text: String) { put(text + "\n") }
    /// To standard error, with a line end.
    public static func complain(_ text: String) { put(text + "\n", to: STDERR_FILENO) }
}

/// How this program was called, so that a printed command works where it was read.
public enum ProgramName {
    /// The path, or the bare name where the shell found it.
    public static var asCalled: String { of(CommandLine.arguments) }

    static func of(_ arguments: [String]) -> String {
        guard let name = arguments.first, !name.isEmpty else { return "reins" }
        let text = name.forDisplay(limit: 4000)
        return text.contains(" ") ? "\"\(text)\"" : text
    }
}

/// Writes all of `text`; what the other end does not take is its own loss.
///
/// Complaints quote files, names and addresses: in those nothing gets through that could act on the
/// terminal.
func put(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
    let isQuoting = descriptor == STDERR_FILENO
    var bytes = Array((isQuoting ? text.plainLines : text).utf8)[...]
    while !bytes.isEmpty {
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe write(descriptor, buffer.baseAddress, buffer.count)
        }
        if count > 0 {
            bytes = bytes.dropFirst(count)
        } else if errno != EINTR {
            return
        }
    }
}

extension String {
    /// Each line fit to be shown, the ends of lines as they are.
    fileprivate var plainLines: String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).forDisplay(limit: 4000) }.joined(separator: "\n")
    }
}
