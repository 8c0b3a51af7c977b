internal import MCAP

/// Ties the bytes of a recording together as they are stored, so that no byte can be changed
/// afterwards without a trace.
///
/// Behind everything that goes to the file in one write stands a metadata record with a link: the
/// BLAKE2b of all bytes since the record of the link before, keyed with that link. The first link
/// that does not fit tells where the first change is. A seal at the end, which a station may sign,
/// tells that nothing is missing there.
struct RecordingChain {
    static let linkName = "reins.chain"
    static let sealName = "reins.seal"
    static let syncedKey = "synced"
    /// Bytes of a link's or seal's record, at most: a larger one is not ours.
    static let longestRecord = 4096

    /// The last link: 32 bytes, none of them set before the first.
    private(set) var link = [UInt8](repeating: 0, count: ContentHash.size)
    /// File offset up to which bytes are tied; the link's own record follows.
    private(set) var covered = 0
    private(set) var links = 0

    /// Ties the bytes that go to the file at `from`; gives the record that says so.
    ///
    /// - Parameter synced: bytes of the file that are known to survive a power cut.
    mutating func tie(_ bytes: Span<UInt8>, at from: Int, synced: Int) -> MCAPMetadata {
        advance(over: bytes, to: from + bytes.count)
        return MCAPMetadata(
            name: RecordingChain.linkName,
            entries: [
                "from": String(from), "to": String(covered), "link": Hex.text(link),
                RecordingChain.syncedKey: String(synced),
            ])
    }

    /// Goes on over bytes that end at `end`.
    private mutating func advance(over bytes: Span<UInt8>, to end: Int) {
        let hash = ContentHash(key: link)
        hash.update(bytes)
        advance(hash, to: end)
    }

    /// Goes on over a range of a file that was tied when it was written.
    mutating func advance(over range: Range<Int>, of input: any MCAPInput) throws(MCAPError) {
        let hash = ContentHash(key: link)
        try hash.update(range, of: input)
        advance(hash, to: range.upperBound)
    }

    private mutating func advance(_ hash: ContentHash, to end: Int) {
        link = hash.value()
        covered = end
        links += 1
    }

    /// The record that ends the chain, signed where there is a key.
    func seal(_ key: SigningKey?) -> MCAPMetadata {
        var entries = [
            "links": String(links), "to": String(covered), "link": Hex.text(link),
        ]
        if let key {
            entries["public_key"] = Hex.text(key.publicKey)
            entries["signature"] = Hex.text(key.sign(RecordingChain.message(links, covered, link)))
        }
        return MCAPMetadata(name: RecordingChain.sealName, entries: entries)
    }

    /// What a signature is over: nothing else that the key may ever sign looks like it.
    static func message(_ links: Int, _ covered: Int, _ link: [UInt8]) -> [UInt8] {
        Array("reins recording seal 1 \(links) \(covered) \(Hex.text(link))".utf8)
    }
}

/// Bytes as hexadecimal digits.
enum Hex {
    static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// nil where it is no even number of digits.
    static func bytes(_ text: String) -> [UInt8]? {
        let values = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard values.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for at in stride(from: 0, to: values.count, by: 2) {
            guard let high = values[at], let low = values[at + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
