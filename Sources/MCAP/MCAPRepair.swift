/// What to do with a file whose writer was interrupted: cut it, and append to it.
///
/// Nothing whole is lost: only a record that was cut short goes, and what it needs to be a
/// complete file again comes.
public struct MCAPRepair: Equatable, Sendable {
    /// Bytes of the file that stay.
    public var keptBytes: Int
    /// Bytes behind them that go: the record that was being written.
    public var lostBytes: Int
    /// What to write behind the bytes that stay.
    public var appended: [UInt8]
    /// What the repaired file holds.
    public var summary: MCAPSummary
    /// Chunks in the middle that do not decode. They stay where they are, unknown to the index.
    public var damage: [MCAPError]

    /// The repair of `input`, or nil where the file is complete.
    ///
    /// Throws where it is no MCAP file, or where its beginning is missing.
    public static func plan(
        _ input: any MCAPInput, limits: MCAPLimits = MCAPLimits(),
        decompress: @escaping MCAPDecompression = noDecompression
    ) throws(MCAPError) -> MCAPRepair? {
        if case .complete = TailReading(input, limits) { return nil }
        let scan = try FileScan(input, limits: limits, decompress: decompress)
        // What is too large to read is not torn: nothing behind it may be cut off.
        if let torn = scan.torn, case .tooLarge = torn.problem { throw torn }
        if let behind = try soundChunk(behind: scan.goodEnd, input, limits, decompress) {
            let reason = "it is damaged here, and sound data follows at byte \(behind)"
            throw MCAPError(offset: scan.goodEnd, .malformed(reason: reason))
        }
        var summary = scan.summary
        var kept = scan.goodEnd
        var crc = CRC32(resuming: scan.goodCRC)
        var buffer = MCAPBuffer(capacity: 1 << 16)
        if kept == MCAP.magic.count {
            // Not even the header was whole: a file without messages is still a valid file.
            MCAPHeader(profile: "", library: "").encode(into: &buffer)
        }
        if let last = scan.lastChunk, last.isOpen, kept >= last.end,
            summary.chunks[summary.chunks.count - 1].messageIndexes.count
                != last.entries.count
        {
            kept = last.end
            crc = CRC32(resuming: last.crc)
            summary.rebuildIndex(last, into: &buffer, at: UInt64(kept))
        }
        // An index that knows of some messages only would hide the others.
        if !scan.loose.isEmpty { summary.chunks = [] }
        buffer.withBytes { crc.update($0) }
        summary.encodeTail(
            into: &buffer, at: UInt64(kept + buffer.count), dataCRC: crc.value)
        return MCAPRepair(
            keptBytes: kept, lostBytes: try scan.lostBytes(input), appended: buffer.array(),
            summary: summary, damage: scan.damage.filter { $0.offset < kept })
    }
}

extension MCAPRepair {
    /// Where a chunk begins behind the cut that reads as it was written: an interrupted writer
    /// leaves none there, so this is damage of another kind, and cutting would lose it.
    private static func soundChunk(
        behind cut: Int, _ input: any MCAPInput, _ limits: MCAPLimits,
        _ decompress: @escaping MCAPDecompression
    ) throws(MCAPError) -> Int? {
        var walk = DamagedWalk(input, from: cut, limits: limits)
        while let found = try walk.next() {
            guard case .record(let place) = found, place.kind == .chunk else { continue }
            do throws(MCAPError) {
                _ = try PlainChunk(place, limits: limits, decompress: decompress)
                return place.offset
            } catch {
                if case .unreadable = error.problem { throw error }
            }
        }
        return nil
    }
}

extension FileScan {
    /// Bytes of data behind the last whole record. A torn summary or message index is no loss:
    /// it is made again.
    fileprivate func lostBytes(_ input: any MCAPInput) throws(MCAPError) -> Int {
        let isWhole = torn == nil && damage.allSatisfy { $0.offset < goodEnd }
        if isWhole || goodEnd == input.size { return 0 }
        let opcode = try input.read(at: goodEnd, count: 1)[0]
        let isIndex = opcode == MCAPOpcode.messageIndex.rawValue && lastChunk?.isOpen == true
        return isIndex ? 0 : input.size - goodEnd
    }
}

extension MCAPSummary {
    /// Writes all message indexes of the last chunk again, behind it.
    fileprivate mutating func rebuildIndex(
        _ last: FileScan.LastChunk, into buffer: inout MCAPBuffer, at offset: UInt64
    ) {
        var index = chunks.removeLast()
        index.messageIndexes = []
        for (channel, entries) in last.entries.sorted(by: { $0.key < $1.key }) {
            index.messageIndexes.append(
                MCAPChunkIndex.MessageIndexPlace(
                    channelID: channel, offset: offset + UInt64(buffer.count)))
            buffer.appendMessageIndex(channel: channel, entries)
        }
        index.messageIndexLength = UInt64(buffer.count)
        chunks.append(index)
    }
}
