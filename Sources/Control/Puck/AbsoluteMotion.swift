/// The cap of an absolute device: state that stays until it changes. Silence is no release; only
/// a deflection that has not moved by one count for `stillLimit` is no longer believed, because a
/// radio that died looks exactly so. Where the device is heard to repeat itself it is believed for
/// as long as it does, and `repeatSilence` more.
struct AbsoluteMotion: Sendable {
    private enum Proof: Sendable {
        /// Something came from the device at this time, ns.
        case alive(at: Int64)
        /// Fading since this time, ns.
        case fading(since: Int64, now: Int64)
        case expired
    }

    /// The steps in which the fade is sent, ns.
    private static let fadeStep: Int64 = 8_000_000

    let ranges: AxisRanges
    /// Where the device says that its cap is.
    private(set) var state = PuckCounts.zero
    /// False until the kernel was asked for all six axes: events tell only of those that changed.
    private(set) var isKnown = false
    private var proof = Proof.alive(at: 0)
    /// The device is known to send again what has not changed, and is heard to.
    var repeats = false

    init(ranges: AxisRanges) { self.ranges = ranges }

    /// Where the cap is believed to be.
    func counts(_ settings: PuckSettings) -> PuckCounts {
        switch proof {
        case .alive: state
        case .fading(let since, let now):
            state.faded(to: 1 - Double(now &- since) / Double(max(1, settings.stillFade)))
        case .expired: .zero
        }
    }

    var isBelieved: Bool {
        switch proof {
        case .alive: true
        case .fading, .expired: false
        }
    }

    mutating func apply(_ frame: PuckFrame) {
        var next = state
        for axis in 0..<6 where frame.has(axis) {
            next[axis] = ranges.counts(frame.axes[axis], axis: axis)
        }
        // Any axis event is a change of the device's, even beyond the range that counts here.
        let moved = frame.hasTranslation || frame.hasRotation
        state = next
        // A button proves the radio while the deflection is believed. Once it is not, only the cap
        // itself brings it back: a press must never start a motion that had been stopped.
        if moved || isBelieved { proof = .alive(at: frame.stamp) }
    }

    /// Brings nothing back that is not believed any more: only the cap itself does.
    mutating func prove(at now: Int64) {
        repeats = true
        if case .alive(let at) = proof { proof = .alive(at: max(at, now)) }
    }

    mutating func replace(_ axes: PuckCounts, at stamp: Int64) {
        for axis in 0..<6 { state[axis] = ranges.counts(axes[axis], axis: axis) }
        isKnown = true
        proof = .alive(at: stamp)
    }

    /// - Returns: whether the counts changed.
    mutating func advance(to now: Int64, settings: PuckSettings) -> Bool {
        guard let deadline = nextDeadline(settings), now >= deadline else { return false }
        switch proof {
        case .alive(let at):
            let since = at &+ limit(settings)
            proof = .fading(since: since, now: now)
            if now &- since >= settings.stillFade { proof = .expired }
        case .fading(let since, _):
            proof =
                now &- since >= settings.stillFade ? .expired : .fading(since: since, now: now)
        case .expired: return false
        }
        return true
    }

    func nextDeadline(_ settings: PuckSettings) -> Int64? {
        guard state != .zero else { return nil }
        switch proof {
        case .alive(let at): return at &+ limit(settings)
        case .fading(let since, let now):
            return min(now &+ Self.fadeStep, since &+ settings.stillFade)
        case .expired: return nil
        }
    }

    private func limit(_ settings: PuckSettings) -> Int64 {
        repeats ? settings.repeatSilence : settings.stillLimit
    }

    mutating func clear() {
        state = .zero
        isKnown = false
    }
}
