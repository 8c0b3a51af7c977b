public import Control
public import Messages

/// What the console knows of a cell. A value: the threads that hear something apply it under one
/// short lock, the screen takes a copy.
///
/// Nothing in it is derived from what the console asked for: an authority is what the newest step
/// says, and beside it stands how old that is (``LinkStatus``).
public struct LiveState: Sendable {
    /// nil until the cell has said what it is.
    public internal(set) var cell: CellFacts?
    /// Where the cell is looked for.
    public let address: String
    public var link: LinkStatus
    /// The newest step, with what pulses said since.
    public internal(set) var newest: Step?
    var pulse: Pulse?
    /// One per group of the manifest.
    public internal(set) var arms: [ArmStatus] = []
    /// One per gauge of the manifest.
    public internal(set) var gauges: [History] = []
    public internal(set) var leaseHolderName = ""
    /// What the cell said last of who has control.
    public internal(set) var ownership: Ownership?
    /// The last word of it by which this console lost something: others may follow before anybody
    /// looks.
    var loss: Ownership?
    /// Whether a lease under this console's key is the one that this process was given. Another
    /// process may have held it before: then it is there to be taken, by an act as always.
    public var holdsGrant = true
    public internal(set) var episodeSince: Nanoseconds = 0
    /// The episode whose near end stands among the events.
    var announcedEnd: UInt64 = 0
    /// Oldest first, at most ``eventCapacity``.
    public internal(set) var events: [EventLine] = []
    /// Since when a STOP of this console waits for the cell's answer, console-monotonic ns.
    public var stopUnheardSince: Nanoseconds?
    public var input = InputStatus()
    public var recorder = RecorderStatus.off
    public var screen = ScreenStatus()
    public var latency = LatencyStatus()
    /// Local time less UTC, s: for times of day.
    public var localOffset = 0
    /// Ticks from one step shown here to the next, where the cell thins its steps.
    public var stride: UInt64 = 1
    /// Answers to requests, newest last, at most 16: the model compares their numbers.
    public internal(set) var answers: [Answer] = []
    public internal(set) var answersSeen: UInt64 = 0

    public static let eventCapacity = 64

    /// - Parameters:
    ///   - now: console-monotonic, ns.
    ///   - address: of the cell that is waited for; cleaned here.
    public init(now: Nanoseconds, address: String = "") {
        link = LinkStatus(now: now)
        self.address = address.forDisplay(limit: 100)
    }

    // MARK: reading

    public var instruction: String {
        (newest?.instruction ?? cell?.manifest.policy.instruction ?? "").forDisplay(limit: 200)
    }

    /// Policy id and version as the newest step names them.
    public var policyName: String {
        let stepped = newest?.policy.forDisplay(limit: 60) ?? ""
        return stepped.isEmpty ? cell?.policyName ?? "" : stepped
    }

    public var episode: Episode { newest?.episode ?? Episode() }

    /// Time since the episode began to run; nil unless it is running.
    public var episodeClock: Nanoseconds? {
        guard let newest, newest.episode.state == .running else { return nil }
        return max(0, newest.now &- newest.episode.startedAt)
    }

    /// Until the running episode is truncated; nil where nothing is known of a limit.
    public var episodeLeft: Nanoseconds? {
        guard let clock = episodeClock, let limit = cell?.manifest.episodeLimit else { return nil }
        return max(0, limit &- clock)
    }

    /// The end is counted down on the screen from here on.
    public static let countdown = Nanoseconds.seconds(10)

    public var lease: LeaseStatus {
        guard let newest, let cell else { return .unknown }
        let lease = newest.lease
        guard lease.isHeld else { return .free }
        if lease.holder == cell.client {
            return holdsGrant ? .mine(stale: lease.stale) : .free
        }
        let name = ownerName
        return .other(name: name.isEmpty ? "another console" : name, stale: lease.stale)
    }

    public var stop: UInt64 { newest?.stop ?? 0 }

    /// Groups in one of these authorities, a bit each.
    public func groups(where matches: (ArmStatus) -> Bool) -> GroupMask {
        arms.enumerated().reduce(0) {
            matches($1.element) ? $0 | 1 << GroupMask(truncatingIfNeeded: $1.offset) : $0
        }
    }

    /// Where the console stands with an arm, all told: `fresh` says whether to believe it.
    public func isFresh(at now: Nanoseconds) -> Bool { link.isFresh(at: now) && newest != nil }
}
