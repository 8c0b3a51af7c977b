import Control

/// The receiving end of one direction: opens what was sealed under the key and is newer than all
/// before it. Whatever comes from the network may be given to it.
public struct Opener {
    let key: DatagramKey
    let direction: DatagramDirection
    /// Number of the newest datagram that was opened, 0 before the first.
    public private(set) var newest: UInt64 = 0
    public private(set) var counters = Counters()

    /// Each datagram counts once.
    public struct Counters: Equatable, Sendable {
        public var opened: UInt64 = 0
        /// No datagram of this version and direction, or too short or long to be one.
        public var malformed: UInt64 = 0
        /// Sealed, if at all, for another grant of control.
        public var foreign: UInt64 = 0
        /// Not newer than what was opened: a copy, or overtaken on the way.
        public var outdated: UInt64 = 0
        /// The key did not seal it.
        public var forged: UInt64 = 0
        public init() {}
    }

    public init(key: DatagramKey, direction: DatagramDirection) {
        (self.key, self.direction) = (key, direction)
    }

    /// The message, nil for what is refused.
    public mutating func open(_ datagram: [UInt8]) -> [UInt8]? {
        guard datagram.count <= Datagrams.longest,
            datagram.count >= Datagrams.headBytes &+ Datagrams.authenticationBytes,
            let head = DatagramHead(decoding: datagram), head.direction == direction
        else {
            counters.malformed &+= 1
            return nil
        }
        // What is cheap to see comes before what costs a microsecond.
        guard head.lease == key.lease.sequence else {
            counters.foreign &+= 1
            return nil
        }
        guard head.sequence > newest else {
            counters.outdated &+= 1
            return nil
        }
        guard let message = key.open(datagram) else {
            counters.forged &+= 1
            return nil
        }
        newest = head.sequence
        counters.opened &+= 1
        return message
    }
}
