internal import MCAP

/// Whether the bytes of a recording are those that were recorded.
public enum ChainVerification: Equatable, Sendable {
    /// The file has no chain: it is another program's, or older than chains.
    case none
    /// Every link fits.
    case intact(Intact)
    /// What is sound in a damaged file, with other offsets: nothing shows what became of it since.
    case repaired(RepairRecord)
    /// The first change lies in this range of bytes.
    case changed(ClosedRange<Int>, problem: String)

    /// What a whole chain proves.
    public struct Intact: Equatable, Sendable {
        public var links: Int
        /// Bytes from the front of the file that the links tie.
        public var covered: Int
        /// Bytes of data behind the last link, which nothing ties; 0 where there is a seal.
        public var untied: Int
        /// The last link, 64 hexadecimal digits: what a seal holds.
        public var link: String
        public var seal: Seal
    }

    /// How the chain ends.
    public enum Seal: Equatable, Sendable {
        /// The recording was interrupted, or its end was cut off.
        case missing
        case unsigned
        /// By the holder of this public key, 64 hexadecimal digits. Whose it is has to be known
        /// from elsewhere.
        case signed(publicKey: String)
    }

    /// Follows the chain of a file.
    ///
    /// - Parameter found: by a walk over the file; its own summary may lie.
    static func follow(
        _ input: any MCAPInput, _ found: MCAPVerification
    ) throws(MCAPError) -> ChainVerification {
        if let record = try RepairRecord(in: input, found.contents) { return .repaired(record) }
        var chain = RecordingChain()
        var seal: [String: String]?
        // Behind the record of the last link.
        var next = 0
        for index in found.contents.metadata.sorted(by: { $0.offset < $1.offset }) {
            guard [RecordingChain.linkName, RecordingChain.sealName].contains(index.name),
                let offset = Int(exactly: index.offset), let length = Int(exactly: index.length)
            else { continue }
            guard length <= RecordingChain.longestRecord else {
                return .changed(offset...(offset + length), problem: "a link is none")
            }
            let bytes = try input.read(at: offset, count: length)
            guard let metadata = MCAPMetadata(record: bytes) else { continue }
            if seal != nil {
                return .changed(offset...(offset + length), problem: "links follow the seal")
            }
            if index.name == RecordingChain.sealName {
                guard offset == next else {
                    return .changed(
                        min(next, offset)...offset,
                        problem: "something was put in before the seal")
                }
                seal = metadata.entries
            } else {
                let end = chain.covered
                let range = next..<max(next, offset)
                if let problem = try step(&chain, metadata.entries, range, input) {
                    return .changed(end...offset, problem: problem)
                }
            }
            next = offset + length
        }
        if chain.links == 0, seal == nil { return .none }
        let untied = max(0, found.dataEnd - next)
        if seal != nil, untied > 0 {
            return .changed(
                next...found.dataEnd, problem: "something was added behind the seal")
        }
        return end(chain, seal, untied)
    }

    /// Takes one link that has to tie the bytes of `range`; gives what is wrong with it.
    static func step(
        _ chain: inout RecordingChain, _ entries: [String: String], _ range: Range<Int>,
        _ input: any MCAPInput
    ) throws(MCAPError) -> String? {
        guard let from = entries["from"].flatMap({ Int($0) }),
            let to = entries["to"].flatMap({ Int($0) }), let link = entries["link"]
        else { return "a link does not say what it ties" }
        guard from == range.lowerBound, to == range.upperBound else {
            return "a link ties the bytes \(from) to \(to), and stands behind "
                + "\(range.lowerBound) to \(range.upperBound): something was taken out or put in"
        }
        try chain.advance(over: range, of: input)
        return Hex.text(chain.link) == link
            ? nil : "these bytes are not those that were recorded"
    }

    private static func end(
        _ chain: RecordingChain, _ seal: [String: String]?, _ untied: Int
    ) -> ChainVerification {
        func intact(_ seal: Seal) -> ChainVerification {
            .intact(
                Intact(
                    links: chain.links, covered: chain.covered, untied: untied,
                    link: Hex.text(chain.link), seal: seal))
        }
        guard let seal else { return intact(.missing) }
        guard seal["links"] == String(chain.links), seal["to"] == String(chain.covered),
            seal["link"] == Hex.text(chain.link)
        else {
            return .changed(
                chain.covered...chain.covered, problem: "the seal is not this chain's")
        }
        guard let key = seal["public_key"] else { return intact(.unsigned) }
        let isSigned = SigningKey.isSigned(
            RecordingChain.message(chain.links, chain.covered, chain.link),
            by: Hex.bytes(key) ?? [], Hex.bytes(seal["signature"] ?? "") ?? [])
        if isSigned { return intact(.signed(publicKey: key)) }
        return .changed(
            chain.covered...chain.covered, problem: "the seal's signature is not its key's")
    }
}
