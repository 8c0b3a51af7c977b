internal import Glibc

/// Lines of a service on standard error: plain ones for a terminal, with the priorities of
/// sd-daemon(3) where systemd keeps them.
struct ServiceLog: Sendable {
    enum Level: Int, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
    }

    let usesPriorities: Bool

    /// As the environment says: systemd names the stream that it connected.
    static var ofEnvironment: ServiceLog {
        ServiceLog(usesPriorities: Environment.value("JOURNAL_STREAM") != nil)
    }

    func write(_ level: Level, _ text: String) {
        put(line(level, text) + "\n", to: STDERR_FILENO)
    }

    /// One line, whatever the text holds.
    func line(_ level: Level, _ text: String) -> String {
        let flat = text.split(separator: "\n").joined(separator: " ")
        return usesPriorities ? "<\(level.rawValue)>\(flat)" : flat
    }
}
