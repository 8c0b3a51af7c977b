public import Control

/// What a policy says about the chunk it offers. All times on the cell's clock.
public struct ChunkOffer: Sendable, Equatable {
    /// The observation that it was inferred on, and that tick's time: ``CellCommand/observation``
    /// and ``CellCommand/now``.
    public var observation: UInt64
    public var observedAt: Nanoseconds
    public var inferenceBegan: Nanoseconds
    /// Rows of the chunk; each is the manifest's whole action vector.
    public var rows: Int
    public var width: Int

    public init(
        observation: UInt64, observedAt: Nanoseconds, inferenceBegan: Nanoseconds, rows: Int,
        width: Int
    ) {
        self.observation = observation
        self.observedAt = observedAt
        self.inferenceBegan = inferenceBegan
        self.rows = rows
        self.width = width
    }
}

/// An offered chunk on its way to the control thread. The ring's slot keeps a reference to the
/// values until the offering thread reuses it: the control thread allocates and frees nothing.
struct WaitingChunk: Sendable {
    var id: UInt64
    var offer: ChunkOffer
    var offeredAt: Nanoseconds
    var values: [Double]
}
