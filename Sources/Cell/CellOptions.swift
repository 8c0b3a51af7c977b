/// Which clock the times of a cell come from.
public enum CellClock: UInt8, Sendable {
    /// CLOCK_MONOTONIC of this machine: what every real robot uses.
    case monotonic = 0
    /// The times that the caller gives to ``Cell/step(_:at:into:)``; what arrives on the link is
    /// stamped with the newest of them. For simulations that do not run in real time.
    case caller = 1
}

/// How a cell is opened.
public struct CellOptions: Sendable {
    /// Where consoles connect: `tcp://127.0.0.1:7447`, `ipc:///run/reins/cell`; nil: nowhere, for
    /// a cell that is only stepped.
    public var endpoint: String?
    /// Directory with this cell's key pair and the allowed consoles' public keys, as `reins keys`
    /// makes it; nil: without keys, which the link accepts on this machine only.
    public var keyDirectory: String?
    /// Name of the cell's own pair in that directory.
    public var keyName = "cell"
    public var clock = CellClock.monotonic
    /// Whether the lease holder's commands may come by datagrams, where the endpoint is `tcp://`:
    /// on the UDP port of the same number, or on another where that is taken.
    public var datagrams = true
    /// Whether the cell's own thread asks for real-time scheduling (SCHED_FIFO, priority 10: give
    /// the loop that calls `step` more). Where it is not permitted the consoles are told.
    public var isRealTime = false

    public init(endpoint: String?, keyDirectory: String? = nil, clock: CellClock = .monotonic) {
        self.endpoint = endpoint
        self.keyDirectory = keyDirectory
        self.clock = clock
    }
}
