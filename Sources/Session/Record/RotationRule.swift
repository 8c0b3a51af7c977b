internal import Control

/// When a recording goes on in the next file. Nothing is lost between two of them: the next one
/// begins with a state of the arbiter, and its first step follows the last one of the file before.
struct RotationRule: Sendable, Equatable {
    /// Bytes of a file; nil: any number.
    var bytes: Int?
    /// How long a file is written; nil: for ever.
    var duration: Nanoseconds?
    /// How long a file that is due waits for the end of an episode or an intervention.
    var slack = Nanoseconds.seconds(300)

    /// One file for the whole session.
    static let never = RotationRule()

    var isOn: Bool { bytes != nil || duration != nil }

    /// How long a file that is due waits for the arbiter's state, which a cell sends every second.
    /// What comes after it can then be replayed from there.
    static let stateWait = Nanoseconds.seconds(3)

    func isDue(bytes written: Int, age: Nanoseconds) -> Bool {
        if let bytes, written >= bytes { return true }
        if let duration, age >= duration { return true }
        return false
    }
}
