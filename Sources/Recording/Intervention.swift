public import Control

/// The span in which a human had one group: from the takeover to the end of the hand-back.
public struct Intervention: Equatable, Sendable {
    /// How it ended.
    public enum End: Equatable, Hashable, Sendable {
        /// The policy has the group again.
        case handedBack
        /// The episode ended while the operator had it.
        case episodeEnded
        /// The recording ended first, or ticks are missing and it was over behind them.
        case recordingEnded
    }

    /// In the manifest's order.
    public var group: Int
    public var episode: UInt64
    /// First and last tick.
    public var ticks: ClosedRange<UInt64>
    /// Cell-monotonic ns.
    public var start: Nanoseconds
    public var end: Nanoseconds
    /// All of the group within it, in order.
    public var segments: [Segment]
    public var ended: End
    /// Why it was taken over, in words.
    public var reason: String
    /// What ended the episode in the end; `unlabelled` where nobody said.
    public var outcome = Outcome.unlabelled
    /// Ticks before the takeover that are kept with it; nil where it is the first tick.
    public var preRoll: ClosedRange<UInt64>?
    /// nil where no fresh shadow action exists.
    public var divergence: Divergence?
    /// Whether ticks are missing within it.
    public var hasGap = false

    public var duration: Nanoseconds { max(0, end &- start) }
    /// Ticks in which the human's velocity counted.
    public var interventionTicks: Int { segments.reduce(0) { $0 + $1.interventionTicks } }
    /// Time from the takeover to the first tick in which the human's velocity counted; nil where
    /// it never did.
    public var hesitation: Nanoseconds? {
        segments.first { $0.interventionTicks > 0 }.map { max(0, $0.start &- start) }
    }
}
