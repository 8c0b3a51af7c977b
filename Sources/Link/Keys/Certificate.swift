import Messages

/// A key as text in a file, in the form that czmq and pyzmq write: a public certificate
/// (`NAME.key`), or a secret one (`NAME.key_secret`) that holds both halves.
///
/// A cell's list of clients says in the metadata of each what it may do: `role = "observe"`.
enum Certificate {
    /// Longest file that is taken for a certificate, bytes.
    static let longest = 8192

    static func text(publicKey: PublicKey, role: Role? = nil) -> String {
        """
        #   ZeroMQ CURVE Public Certificate
        #   Give this file to whom you connect to. It holds no secret.

        \(role.map { "metadata\n    role = \"\($0.word)\"\n" } ?? "")curve
            public-key = "\(publicKey.z85)"

        """
    }

    static func text(pair: KeyPair) -> String {
        """
        #   ZeroMQ CURVE **Secret** Certificate
        #   DO NOT GIVE THIS FILE TO ANYONE, and keep its mode at 0600.

        curve
            public-key = "\(pair.publicKey.z85)"
            secret-key = "\(pair.secret)"

        """
    }

    static func publicKey(from text: String, path: String) throws(LinkError) -> PublicKey {
        guard let letters = value(of: "public-key", in: text) else {
            throw .badKey(path: path, why: "it has no line public-key = \"…\"")
        }
        guard let key = PublicKey(z85: letters) else {
            throw .badKey(path: path, why: "its public-key is not 40 letters of Z85")
        }
        return key
    }

    /// What the client may do; ``Role/operate`` where the file does not say.
    static func role(from text: String, path: String) throws(LinkError) -> Role {
        guard let word = value(of: "role", in: text) else { return .operate }
        guard let role = Role(word: word) else {
            throw .badKey(path: path, why: "its role is none of \(Role.allWords)")
        }
        return role
    }

    static func pair(from text: String, path: String) throws(LinkError) -> KeyPair {
        let key = try publicKey(from: text, path: path)
        guard let secret = value(of: "secret-key", in: text) else {
            throw .badKey(path: path, why: "it has no line secret-key = \"…\"")
        }
        guard PublicKey(z85: secret) != nil else {
            throw .badKey(path: path, why: "its secret-key is not 40 letters of Z85")
        }
        return KeyPair(publicKey: key, secret: secret)
    }

    /// The quoted value of the first line `name = "value"`. Comments are whole lines: the letters
    /// of a key may hold a '#'.
    private static func value(of name: String, in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.drop { $0 == " " || $0 == "\t" }
            guard words.hasPrefix(name) else { continue }
            let rest = words.dropFirst(name.count).drop { $0 == " " || $0 == "\t" }
            guard rest.first == "=" else { continue }
            let quoted = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            guard quoted.first == "\"" else { return nil }
            let inside = quoted.dropFirst()
            guard let end = inside.firstIndex(of: "\"") else { return nil }
            return String(inside[..<end])
        }
        return nil
    }
}
