internal import Console
internal import Control
internal import Messages

/// A STOP that was asked for and not answered yet.
struct UnheardStop: Sendable {
    var id: UInt32
    var since: Nanoseconds
    /// When it is sent again.
    var next: Nanoseconds
}

/// STOP is a level: it goes out again and again until the cell has heard it. What was sent once may
/// lie in a connection that breaks.
extension ControlLoop {
    private static let repetition = Nanoseconds.milliseconds(100)

    func beginStop(id: UInt32, at now: Nanoseconds) {
        unheardStop = UnheardStop(
            id: id, since: unheardStop?.since ?? now, next: now &+ ControlLoop.repetition)
        let since = unheardStop?.since
        board.update { $0.stopUnheardSince = since }
        transmitStop(at: now)
    }

    /// The cell answered it, or is stopped.
    func endStop() {
        guard unheardStop != nil else { return }
        unheardStop = nil
        board.update { $0.stopUnheardSince = nil }
    }

    func repeatStop(at now: Nanoseconds) {
        guard let stop = unheardStop, now >= stop.next else { return }
        unheardStop?.next = now &+ ControlLoop.repetition
        transmitStop(at: now)
        send(.stop, groups: 0, argument: 0, id: stop.id)
    }
}
