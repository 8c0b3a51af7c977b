import Glibc
public import Messages

/// A directory of keys, mode 0700:
///
///     NAME.key          public half, may be given away
///     NAME.key_secret   both halves, mode 0600
///     allowed/NAME.key  public keys of the clients that a cell lets in
///
/// A directory or a secret that others could read is refused, with the command that mends it.
public struct KeyStore: Sendable {
    public let directory: String

    /// One pair or public key of the store.
    public struct Entry: Sendable {
        public let name: String
        public let key: PublicKey
        public let hasSecret: Bool
    }

    /// A client that a cell lets in.
    public struct Allowed: Sendable {
        public let name: String
        public let key: PublicKey
        public let role: Role
    }

    private static let most = 1024

    /// `$XDG_CONFIG_HOME/reins/keys`, else `~/.config/reins/keys`.
    ///
    /// - Throws: ``LinkError/noHome``
    public static func defaultDirectory() throws(LinkError) -> String {
        if let base = unsafe getenv("XDG_CONFIG_HOME") {
            let path = unsafe String(cString: base)
            if path.hasPrefix("/") { return path + "/reins/keys" }
        }
        if let home = unsafe getenv("HOME") {
            let path = unsafe String(cString: home)
            if path.hasPrefix("/") { return path + "/.config/reins/keys" }
        }
        throw .noHome
    }

    /// Opens a store that is there.
    ///
    /// - Throws: ``LinkError`` where it is not there or is open to others.
    public init(opening directory: String) throws(LinkError) {
        guard KeyFile.exists(directory) else { throw .noStore(directory: directory) }
        try KeyFile.checkDirectory(directory)
        self.directory = directory
    }

    /// Opens a store, and makes it first where it is not there.
    public init(making directory: String) throws(LinkError) {
        try KeyFile.makeDirectory(directory)
        try KeyFile.checkDirectory(directory)
        self.directory = directory
    }

    /// Makes a pair and stores it. Never overwrites one.
    public func create(_ name: String) throws(LinkError) -> KeyPair {
        try KeyStore.check(name)
        for path in [publicPath(name), secretPath(name)] where KeyFile.exists(path) {
            throw .keyExists(path: path)
        }
        let pair = try KeyPair.fresh()
        try KeyFile.write(Certificate.text(pair: pair), to: secretPath(name), mode: 0o600)
        try KeyFile.write(
            Certificate.text(publicKey: pair.publicKey), to: publicPath(name), mode: 0o644)
        return pair
    }

    /// The pair of this name, from its secret file.
    public func pair(_ name: String) throws(LinkError) -> KeyPair {
        try KeyStore.check(name)
        let path = secretPath(name)
        guard KeyFile.exists(path) else { throw .noSuchKey(name: name, directory: directory) }
        return try Certificate.pair(from: try KeyFile.read(path, secret: true), path: path)
    }

    /// The public key of this name: of a pair here, or of a cell whose file was put here.
    public func publicKey(_ name: String) throws(LinkError) -> PublicKey {
        try KeyStore.check(name)
        let path = publicPath(name)
        guard KeyFile.exists(path) else { throw .noSuchKey(name: name, directory: directory) }
        return try KeyStore.publicKey(atPath: path)
    }

    /// The public key in any certificate file.
    public static func publicKey(atPath path: String) throws(LinkError) -> PublicKey {
        try Certificate.publicKey(from: try KeyFile.read(path, secret: false), path: path)
    }

    /// What the store holds, by name.
    public func list() throws(LinkError) -> [Entry] {
        var entries: [Entry] = []
        for file in try KeyFile.names(in: directory, limit: KeyStore.most)
        where file.hasSuffix(".key") {
            let name = String(file.dropLast(4))
            entries.append(
                Entry(
                    name: name, key: try KeyStore.publicKey(atPath: directory + "/" + file),
                    hasSecret: KeyFile.exists(secretPath(name))))
        }
        return entries
    }

    /// Lets the holder of this key connect to cells that use this store. Allowing it again under
    /// the same name changes its role; a running cell knows within a second.
    public func allow(
        _ key: PublicKey, as name: String, role: Role = .operate
    ) throws(LinkError) {
        try KeyStore.check(name)
        try KeyFile.makeDirectory(allowedDirectory)
        let path = allowedPath(name)
        if KeyFile.exists(path), try KeyStore.publicKey(atPath: path) != key {
            throw .keyExists(path: path)
        }
        try KeyFile.write(Certificate.text(publicKey: key, role: role), to: path, mode: 0o644)
    }

    /// Ends what ``allow(_:as:)`` began; a running cell drops the client within a second.
    public func revoke(_ name: String) throws(LinkError) {
        try KeyStore.check(name)
        let path = allowedPath(name)
        guard KeyFile.exists(path) else {
            throw .noSuchKey(name: name, directory: allowedDirectory)
        }
        try KeyFile.remove(path)
    }

    /// The clients that are let in, by name. A file that is not a key, or names no role that there
    /// is, lets nobody in and does not keep the others out.
    ///
    /// - Throws: ``LinkError`` where the store has become open to others.
    public func allowed() throws(LinkError) -> [Allowed] {
        try KeyFile.checkDirectory(directory)
        guard KeyFile.exists(allowedDirectory) else { return [] }
        var clients: [Allowed] = []
        for file in try KeyFile.names(in: allowedDirectory, limit: KeyStore.most)
        where file.hasSuffix(".key") {
            let path = allowedDirectory + "/" + file
            guard let text = try? KeyFile.read(path, secret: false),
                let key = try? Certificate.publicKey(from: text, path: path),
                let role = try? Certificate.role(from: text, path: path)
            else { continue }
            clients.append(Allowed(name: String(file.dropLast(4)), key: key, role: role))
        }
        return clients
    }

    private var allowedDirectory: String { directory + "/allowed" }
    private func publicPath(_ name: String) -> String { directory + "/" + name + ".key" }
    private func secretPath(_ name: String) -> String { directory + "/" + name + ".key_secret" }
    private func allowedPath(_ name: String) -> String { allowedDirectory + "/" + name + ".key" }

    private static func check(_ name: String) throws(LinkError) {
        let good = name.utf8.allSatisfy {
            switch $0 {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard good, (1...64).contains(name.utf8.count) else { throw .badKeyName(name) }
    }
}
