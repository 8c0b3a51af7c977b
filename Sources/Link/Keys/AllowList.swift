/// Which clients a cell lets in. A list in a directory is read anew for every connection, so that
/// allowing and revoking need no restart; one that cannot be read lets nobody in.
public enum AllowList: Sendable {
    case keys([PublicKey])
    /// The `allowed` directory of a key store.
    case store(KeyStore)

    func allows(_ key: PublicKey) -> Bool {
        switch self {
        case .keys(let keys): return keys.contains(key)
        case .store(let store):
            guard let allowed = try? store.allowed() else { return false }
            return allowed.contains { $0.key == key }
        }
    }

    /// The identities that are allowed now.
    func identities() -> Set<ClientIdentity> {
        switch self {
        case .keys(let keys): return Set(keys.map(\.identity))
        case .store(let store):
            return Set(((try? store.allowed()) ?? []).map(\.key.identity))
        }
    }
}
