import CSodium
public import Control

/// The key of the datagrams of one lease. Wiped from memory with its last owner.
@safe public final class DatagramKey {
    public static let bytes = 32
    public let lease: LeaseTag
    private let secret: UnsafeMutablePointer<UInt8>

    /// A fresh one from the operating system's random bytes.
    public init(for lease: LeaseTag) {
        _ = Chance.isReady
        self.lease = lease
        unsafe secret = .allocate(capacity: DatagramKey.bytes)
        unsafe randombytes_buf(secret, DatagramKey.bytes)
    }

    /// One that was given; nil where it has not ``bytes`` bytes.
    public init?(_ bytes: [UInt8], for lease: LeaseTag) {
        guard bytes.count == DatagramKey.bytes, Chance.isReady else { return nil }
        self.lease = lease
        unsafe secret = .allocate(capacity: DatagramKey.bytes)
        for (index, byte) in bytes.enumerated() { unsafe secret[index] = byte }
    }

    /// For handing it to the holder of the lease.
    public var content: [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: secret, count: DatagramKey.bytes))
    }

    deinit {
        unsafe sodium_memzero(secret, DatagramKey.bytes)
        unsafe secret.deallocate()
    }

    private func nonce(_ head: [UInt8]) -> [UInt8] {
        head.prefix(Datagrams.headBytes) + lease.epoch.littleEndianBytes
    }

    /// Head and sealed message.
    func seal(_ message: [UInt8], head: [UInt8]) -> [UInt8] {
        let nonce = nonce(head)
        var sealed = [UInt8](repeating: 0, count: message.count &+ Datagrams.authenticationBytes)
        var length: UInt64 = 0
        // Fails for messages of 2^38 bytes only.
        _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
            &sealed, &length, message, UInt64(message.count), head, UInt64(head.count), nil, nonce,
            secret)
        return head + sealed
    }

    /// The message of a datagram; nil where this key did not seal exactly these bytes.
    func open(_ datagram: [UInt8]) -> [UInt8]? {
        let overhead = Datagrams.headBytes &+ Datagrams.authenticationBytes
        guard datagram.count >= overhead else { return nil }
        let head = Array(datagram.prefix(Datagrams.headBytes))
        let sealed = Array(datagram.dropFirst(Datagrams.headBytes))
        // Never empty: libsodium wants an address.
        var message = [UInt8](repeating: 0, count: datagram.count &- overhead &+ 1)
        var length: UInt64 = 0
        let result = unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
            &message, &length, nil, sealed, UInt64(sealed.count), head, UInt64(head.count),
            nonce(head), secret)
        guard result == 0 else { return nil }
        message.removeLast()
        return message
    }
}
