public import Control
public import Messages

/// How the console stands to the cell.
public struct LinkStatus: Sendable, Equatable {
    public enum Phase: Sendable, Equatable {
        /// No answer yet.
        case connecting(since: Nanoseconds)
        case connected
        /// The cell said no, with its reason.
        case refused(String)
        /// The connection broke; the console keeps trying.
        case broken(String, since: Nanoseconds)
    }

    public var phase: Phase
    /// Newest measurement, and half of it is the uncertainty of the clocks' relation.
    public var roundTrip: Nanoseconds?
    /// When the newest step arrived, console clock.
    public var newestStepAt: Nanoseconds?
    /// Steps per second of the cell, from their own times, over about the last second.
    public var rate: Double?
    /// Steps that were made and not seen here.
    public var missed: UInt64 = 0
    /// What the cell says it dropped towards this console.
    public var drops = DropCount()
    public var plane = PlaneStatus()

    private var mark: (tick: UInt64, at: Nanoseconds)?

    public init(now: Nanoseconds) { phase = .connecting(since: now) }

    /// Beyond this age the picture is old and must not be taken for now.
    public static let silence = Nanoseconds.milliseconds(500)

    /// Age of what is shown; nil before the first step.
    public func age(at now: Nanoseconds) -> Nanoseconds? {
        newestStepAt.map { max(0, now &- $0) }
    }

    /// Whether what is shown is what is.
    public func isFresh(at now: Nanoseconds) -> Bool {
        guard phase == .connected, let age = age(at: now) else { return false }
        return age <= LinkStatus.silence
    }

    /// - Parameter stride: ticks from one shown step to the next, as the cell sends them.
    mutating func note(_ step: Step, after earlier: Step?, stride: UInt64, receivedAt: Nanoseconds)
    {
        newestStepAt = receivedAt
        if let earlier, step.tick > earlier.tick, stride > 0 {
            // One that comes a tick sooner or later than the last is none that was missed.
            missed &+= max(1, (step.tick - earlier.tick) / stride) - 1
        }
        guard let mark else {
            mark = (step.tick, step.now)
            return
        }
        let span = step.now &- mark.at
        guard span >= 1_000_000_000 else { return }
        rate = step.tick > mark.tick ? Double(step.tick - mark.tick) / span.inSeconds : nil
        self.mark = (step.tick, step.now)
    }

    public static func == (a: LinkStatus, b: LinkStatus) -> Bool {
        a.phase == b.phase && a.roundTrip == b.roundTrip && a.newestStepAt == b.newestStepAt
            && a.rate == b.rate && a.missed == b.missed && a.drops == b.drops
            && a.plane == b.plane
    }
}

/// Who may command, seen from this console.
public enum LeaseStatus: Sendable, Equatable {
    /// Nothing heard from the cell yet.
    case unknown
    case free
    case mine(stale: Bool)
    case other(name: String, stale: Bool)

    public var isMine: Bool {
        switch self {
        case .mine: true
        case .unknown, .free, .other: false
        }
    }
}
