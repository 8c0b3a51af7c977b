public import Control

/// What the robot's driver executes at this tick, and why.
public struct CellCommand: Sendable {
    /// Counts the ticks from 1.
    public var tick: UInt64 = 0
    /// Number of the observation that this tick saw: what a policy names when it offers a chunk.
    public var observation: UInt64 = 0
    /// The tick's time on the cell's clock.
    public var now: Nanoseconds = 0
    /// Per group the entries to execute, set-points and authority; the episode; the lease. While
    /// ``Decision/stop`` is not 0 the driver asks the robot for a protective stop.
    public var decision = Decision()
    /// Why the runtime's own newest request was refused; `none` where it was carried out.
    public var runtimeRefusal = Refusal.none
    /// Groups whose state held a number that was not finite: it counted as missing. A bit each.
    public var notFinite: GroupMask = 0
    /// Counts the changes of the instruction, see ``Cell/instruction``.
    public var instructionVersion: UInt64 = 0

    public init() {}
}
