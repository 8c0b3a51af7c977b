import CZMQ

/// A CURVE pair. Its description shows the public half only.
public struct KeyPair: Sendable, CustomStringConvertible {
    public let publicKey: PublicKey
    /// 40 letters of Z85; leaves the module in no other way than to a file of mode 0600.
    let secret: String

    init(publicKey: PublicKey, secret: String) {
        self.publicKey = publicKey
        self.secret = secret
    }

    /// A new pair that is in memory only: for the demo and for tests, or to be stored by
    /// ``KeyStore/create(_:)``.
    ///
    /// - Throws: ``LinkError/socket(call:why:)`` where libzmq was built without CURVE.
    public static func fresh() throws(LinkError) -> KeyPair {
        var open = [CChar](repeating: 0, count: Z85.letters + 1)
        var secret = open
        let result = unsafe open.withUnsafeMutableBufferPointer { o in
            unsafe secret.withUnsafeMutableBufferPointer { s in
                unsafe zmq_curve_keypair(o.baseAddress, s.baseAddress)
            }
        }
        func text(_ letters: [CChar]) -> String {
            String(
                decoding: letters.prefix(Z85.letters).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        guard result == 0, let key = PublicKey(z85: text(open)) else {
            throw .socket(call: "zmq_curve_keypair", why: Socket.errorText())
        }
        return KeyPair(publicKey: key, secret: text(secret))
    }

    public var description: String { "key pair \(publicKey.identity)" }
}
