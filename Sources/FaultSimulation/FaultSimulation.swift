/// Lives of a cell in virtual time under every fault that we can think of, and what is checked.
///
/// Real: the arbiter, the chunk schedule, the limits, the action mapping, and in every fourth life
/// the reading and conditioning of a 3D mouse's events. Modelled: arms, policy, link, consoles and
/// the hands at them. A seed decides everything: the same seed gives the same
/// life, bit by bit. What the contract promises is checked at every tick, from outside: executed
/// setpoints, authorities, what arrived from whom, what the hands did. No checker asks the arbiter
/// what it thinks.
///
/// Must not know: how the arbiter comes to its decisions. A checker that repeats its code finds
/// nothing.
///
/// Start at ``Life``, then ``Scene``, then `Checkers/`, one promise per file.
public enum FaultSimulation {
    /// Ticks of a life before the faults end and everything must become usable again.
    public static let troubledTicks = 7_500
    /// Ticks after the faults end.
    public static let calmTicks = 2_500
    /// Lives that make an hour at the nominal hundred ticks a second.
    public static let livesPerHour = 36
}
