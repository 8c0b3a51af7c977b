internal import CLinux
internal import Control
internal import Messages
internal import Synchronization

extension Cell {
    /// How far a time given may be from the clock it is said to be of.
    private static let clockTolerance = Nanoseconds.milliseconds(1000)

    func checked(_ time: Nanoseconds?) throws(CellError) -> Nanoseconds {
        switch core.clock {
        case .caller:
            guard let time, time > 0, time < .max / 2 else { throw .clockWentBack }
            return time
        case .monotonic:
            let now = reins_monotonic_ns()
            guard let time else { return now }
            let difference = time.subtractingReportingOverflow(now)
            guard !difference.overflow, abs(difference.partialValue) < Cell.clockTolerance else {
                throw .notMonotonicClock
            }
            return time
        }
    }

    func check(_ state: RobotState) throws(CellError) {
        try check("The state's groups", core.manifest.groups.count, state.groups.count)
        try check("features", core.manifest.features.count, state.features.count)
        try check("gauges", core.manifest.policy.gauges.count, state.gauges.count)
    }

    func check(_ offer: ChunkOffer, _ values: [Double], _ now: Nanoseconds) throws(CellError) {
        try check("A row of the chunk", core.manifest.actionWidth, offer.width)
        guard offer.rows >= 1, offer.rows <= core.manifest.control.policy.horizon else {
            throw .wrongSize(
                what: "The chunk (rows)", expected: core.manifest.control.policy.horizon,
                given: offer.rows)
        }
        try check("The chunk", offer.rows &* offer.width, values.count)
        guard values.allSatisfy(\.isFinite) else { throw .notFinite(what: "The chunk") }
        let newest = core.newestObservation.load(ordering: .acquiring)
        guard offer.observation > 0, offer.observation <= newest else {
            throw .unknownObservation
        }
        guard offer.observedAt > 0, offer.observedAt <= offer.inferenceBegan else {
            throw .badTimes(
                "The inference began before its observation was made: give both on the cell's clock."
            )
        }
        guard offer.inferenceBegan <= now else {
            throw .badTimes("The inference began in the future: give the cell's clock.")
        }
    }

    private func check(_ what: String, _ expected: Int, _ given: Int) throws(CellError) {
        guard expected == given else {
            throw .wrongSize(what: what, expected: expected, given: given)
        }
    }
}
