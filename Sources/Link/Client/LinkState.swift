import Messages

/// How the connection of a console to its cell stands. ``sentence(endpoint:)`` says it in words,
/// with a remedy where something is wrong. The link goes on trying in every state but
/// ``refused(_:)`` and ``closed``: a person may mend the reason meanwhile.
public enum LinkState: Equatable, Sendable {
    /// Nothing is known yet.
    case connecting
    /// Nobody listens at the address.
    case noCell
    /// Connected and authenticated; the hello is out.
    case greeting
    /// The cell said welcome.
    case ready
    /// It was ready; the connection broke.
    case lost
    /// The cell does not know our key.
    case keyNotAllowed
    /// The cell cannot read what we encrypted for it: it owns another key than the one we expect.
    case wrongCellKey
    /// One side uses keys and the other does not.
    case securityDiffers
    /// Something listens that does not speak ZeroMQ, or does not answer.
    case notACell
    /// The cell speaks another version of the protocol.
    case versionDiffers(cell: UInt32)
    /// The cell said farewell, for this reason.
    case refused(String)
    /// Closed by us.
    case closed

    /// Whether only a person can change it: a changed key, another address, an update.
    public var isRefusal: Bool {
        switch self {
        case .keyNotAllowed, .wrongCellKey, .securityDiffers, .notACell, .versionDiffers, .refused:
            true
        case .connecting, .noCell, .greeting, .ready, .lost, .closed: false
        }
    }

    /// One sentence for the screen.
    public func sentence(endpoint: Endpoint) -> String {
        switch self {
        case .connecting: "connecting to \(endpoint)"
        case .noCell:
            "no cell at \(endpoint): start it there ('reins sim' starts a simulated one) or correct "
                + "the address; still trying"
        case .greeting: "connected to \(endpoint), waiting for the cell's welcome"
        case .ready: "connected to \(endpoint)"
        case .lost: "the connection to \(endpoint) was lost; trying to connect again"
        case .keyNotAllowed:
            "the cell at \(endpoint) does not know this console's key: on the cell's machine run "
                + "'reins keys allow' with the console's .key file"
        case .wrongCellKey:
            "the cell at \(endpoint) hangs up when asked for the key that this console expects of it: "
                + "give the console the cell's own .key file"
        case .securityDiffers:
            "the cell at \(endpoint) and this console do not agree on whether keys are used: start "
                + "both with keys, or both without"
        case .notACell:
            "what listens at \(endpoint) does not answer as a cell does: correct the address, or "
                + "restart the cell"
        case .versionDiffers(let cell):
            Handshake.versionSentence(console: Messages.protocolVersion, cell: cell)
        case .refused(let reason): reason
        case .closed: "the link is closed"
        }
    }
}
