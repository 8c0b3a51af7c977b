internal import Control
internal import Messages

/// One event as the list of last events shows it.
public struct EventLine: Sendable, Equatable {
    public enum Level: Sendable, Equatable { case information, warning, error }

    /// s since 1970.
    public var unixSeconds: Int64
    public var level: Level
    /// The group it concerns, if one.
    public var group: Int?
    /// Cleaned.
    public var text: String

    public init(unixSeconds: Int64, level: Level, group: Int? = nil, text: String) {
        self.unixSeconds = unixSeconds
        self.level = level
        self.group = group
        self.text = text.forDisplay(limit: 200)
    }

    init(_ event: Event, cell: CellFacts?) {
        let place = Int(event.group)
        let known = place < (cell?.groups.count ?? 0)
        let prefix = event.kind == .note ? "note: " : ""
        self.init(
            unixSeconds: Int64(event.stamp.seconds),
            level: event.level >= Log.error
                ? .error : event.level >= Log.warning ? .warning : .information,
            group: known ? place : nil,
            text: prefix + (event.text.isEmpty ? "\(event.kind)" : event.text))
    }
}
