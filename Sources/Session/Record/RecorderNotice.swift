internal import Control
internal import Messages

/// Something of the recording that a person should know and that the file keeps: an event of kind
/// `gap` where records are lost, `link` or `session` otherwise, with a number and one sentence.
struct RecorderNotice: Sendable, Equatable {
    /// What it is about: the code of the event. Append only.
    enum Matter: Int64, Sendable, CaseIterable {
        /// Numbered by the cell, never came.
        case missing = 1
        /// The disk thread did not come after, the ring was full.
        case overflow = 2
        /// The disk had refused.
        case notWritten = 3
        /// A write or a sync took longer than it should.
        case lateDisk = 4
        /// The wall clock of this machine was set.
        case wallStep = 5
        /// The wall clock of the cell's machine was set.
        case cellWallStep = 6
        /// Images that never came: a loss as any other, but nothing that replay or labels need.
        case images = 7
        /// The link was away.
        case away = 8
        /// The recording goes on in another file.
        case part = 9
    }

    var matter: Matter
    /// Records, or milliseconds.
    var count: Int64
    var text: String

    /// Whether it is something to be warned of.
    var isAlarm: Bool {
        switch matter {
        case .missing, .overflow, .notWritten, .lateDisk, .wallStep, .cellWallStep, .images: true
        case .away, .part: false
        }
    }

    private var kind: EventKind {
        switch matter {
        case .missing, .overflow, .notWritten, .images: .gap
        case .away: .link
        case .lateDisk, .wallStep, .cellWallStep, .part: .session
        }
    }

    /// - Parameters:
    ///   - now: cell-monotonic.
    ///   - wallOffset: the recording's.
    func event(at now: Nanoseconds, wallOffset: Nanoseconds) -> Event {
        var event = Event()
        event.stamp = Time(unixNanoseconds: now &+ wallOffset)
        event.now = now
        event.kind = kind
        event.level = isAlarm ? Log.warning : Log.info
        event.code = matter.rawValue
        event.argument = count
        event.text = text
        return event
    }
}
