import CZMQ

/// The public half of a CURVE pair: 32 bytes, written as 40 letters of Z85.
public struct PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// 40 letters of Z85.
    public let z85: String
    let bytes: [UInt8]

    /// nil where the text is not 40 letters of Z85.
    public init?(z85: String) {
        guard let bytes = Z85.decode(z85) else { return nil }
        self.z85 = z85
        self.bytes = bytes
    }

    init?(bytes: [UInt8]) {
        guard let z85 = Z85.encode(bytes) else { return nil }
        self.z85 = z85
        self.bytes = bytes
    }

    /// What a cell knows the holder of this key by.
    public var identity: ClientIdentity { ClientIdentity(hashing: bytes) }

    public var description: String { z85 }
}

/// ZeroMQ's spelling of 32 bytes in 40 printable letters.
enum Z85 {
    static let alphabet = Array(
        ("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#")
            .utf8)
    static let letters = 40

    /// 32 bytes, or nil: libzmq's own decoder accepts letters outside the alphabet.
    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count == letters else { return nil }
        var bytes: [UInt8] = []
        var value: UInt64 = 0
        var taken = 0
        for letter in text.utf8 {
            guard let digit = alphabet.firstIndex(of: letter) else { return nil }
            value = value &* 85 &+ UInt64(truncatingIfNeeded: digit)
            taken &+= 1
            if taken % 5 == 0 {
                guard value <= UInt64(UInt32.max) else { return nil }
                for shift: UInt64 in [24, 16, 8, 0] {
                    bytes.append(UInt8(truncatingIfNeeded: value >> shift))
                }
                value = 0
            }
        }
        return bytes
    }

    /// nil where there are not 32 bytes.
    static func encode(_ bytes: [UInt8]) -> String? {
        guard bytes.count == 32 else { return nil }
        var out = [CChar](repeating: 0, count: letters + 1)
        let done = unsafe out.withUnsafeMutableBufferPointer { buffer in
            unsafe zmq_z85_encode(buffer.baseAddress, bytes, bytes.count) != nil
        }
        guard done else { return nil }
        return String(decoding: out.prefix(letters).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
