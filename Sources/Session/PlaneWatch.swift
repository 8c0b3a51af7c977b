internal import Console
internal import Control

/// Whether the commands that go by datagrams arrive, told by what the cell says of them: pure.
struct PlaneWatch {
    /// What is worth a line in the recording.
    enum News: Equatable { case closed, works }

    private(set) var standing = PlaneStatus.Standing.none
    /// When the cell last named a newer datagram than before.
    private var answeredAt: Nanoseconds?
    private var newest: UInt64 = 0
    private var sentAt: Nanoseconds = 0
    /// The first datagram after that answer.
    private var unansweredSince: Nanoseconds?
    /// Since when no two answers are further apart than ``confirmation``.
    private var steadySince: Nanoseconds = 0

    /// An answer proves the plane for this long.
    static let confirmation = Nanoseconds.milliseconds(100)
    /// Without an answer for this long commands go both ways. Half of what the cell waits for a
    /// command: where datagrams cease to pass, the other way is in use before an arm holds.
    static let doubt = Nanoseconds.milliseconds(50)
    /// So long nothing is told: neither that it is closed nor that it is open again.
    static let settling = Nanoseconds.seconds(1)

    mutating func begin() {
        self = PlaneWatch()
        standing = .settling
    }

    mutating func end() { self = PlaneWatch() }

    mutating func sent(at now: Nanoseconds) {
        // Nothing is missed of what was not sent: a console that was silent begins anew.
        if now &- sentAt > PlaneWatch.confirmation { unansweredSince = nil }
        unansweredSince = unansweredSince ?? now
        sentAt = now
    }

    /// - Parameter newest: number of the newest datagram that the cell has.
    mutating func heard(newest: UInt64, at now: Nanoseconds) {
        guard standing != .none, newest > self.newest else { return }
        self.newest = newest
        if !isConfirmed(at: now) { steadySince = now }
        answeredAt = now
        unansweredSince = nil
    }

    /// Whether commands that go by datagrams alone arrive.
    func isConfirmed(at now: Nanoseconds) -> Bool {
        guard standing != .none, let answeredAt else { return false }
        return now &- answeredAt <= PlaneWatch.confirmation
    }

    /// Whether a command must not rely on datagrams alone.
    func isInDoubt(at now: Nanoseconds) -> Bool {
        guard isConfirmed(at: now), let answeredAt else { return true }
        return now &- answeredAt > PlaneWatch.doubt
    }

    /// - Parameter isHeard: whether the cell is heard at all: a silent one says nothing of ports.
    mutating func settle(at now: Nanoseconds, isHeard: Bool) -> News? {
        if !isHeard { unansweredSince = nil }
        let isSending = now &- sentAt <= PlaneWatch.confirmation
        let isMissed =
            isSending && unansweredSince.map { now &- $0 > PlaneWatch.settling } ?? false
        switch standing {
        case .none: return nil
        case .settling where isConfirmed(at: now):
            standing = .works
            return nil
        case .settling, .works:
            guard isMissed else { return nil }
            standing = .closed
            return .closed
        case .closed:
            guard isConfirmed(at: now), now &- steadySince >= PlaneWatch.settling else {
                return nil
            }
            standing = .works
            return .works
        }
    }
}

/// What share of numbered datagrams did not arrive, over the last one to two seconds.
struct LossMeter {
    private struct Mark {
        var number: UInt64
        var received: UInt64
        var at: Nanoseconds
    }
    private var marks: [Mark] = []

    /// - Parameters:
    ///   - number: of the newest one that arrived; each number was sent once.
    ///   - received: how many arrived.
    mutating func note(number: UInt64, received: UInt64, at now: Nanoseconds) {
        let mark = Mark(number: number, received: received, at: now)
        guard let last = marks.last else { return marks.append(mark) }
        if marks.count == 1 || now &- marks[marks.count - 2].at >= .seconds(1) {
            marks.append(mark)
            if marks.count > 3 { marks.removeFirst() }
        } else if number >= last.number {
            marks[marks.count - 1] = mark
        }
    }

    /// nil before anything can be said.
    var share: Double? {
        guard let first = marks.first, let last = marks.last, last.number > first.number,
            last.received >= first.received
        else { return nil }
        let sent = last.number - first.number
        return max(0, 1 - Double(last.received - first.received) / Double(sent))
    }
}
