/// How a cell tells who may connect.
public enum ServerSecurity: Sendable {
    /// CURVE: encrypted, and only clients whose public key is in the list.
    case curve(KeyPair, allowed: AllowList)
    /// Anyone who reaches the address may drive: for loopback and `ipc://` on a machine that one
    /// person uses.
    case none
}

/// How a console proves who it is. The control and the bulk connection of one console use the same
/// value: in that way the cell knows that they belong together.
public struct ClientSecurity: Sendable {
    enum Mechanism: Sendable {
        case curve(own: KeyPair, cell: PublicKey)
        case none(routing: [UInt8])
    }
    let mechanism: Mechanism

    /// CURVE with the console's own pair towards the cell that owns `cell`.
    public static func curve(own: KeyPair, cell: PublicKey) -> ClientSecurity {
        ClientSecurity(mechanism: .curve(own: own, cell: cell))
    }

    /// Without keys, towards a cell that was opened with ``ServerSecurity/none``. Draws an identity
    /// that lasts as long as the value.
    public static func none() -> ClientSecurity {
        // libzmq refuses routing ids that start with a zero byte.
        ClientSecurity(mechanism: .none(routing: [UInt8(ascii: "r")] + Chance.bytes(15)))
    }
}
