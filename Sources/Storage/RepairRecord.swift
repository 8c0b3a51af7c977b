internal import MCAP

/// What a repair says in the file into which it saved what was sound: a metadata record at its end.
public struct RepairRecord: Equatable, Sendable {
    static let name = "reins.repaired"

    /// Bytes of the damaged file, and their BLAKE2b-256 as 64 hexadecimal digits: with the file
    /// itself, both show that nothing else was changed.
    public var sourceBytes: Int
    public var sourceHash: String
    /// Messages that were saved, and those known to be lost.
    public var messages: UInt64
    public var lostMessages: UInt64
    /// Bytes of the damaged file in which nothing could be read.
    public var lostBytes: Int
    /// Places that were left out or mended.
    public var findings: Int
    /// Records of unknown kinds that were copied as they are.
    public var unknownRecords: UInt64

    init(sourceBytes: Int, sourceHash: String, _ salvage: MCAPSalvage) {
        self.sourceBytes = sourceBytes
        self.sourceHash = sourceHash
        messages = salvage.summary.statistics.messageCount
        lostMessages = salvage.lostMessages
        if let stated = salvage.statedMessages, stated > messages {
            lostMessages = max(lostMessages, stated - messages)
        }
        lostBytes = salvage.lostBytes
        findings = salvage.findings.count
        unknownRecords = salvage.unknownRecords
    }

    var metadata: MCAPMetadata {
        MCAPMetadata(
            name: RepairRecord.name,
            entries: [
                "source_bytes": String(sourceBytes), "source_blake2b": sourceHash,
                "messages": String(messages), "lost_messages": String(lostMessages),
                "lost_bytes": String(lostBytes), "findings": String(findings),
                "unknown_records": String(unknownRecords),
            ])
    }

    /// The last one of a file; nil where it has none that says something.
    init?(in input: any MCAPInput, _ contents: MCAPSummary) throws(MCAPError) {
        guard let index = contents.metadata.last(where: { $0.name == RepairRecord.name }),
            let offset = Int(exactly: index.offset), let length = Int(exactly: index.length),
            length <= RecordingChain.longestRecord,
            let entries = MCAPMetadata(record: try input.read(at: offset, count: length))?.entries
        else { return nil }
        func number<T: FixedWidthInteger>(_ key: String) -> T? { entries[key].flatMap { T($0) } }
        guard let sourceBytes: Int = number("source_bytes"),
            let sourceHash = entries["source_blake2b"], let messages: UInt64 = number("messages"),
            let lostMessages: UInt64 = number("lost_messages"),
            let lostBytes: Int = number("lost_bytes"), let findings: Int = number("findings"),
            let unknownRecords: UInt64 = number("unknown_records")
        else { return nil }
        self.sourceBytes = sourceBytes
        self.sourceHash = sourceHash
        self.messages = messages
        self.lostMessages = lostMessages
        self.lostBytes = lostBytes
        self.findings = findings
        self.unknownRecords = unknownRecords
    }
}
