/// Both ends of the link between a console and a cell: ZeroMQ sockets, CURVE keys, the list of
/// clients that a cell allows, and UDP datagrams.
///
/// A cell opens a ``LinkServer``: two ROUTER sockets, *control* (hello, requests, commands,
/// replies, live steps) and *bulk* (records for a recording), so that images never delay a
/// request. A console opens a ``RobotLink`` to the first and a ``BulkLink`` to the second; libzmq
/// reconnects both, and ``LinkState`` says in words what is wrong. Bulk records are dropped and
/// counted per client and class when a reader is slow, images before steps; nothing here ever
/// waits for a peer. A recorder that reconnects gets what it missed (``BulkHistory``).
///
/// Beside them is the real-time plane: sealed UDP datagrams to and from the holder of the lease,
/// see ``Datagrams`` and ``PlaneLink``.
///
/// Who a client is follows from its key, through the ZAP handler (``AllowList``), never from what
/// it says: CURVE alone would accept any key.
///
/// Every socket belongs to the thread that calls its owner. The only thread made here is the ZAP
/// handler's. This module is linked into the robot's process: nothing in it may trap.
///
/// Must not know: what a message means, leases, arms, files other than keys.
/// Start at ``LinkServer``, ``RobotLink``, ``Datagrams`` and ``KeyStore``.
public enum Link {
    /// Round trip of a heartbeat on the control connection: asked for every so many milliseconds …
    static let heartbeatMilliseconds: Int32 = 250
    /// … and the peer is gone when nothing came for so long. A lost TCP segment costs 200 ms or
    /// more, so a shorter one would trip on ordinary networks.
    static let heartbeatTimeoutMilliseconds: Int32 = 1000
    /// Domain that the cell's sockets name to the ZAP handler.
    static let zapDomain = "reins"
}
