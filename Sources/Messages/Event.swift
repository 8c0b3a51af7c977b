public import CDR
public import Control

/// What an event is about. The number is what a recording holds: append only.
public enum EventKind: UInt8, CaseIterable, Sendable {
    case authority = 0
    case lease = 1
    case refusal = 2
    case episode = 3
    case outcome = 4
    case note = 5
    case instruction = 6
    case fault = 7
    case stop = 8
    case gap = 9
    case device = 10
    case link = 11
    case screen = 12
    case gripper = 13
    case session = 14
}

/// A change worth a line: made by the cell or by the console, kept in the recording.
public struct Event: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Event"

    public var stamp = Time()
    /// Cell-monotonic ns; events of the console are converted with the measured offset.
    public var now: Nanoseconds = 0
    public var tick: UInt64 = 0
    public var kind = EventKind.session
    /// ``Log/info``, ``Log/warning`` or ``Log/error``.
    public var level = Log.info
    /// Group it concerns, in the manifest's order; 255 for none.
    public var group: UInt8 = 255
    /// The enumeration value it speaks of (authority, hold reason, outcome, refusal, …), and a
    /// second one: counts, the earlier value.
    public var code: Int64 = 0
    public var argument: Int64 = 0
    /// One plain sentence or the note's text.
    public var text = ""

    public init() {}

    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("stamp", &stamp)
        try fields.field("monotonic_ns", &now)
        try fields.field("tick", &tick)
        try fields.enumeration("kind", &kind)
        try fields.field("level", &level)
        try fields.field("group", &group)
        try fields.field("code", &code)
        try fields.field("argument", &argument)
        try fields.field("text", &text)
    }
}
