/// The real-time plane: datagrams that are sealed under a key of one lease. They are lost, doubled
/// and reordered by the network; the newest one counts and nothing waits for an older one.
///
/// ```
/// 0   version      1, one byte
/// 1   direction    0 to the cell, 1 to the console
/// 2   zero         two bytes
/// 4   lease        number of the grant, u32, little-endian
/// 8   sequence     counts up from 1 in each direction, u64, little-endian
/// 16  sealed       XChaCha20-Poly1305 of the message: its bytes and 16 of authentication
/// ```
///
/// The nonce is the 16 bytes of the head and the cell's session, so none is used twice under a key;
/// the head is authenticated with the rest. Start at ``Sealer`` and ``Opener``.
public enum Datagrams {
    /// Longest datagram, bytes: passes every network that is in use in one piece.
    public static let longest = 1200
    /// Bytes of a head.
    public static let headBytes = 16
    static let authenticationBytes = 16
    /// Longest message in one.
    public static let longestMessage = longest - headBytes - authenticationBytes
    static let version: UInt8 = 1

    /// Number of the grant that a datagram says it is sealed for; nil for what is none.
    public static func grant(of datagram: [UInt8]) -> UInt32? {
        DatagramHead(decoding: datagram)?.lease
    }
}

/// Which way a datagram goes. One that comes back to its sender is not opened.
public enum DatagramDirection: UInt8, Sendable {
    case toCell = 0
    case toConsole = 1
}

/// What stands before the sealed part, for everyone to read.
struct DatagramHead: Equatable {
    var direction: DatagramDirection
    var lease: UInt32
    var sequence: UInt64

    init(direction: DatagramDirection, lease: UInt32, sequence: UInt64) {
        (self.direction, self.lease, self.sequence) = (direction, lease, sequence)
    }

    /// nil for what is no head of this version.
    init?(decoding bytes: [UInt8]) {
        guard bytes.count >= Datagrams.headBytes, bytes[0] == Datagrams.version, bytes[2] == 0,
            bytes[3] == 0, let direction = DatagramDirection(rawValue: bytes[1])
        else { return nil }
        self.direction = direction
        lease = UInt32(truncatingIfNeeded: bytes[4..<8].littleEndian)
        sequence = bytes[8..<16].littleEndian
    }

    var encoded: [UInt8] {
        [Datagrams.version, direction.rawValue, 0, 0]
            + lease.littleEndianBytes + sequence.littleEndianBytes
    }
}
