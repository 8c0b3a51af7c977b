import CSodium

/// Who a client is: the fingerprint of its public key, as the link established it. Never 0, which
/// is the robot's own runtime.
public struct ClientIdentity: Hashable, Sendable, CustomStringConvertible {
    /// What requests and the welcome carry.
    public let number: UInt64

    /// From the bytes of a public key, or of a routing id where the link runs without keys.
    init(hashing bytes: [UInt8]) {
        _ = Chance.isReady
        var digest: UInt64 = 0
        unsafe withUnsafeMutableBytes(of: &digest) { out in
            guard let base = out.baseAddress else { return }
            _ = unsafe crypto_generichash(
                base.assumingMemoryBound(to: UInt8.self), out.count, bytes, UInt64(bytes.count),
                nil, 0)
        }
        // The first byte of the digest is the most significant, so that the number in hexadecimal
        // is the digest as other tools print it.
        digest = UInt64(bigEndian: digest)
        number = digest == 0 ? 1 : digest
    }

    /// From the user id that the ZAP handler gave the connection: 16 hexadecimal digits.
    init?(userID: String) {
        guard userID.utf8.count == 16, let value = UInt64(userID, radix: 16), value != 0 else {
            return nil
        }
        number = value
    }

    /// 16 hexadecimal digits.
    public var description: String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 16 - digits.count)) + digits
    }
}
