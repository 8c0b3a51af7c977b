public import Control

/// How commands go to the cell: by datagrams, or by the connection because those do not pass.
public struct PlaneStatus: Sendable, Equatable {
    public enum Standing: Sendable, Equatable {
        /// No grant of control, or a cell that is not reached by datagrams.
        case none
        /// Not known yet whether they pass; commands go both ways.
        case settling
        case works
        /// Nothing came back; commands go by the connection.
        case closed
    }
    public var standing = Standing.none
    /// UDP port of the cell.
    public var port: UInt16 = 0
    /// Share of the datagrams that were lost in the last seconds, of the worse of both ways.
    public var loss: Double?
    /// How long the cell had had the newest command when it said so last, ns.
    public var held: Nanoseconds?
    /// When the newest pulse came, console clock.
    public var pulseAt: Nanoseconds?

    public init() {}

    /// Of a plane that was just opened to this port.
    public init(port: UInt16) { (standing, self.port) = (.settling, port) }

    /// Whether what it says of who drives is what is.
    public func isFresh(at now: Nanoseconds) -> Bool {
        pulseAt.map { now &- $0 <= LinkStatus.silence } ?? false
    }
}
