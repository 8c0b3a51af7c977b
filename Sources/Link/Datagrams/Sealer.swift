import Control

/// The sending end of one direction: numbers and seals.
public struct Sealer {
    let key: DatagramKey
    let direction: DatagramDirection
    /// Number of the newest datagram, 0 before the first.
    public private(set) var sequence: UInt64 = 0

    public init(key: DatagramKey, direction: DatagramDirection) {
        (self.key, self.direction) = (key, direction)
    }

    /// A datagram with this message; nil where it is too long for one.
    public mutating func seal(_ message: [UInt8]) -> [UInt8]? {
        guard message.count <= Datagrams.longestMessage, sequence < .max else { return nil }
        sequence &+= 1
        let head = DatagramHead(
            direction: direction, lease: key.lease.sequence, sequence: sequence)
        return key.seal(message, head: head.encoded)
    }
}
