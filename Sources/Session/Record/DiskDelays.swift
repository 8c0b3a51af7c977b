internal import Control

/// How long the disk takes: a write or a sync beyond the bound is an event, as the next one may be
/// the one that the ring cannot cover.
struct DiskDelays: Equatable {
    /// A sync of a healthy disk takes some ten milliseconds, a busy one's a few hundred.
    static let bound = Nanoseconds.milliseconds(500)

    /// Writes and syncs beyond the bound.
    private(set) var late: UInt64 = 0
    private(set) var longest: Nanoseconds = 0
    private var unsaid: (count: UInt64, longest: Nanoseconds) = (0, 0)
    private var saidAt: Nanoseconds = .min / 2

    mutating func note(_ duration: Nanoseconds) {
        longest = max(longest, duration)
        guard duration > DiskDelays.bound else { return }
        late &+= 1
        unsaid = (unsaid.count &+ 1, max(unsaid.longest, duration))
    }

    /// What was late since the last one, at most once in ten seconds.
    mutating func takeNotice(at now: Nanoseconds) -> RecorderNotice? {
        guard unsaid.count > 0, now &- saidAt >= .seconds(10) else { return nil }
        let found = unsaid
        unsaid = (0, 0)
        saidAt = now
        let milliseconds = found.longest / 1_000_000
        return RecorderNotice(
            matter: .lateDisk, count: milliseconds,
            text: "the disk took \(milliseconds) ms for a write: more than "
                + "\(DiskDelays.bound / 1_000_000) ms is late, see what else uses it")
    }

    static func == (one: DiskDelays, other: DiskDelays) -> Bool {
        one.late == other.late && one.longest == other.longest
    }
}
