/// What a cell's link has seen and refused since it opened.
public struct LinkCounters: Equatable, Sendable {
    /// Connections that the allow-list let in (each console makes two).
    public var keysAccepted: UInt64 = 0
    public var keysRefused: UInt64 = 0
    /// Messages handed to the cell.
    public var received: UInt64 = 0
    /// Not a message that a console sends, or none at all.
    public var malformed: UInt64 = 0
    /// From a client that has not said hello on this connection, or was replaced or revoked.
    public var unintroduced: UInt64 = 0
    /// Datagrams that came, whoever sent them.
    public var datagrams: UInt64 = 0
    /// Beyond what one client may send a second.
    public var flooded: UInt64 = 0
    /// Hellos of another protocol version, or beyond the most clients.
    public var turnedAway: UInt64 = 0
    /// Control messages that a client did not take in time.
    public var controlDropped: UInt64 = 0
    /// Bulk records that clients did not take in time.
    public var bulkDropped: UInt64 = 0
    public init() {}
}
