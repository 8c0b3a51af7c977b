public import Control

/// A maximal run of ticks in which one group was under one authority.
///
/// A change of the hold's reason opens a new segment: `hold(taken)` and `hold(released)` are
/// different moments of a correction. A missing tick ends every segment.
public struct Segment: Equatable, Hashable, Sendable {
    /// In the manifest's order.
    public var group: Int
    public var episode: UInt64
    public var episodeState: EpisodeState
    public var authority: Authority
    public var hold: HoldReason
    /// First and last tick.
    public var ticks: ClosedRange<UInt64>
    /// Time of the first tick, and of the tick after the last where that is known (else the last
    /// tick's own), cell-monotonic ns.
    public var start: Nanoseconds
    public var end: Nanoseconds
    /// Ticks in which the human's velocity counted.
    public var interventionTicks: Int
    /// Whether ticks are missing right after it.
    public var endsInGap = false

    public var duration: Nanoseconds { max(0, end &- start) }
}
