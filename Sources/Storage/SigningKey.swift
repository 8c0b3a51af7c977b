internal import CSodium

/// The key with which a station signs its recordings: Ed25519.
public struct SigningKey: Sendable {
    /// 32 bytes; whoever has them can check what the key signed.
    public let publicKey: [UInt8]
    private let secret: [UInt8]

    /// A new key of the system's own chance.
    public init() {
        _ = sodium_init()
        var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
        var secret = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
        _ = unsafe crypto_sign_keypair(&publicKey, &secret)
        self.publicKey = publicKey
        self.secret = secret
    }

    /// The key of a file that holds its seed as 64 hexadecimal digits; nil for any other text.
    init?(text: String) {
        let line = text.split(whereSeparator: \.isNewline).first ?? ""
        guard let seed = Hex.bytes(String(line)), seed.count == Int(crypto_sign_SEEDBYTES)
        else { return nil }
        var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
        var secret = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
        _ = unsafe crypto_sign_seed_keypair(&publicKey, &secret, seed)
        self.publicKey = publicKey
        self.secret = secret
    }

    /// What the key's file holds.
    var text: String { Hex.text(Array(secret.prefix(Int(crypto_sign_SEEDBYTES)))) + "\n" }

    func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
        _ = unsafe crypto_sign_detached(
            &signature, nil, message, UInt64(message.count), secret)
        return signature
    }

    /// Whether the holder of the public key signed the message.
    static func isSigned(
        _ message: [UInt8], by publicKey: [UInt8], _ signature: [UInt8]
    ) -> Bool {
        guard publicKey.count == Int(crypto_sign_PUBLICKEYBYTES),
            signature.count == Int(crypto_sign_BYTES)
        else { return false }
        return unsafe crypto_sign_verify_detached(
            signature, message, UInt64(message.count), publicKey) == 0
    }
}
