public import Control
public import Messages

/// One group of the robot as the runtime measured it.
public struct MeasuredGroup: Sendable {
    /// Absent parts are nil. A part that is not finite counts as absent.
    public var observation = GroupObservation()
    /// For joint spaces: forward kinematics and Jacobian at the joints that the last command asked
    /// for (not at the measured ones).
    public var kinematics: Kinematics?

    public init() {}
}

/// What a control loop tells the cell at each tick. Make one with ``init(for:)`` and keep it: a
/// tick then allocates nothing.
public struct RobotState: Sendable {
    public var robotMode = RobotMode.ready
    /// When the state was measured, on the cell's clock; 0 where the driver does not say. A stamp
    /// that stands still for 200 ms, five ticks or the declared latency (the longest of them)
    /// holds the arms; without stamps a frozen state cannot be told from arms at rest.
    public var measuredAt: Nanoseconds = 0
    /// Number of this observation where the runtime counts them itself (growing); 0: the cell
    /// takes the tick's number.
    public var observation: UInt64 = 0
    /// Whether the driver took the previous tick's command, and its own status word.
    public var accepted = true
    public var driverStatus: UInt32 = 0
    /// One for each group of the manifest, in its order.
    public var groups = PerGroup<MeasuredGroup>(filler: MeasuredGroup())
    /// The manifest's `features`, in its order and units.
    public var features: [Double]
    /// What the policy says of itself, in the manifest's order, 0 to 1.
    public var gauges: [Double]

    /// A state with a place for all that the manifest declares, nothing of it measured.
    public init(for manifest: Manifest) {
        features = [Double](repeating: .nan, count: manifest.features.count)
        gauges = [Double](repeating: .nan, count: manifest.policy.gauges.count)
        for _ in manifest.groups { groups.append(MeasuredGroup()) }
    }
}
