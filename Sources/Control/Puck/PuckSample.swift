/// What a puck says at one moment: the result of one complete frame, or of a deadline that passed.
public struct PuckSample: Equatable, Hashable, Sendable {
    /// How far the counts may be believed.
    public enum Condition: Equatable, Hashable, Sendable {
        /// The device speaks, or its silence means that it is at rest.
        case live
        /// An absolute device has shown the same deflection for too long: its radio may be dead.
        /// The counts fade to zero and stay there until an axis changes.
        case unproven
        /// Events were lost. Counts are zero and buttons released; what was driven must be let go.
        case dropped
        /// The device is gone. This is its last sample.
        case gone
    }

    /// Counts to act on; zero whenever there is doubt.
    public var counts: PuckCounts
    public var buttons: HeldButtons
    /// Monotonic, ns: of the frame, or of the deadline.
    public var stamp: Int64
    public var condition: Condition
    /// The cap itself (not the faded counts) is within the neutral band.
    public var isNeutral: Bool
    /// The cap has been neutral without a break for the centred period: the device may be armed.
    public var isCentred: Bool

    public init(
        counts: PuckCounts, buttons: HeldButtons, stamp: Int64, condition: Condition,
        isNeutral: Bool, isCentred: Bool
    ) {
        self.counts = counts
        self.buttons = buttons
        self.stamp = stamp
        self.condition = condition
        self.isNeutral = isNeutral
        self.isCentred = isCentred
    }
}
