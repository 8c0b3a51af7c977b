internal import MCAP

/// How far the chain of an interrupted recording goes, damaged or not.
///
/// What a power cut leaves behind the last sync may be torn, missing or out of order, and much of
/// it has no checksum of its own. The chain tells up to where the file is what was written, and
/// each link up to where it had been synced: what does not fit behind that was on its way to the
/// disk, what does not fit before it is damage of another kind.
struct ChainReach {
    /// Links that fit.
    private(set) var links = 0
    /// File offset behind the record of the last one.
    private(set) var end = 0
    /// Whether a seal follows them that is theirs.
    private(set) var isSealed = false
    /// The largest number of bytes that any link, fitting or not, says were synced; nil where one
    /// that fits does not say it.
    private(set) var synced: Int?

    /// Reads the whole file.
    init(_ input: any MCAPInput) throws(MCAPError) {
        let names: Set<String> = [RecordingChain.linkName, RecordingChain.sealName]
        var chain = RecordingChain()
        var fits = true
        var known: Int? = 0
        for found in try MCAPMetadata.find(names, in: input) {
            let entries = found.metadata.entries
            let stated = entries[RecordingChain.syncedKey].flatMap { Int($0) }
            if let stated { known = known.map { max($0, stated) } }
            guard fits, !isSealed else { continue }
            if found.metadata.name == RecordingChain.sealName {
                fits = found.offset == end && entries["link"] == Hex.text(chain.link)
                isSealed = fits
            } else {
                if stated == nil { known = nil }
                let range = end..<max(end, found.offset)
                fits = try ChainVerification.step(&chain, entries, range, input) == nil
                if fits { links += 1 }
            }
            if fits { end = found.offset + found.length }
        }
        synced = known
    }

    /// Where the file is to be cut; nil where the chain does not tell.
    var cut: Int? {
        guard links > 0, !isSealed, let synced, end >= synced else { return nil }
        return end
    }
}

/// The front of a file.
struct InputPrefix: MCAPInput {
    let input: any MCAPInput
    let size: Int

    func read(at offset: Int, count: Int) throws(MCAPError) -> [UInt8] {
        guard count >= 0, offset >= 0, offset <= size, count <= size - offset else {
            throw MCAPError(offset: offset, .endsEarly(what: "the bytes asked for"))
        }
        return try input.read(at: offset, count: count)
    }
}
