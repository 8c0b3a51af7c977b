/// Common Data Representation as ROS 2 writes it: XCDR1, little-endian, alignment up to 8 counted
/// from after the 4-byte encapsulation header.
///
/// A message type declares its fields once, in ``CDRMessage/visit(_:)``. From that one
/// declaration follow the encoder (``CDREncoder``), the decoder (``CDRDecoder``) and the
/// `ros2msg` schema text (``ROS2Schema``). Nothing here traps on any bytes: a decoder throws
/// ``CDRError`` and checks every count against a limit before it allocates.
///
/// Must not know: any particular message, files, sockets.
public enum CDR {
    /// Longest string that a decoder accepts, bytes.
    public static let maximumString = 1 << 20
    /// `00 01 00 00`: plain CDR, little-endian.
    public static let header: [UInt8] = [0, 1, 0, 0]
    static let headerSize = 4
}

/// Why bytes are not the message they should be.
public enum CDRError: Error, Equatable, Sendable {
    case truncated(offset: Int, needed: Int)
    case badHeader
    case badString(offset: Int)
    case tooMany(offset: Int, count: UInt64, limit: Int)
    case badValue(offset: Int, field: String)
    case trailing(offset: Int)

    public var sentence: String {
        switch self {
        case .truncated(let offset, let needed):
            "the message ends at byte \(offset) where \(needed) more bytes are needed"
        case .badHeader: "the message does not start with the little-endian CDR header 00 01 00 00"
        case .badString(let offset): "the string at byte \(offset) is not terminated UTF-8"
        case .tooMany(let offset, let count, let limit):
            "the sequence at byte \(offset) declares \(count) elements; at most \(limit) are accepted"
        case .badValue(let offset, let field):
            "the value of \(field) at byte \(offset) is none that the type knows"
        case .trailing(let offset): "the message should end at byte \(offset), but more follows"
        }
    }
}
