public import Messages

/// Which clients a cell lets in, and what each may do. A list in a directory is read anew for every
/// connection, so that allowing and revoking need no restart; one that cannot be read lets nobody
/// in.
public enum AllowList: Sendable {
    case keys([PublicKey], as: Role = .operate)
    /// The `allowed` directory of a key store.
    case store(KeyStore)

    /// What the owner of this key may do; nil where it is not let in.
    func role(of key: PublicKey) -> Role? { roles()[key.identity] }

    /// Who is let in now.
    func roles() -> [ClientIdentity: Role] {
        switch self {
        case .keys(let keys, let role):
            return Dictionary(keys.map { ($0.identity, role) }) { first, _ in first }
        case .store(let store):
            let allowed = (try? store.allowed()) ?? []
            // One key under two names may do no more than either says.
            return Dictionary(allowed.map { ($0.key.identity, $0.role) }, uniquingKeysWith: min)
        }
    }
}
