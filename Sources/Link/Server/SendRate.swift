/// How many messages one client may send: bursts up to 512, 2000 a second on average. A console
/// sends some 250 a second while it drives.
struct SendRate {
    private static let burst: Int64 = 512
    private static let perMessage: Int64 = 500_000  // ns
    /// When the allowance would be full again, ns.
    private var full: Int64 = 0

    /// Whether one more message may come in at `now`, monotonic ns.
    mutating func admit(at now: Int64) -> Bool {
        let start = max(full, now)
        guard start &- now <= (SendRate.burst &- 1) &* SendRate.perMessage else { return false }
        full = start &+ SendRate.perMessage
        return true
    }
}
