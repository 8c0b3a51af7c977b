internal import Control

/// The time limits of the contract, worked out anew from the specification: each is the largest of
/// a time, a number of ticks and the declared latency of the robot's state; what waits for the
/// policy as long as its own declared latency wants.
public struct Bounds: Sendable {
    let `repeat`: Nanoseconds
    let stale: Nanoseconds
    let linkLost: Nanoseconds
    let leaseStale: Nanoseconds
    let leaseOffer: Nanoseconds
    let ramp: Nanoseconds
    let blend: Nanoseconds
    let handBack: Nanoseconds
    let policyGrace: Nanoseconds
    let stateFrozen: Nanoseconds
    let tick: Nanoseconds

    init(_ configuration: ControlConfiguration) {
        let tick = configuration.tickPeriod
        func bound(_ milliseconds: Int64, _ ticks: Int64) -> Nanoseconds {
            max(milliseconds * 1_000_000, ticks * tick, configuration.stateLatency)
        }
        self.tick = tick
        `repeat` = bound(20, 2)
        stale = bound(100, 3)
        linkLost = bound(500, 5)
        stateFrozen = bound(200, 5)
        leaseStale = bound(2000, 10)
        leaseOffer = bound(20_000, 10)
        ramp = bound(150, 2)
        blend = bound(500, 5)
        // Two inferences: the one that runs when an epoch begins, and the first that counts.
        let timing = configuration.policy
        let first = min(2 * timing.latency + timing.period, 2_000_000_000)
        handBack = max(bound(2000, 20), first + 2 * blend)
        policyGrace = max(bound(150, 3), first)
    }
}
