public import CDR
public import Control

/// What the lease holder, and nobody else, is given for the real-time plane: goes over the reliable
/// one, which is encrypted where keys are in use.
public struct PlaneGrant: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/PlaneGrant"
    public static let keyBytes = 32
    /// The grant of control that the key is for: with it the key ends.
    public var lease = LeaseTag.none
    /// UDP port of the cell, at the address where its control connection is.
    public var port: UInt16 = 0
    /// ``keyBytes`` random bytes, drawn for this lease.
    public var key: [UInt8] = []
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("lease", &lease)
        try fields.field("port", &port)
        try fields.bytes("key", &key, limit: PlaneGrant.keyBytes)
    }
}

/// Inside a sealed datagram from the lease holder's console.
public struct PlaneCommand: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/PlaneCommand"
    /// Sequence 0: there is none, the datagram is a STOP alone.
    public var command = OperatorCommand()
    /// Newest time of the cell's clock that the console had seen, 0 for none.
    public var seen: Nanoseconds = 0
    /// The console's monotonic clock when it sent this; comes back in a ``Pulse``.
    public var sentAt: Nanoseconds = 0
    /// Number of a STOP request that the cell has not answered yet; 0 for none.
    public var stop: UInt32 = 0
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.message("command", &command)
        try fields.field("seen_ns", &seen)
        try fields.field("sent_at_ns", &sentAt)
        try fields.field("stop", &stop)
    }
}

/// Inside a sealed datagram from the cell to the lease holder: who drives now, and what of the
/// holder's datagrams has arrived.
public struct Pulse: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/Pulse"
    /// The newest tick and its time on the cell's clock, ns; 0 before the first.
    public var tick: UInt64 = 0
    public var now: Nanoseconds = 0
    /// The stop in force, 0 for none.
    public var stop: UInt64 = 0
    /// The lease is the holder's still, but others may get it.
    public var stale = false
    public var groups = PerGroup<GroupPulse>(filler: GroupPulse())
    /// Number of the newest datagram that arrived, how many did, and the newest one's `sentAt`;
    /// 0 before the first.
    public var newest: UInt64 = 0
    public var received: UInt64 = 0
    public var sentAt: Nanoseconds = 0
    /// How long the cell has had it, ns.
    public var held: Nanoseconds = 0
    /// The cell's clock when it sent this, ns.
    public var clock: Nanoseconds = 0
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.field("tick", &tick)
        try fields.field("monotonic_ns", &now)
        try fields.field("stop", &stop)
        try fields.field("stale", &stale)
        try fields.list("groups", &groups)
        try fields.field("newest", &newest)
        try fields.field("received", &received)
        try fields.field("sent_at_ns", &sentAt)
        try fields.field("held_ns", &held)
        try fields.field("clock_ns", &clock)
    }
}

/// One group's part of a pulse.
public struct GroupPulse: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/GroupPulse"
    public var requested = Authority.policy
    public var effective = Authority.hold
    public var hold = HoldReason.none
    public init() {}
    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        try fields.enumeration("authority_requested", &requested)
        try fields.enumeration("authority", &effective)
        try fields.enumeration("hold_reason", &hold)
    }
}
