/// One thing that is wrong with a file: what, where, and what a repair can save.
public struct MCAPFinding: Equatable, Sendable, CustomStringConvertible {
    /// What kind of damage it is; the raw value is a word for programs.
    public enum Kind: String, Equatable, Sendable, CaseIterable {
        /// The first eight bytes are not those of an MCAP file.
        case notMCAP = "not_mcap"
        /// The first record is not a header.
        case header
        /// The file ends inside a record, or without footer and closing magic.
        case truncated
        /// Bytes between two records that are no record.
        case gap
        /// A chunk that does not decompress or whose checksum does not fit.
        case chunk
        /// A record inside a sound chunk, or outside any, that does not hold what it must.
        case record
        /// A message of a channel, or a channel of a schema, that is not defined before it.
        case undefined
        /// Two definitions of one id that differ.
        case redefined
        case attachment
        /// Times or sizes that a chunk declares and does not have.
        case chunkHeader = "chunk_header"
        case messageIndex = "message_index"
        case dataChecksum = "data_checksum"
        case summaryChecksum = "summary_checksum"
        /// The summary contradicts the data.
        case summary
        /// The footer or a summary offset points elsewhere.
        case summaryOffset = "summary_offset"
        /// Bytes behind the closing magic.
        case trailing
    }

    public var kind: Kind
    /// File offset of the first byte concerned.
    public var offset: Int
    /// Bytes concerned; 0 where that is not known.
    public var length: Int
    /// What is wrong, as a sentence without its full stop.
    public var problem: String

    init(_ kind: Kind, at offset: Int, length: Int = 0, _ problem: String) {
        self.kind = kind
        self.offset = offset
        self.length = length
        self.problem = problem
    }

    /// What a repair makes of it, as a sentence without its full stop.
    public var remedy: String {
        switch kind {
        case .notMCAP: "nothing can be saved from it as a recording"
        case .header: "repair puts an empty header in front and keeps every record"
        case .truncated:
            "repair cuts the record that was being written and adds the summary; all before it stays"
        case .gap: "repair leaves these bytes out and saves what follows them"
        case .chunk: "repair leaves this chunk out and saves the others"
        case .record: "repair leaves this record out and saves the others"
        case .undefined: "repair leaves these messages out: nobody could read them"
        case .redefined: "repair keeps the first definition"
        case .attachment: "repair leaves this attachment out and saves the others"
        case .chunkHeader, .messageIndex, .summary, .summaryOffset, .summaryChecksum:
            "repair writes it anew from the data; no message is lost"
        case .dataChecksum:
            "what the chunks' own checksums prove is sound; repair writes it anew"
        case .trailing: "repair leaves these bytes out"
        }
    }

    public var description: String {
        "byte \(offset): \(problem); \(remedy)"
    }
}
