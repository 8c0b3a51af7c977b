/// How an episode ended. An outcome that nobody set is `unlabelled`, never a success.
public enum Outcome: UInt8, CaseIterable, Sendable {
    case unlabelled = 0
    case success = 1
    case failure = 2
    /// Ended early on purpose: discarded.
    case aborted = 3
    /// Ended by a time limit, not by the task.
    case truncated = 4
}

/// The life of one task attempt. Motion outside `running` is never policy or correction data.
public enum EpisodeState: UInt8, CaseIterable, Sendable {
    case idle = 0
    /// The runtime brings robot and scene to the start.
    case resetting = 1
    /// Waits for the explicit act that starts it.
    case ready = 2
    case running = 3
    case ended = 4
}

/// The episode as it stands: its number counts from 1, 0 before the first.
public struct Episode: Equatable, Hashable, Sendable {
    public var number: UInt64 = 0
    public var state = EpisodeState.idle
    public var outcome = Outcome.unlabelled
    /// When it started running; 0 before.
    public var startedAt: Nanoseconds = 0

    public init() {}
}
