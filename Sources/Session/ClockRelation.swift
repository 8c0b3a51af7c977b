internal import Control
internal import Messages

/// The cell's clock less the console's, from questions and answers, as NTP has it: pure.
///
/// An answer that left when the cell's clock stood at `cell` came here between 0 and one round trip
/// later; the middle of that is the offset, half the round trip the bound of its error. The shorter
/// the round trip, the better: the best measurement is kept until what the clocks may have drifted
/// since makes another one better. As the bound of all grows alike, one is all there is to keep.
struct ClockRelation {
    /// What was found at one time.
    struct Estimate: Equatable {
        var offset: Nanoseconds
        /// Bound of the offset's error.
        var uncertainty: Nanoseconds
    }

    /// Quartz is right to 50 millionths; two of them drift apart by twice that.
    static let drift: Nanoseconds = 10_000

    private var best: (estimate: Estimate, at: Nanoseconds)?
    /// How often a measurement contradicted the one before: a machine that was suspended has a
    /// clock that stood still meanwhile.
    private(set) var jumps: UInt64 = 0

    /// Takes one answer.
    /// - Parameters:
    ///   - asked: console clock.
    ///   - held: how long the cell had the question before it answered, ns.
    ///   - cell: the cell's clock when it answered.
    ///   - now: console clock when the answer came.
    /// - Returns: how far the clocks jumped apart, ns, where they did.
    @discardableResult
    mutating func note(
        asked: Nanoseconds, held: Nanoseconds = 0, cell: Nanoseconds, at now: Nanoseconds
    ) -> Nanoseconds? {
        let way = max(0, now &- asked &- max(0, held)) / 2
        let found = Estimate(offset: cell &- now &+ way, uncertainty: way)
        guard let known = estimate(at: now) else {
            best = (found, now)
            return nil
        }
        let apart = max(found.offset, known.offset) &- min(found.offset, known.offset)
        guard apart <= found.uncertainty &+ known.uncertainty else {
            best = (found, now)
            jumps &+= 1
            return apart
        }
        if found.uncertainty <= known.uncertainty { best = (found, now) }
        return nil
    }

    /// What is known at a time, nil before the first answer.
    func estimate(at now: Nanoseconds) -> Estimate? {
        guard let best else { return nil }
        var estimate = best.estimate
        estimate.uncertainty &+= max(0, now &- best.at) / ClockRelation.drift
        return estimate
    }
}
