/// What a walk over every byte of a file found: whether it is what it says, and what it holds.
///
/// The whole file is read once, one record at a time. Damage does not end the walk: it goes on at
/// the next place at which a record begins.
public struct MCAPVerification: Sendable {
    /// In the order in which they were met; empty where nothing is wrong.
    public internal(set) var findings: [MCAPFinding] = []
    /// From the header; nil where that cannot be read.
    public internal(set) var header: MCAPHeader?
    /// What the data section holds, counted and indexed by this walk.
    public internal(set) var contents = MCAPSummary()
    /// Messages that the file's own statistics count; nil where it has none.
    public internal(set) var statedMessages: UInt64?
    /// Whether the file ends as the format wants it: Data End, Footer and magic.
    public internal(set) var isComplete = false
    /// Whether there are chunk indexes in the summary for all chunks.
    public internal(set) var isIndexed = false
    /// What the sequence numbers of each channel do.
    public internal(set) var sequences: [UInt16: Sequence] = [:]
    /// File offset behind the last record of the data section: where Data End stands, or the
    /// first byte that cannot be read.
    public internal(set) var dataEnd = 0
    /// Records of kinds that are not known here: the format allows them, and they are stepped over.
    public internal(set) var unknownRecords: UInt64 = 0
    /// Bytes of the file.
    public let size: Int

    /// The sequence numbers of one channel, in the order of the file.
    public struct Sequence: Equatable, Sendable {
        public var last: UInt32
        /// Numbers that were left out.
        public var missing: UInt64 = 0
        /// Messages whose number is not above the one before it.
        public var backward: UInt64 = 0
        /// File offset of the first chunk or message with one of those.
        public var firstBackward: Int?
    }

    /// Most findings that are kept: a file of noise has millions.
    public static let mostFindings = 1000

    let limits: MCAPLimits
    let decompress: MCAPDecompression
    var schemas: [UInt16: MCAPSchema] = [:]
    var channels: [UInt16: MCAPChannel] = [:]
    /// Message index records that still have to come behind the last chunk.
    var openChunk: OpenChunk?
    var isDamaged = false

    struct OpenChunk {
        var offset: Int
        var entries: [UInt16: [MessageIndexEntry]]
        var seen: Set<UInt16> = []
    }

    /// Reads `input` from its first byte to its last.
    ///
    /// Throws only where the input itself cannot be read.
    public init(
        _ input: any MCAPInput, limits: MCAPLimits = MCAPLimits(),
        decompress: @escaping MCAPDecompression = noDecompression
    ) throws(MCAPError) {
        self.limits = limits
        self.decompress = decompress
        size = input.size
        guard try input.beginsAsMCAP() else {
            note(.notMCAP, at: 0, "its first eight bytes are not those of an MCAP file")
            return
        }
        var walk = DamagedWalk(input, from: MCAP.magic.count, limits: limits)
        var crc = CRC32()
        crc.update(MCAP.magic[...])
        var isFirst = true
        while let found = try walk.next() {
            switch found {
            case .gap(let range, let why):
                if let known = try closingMagic(range, input) {
                    truncate(known, "it has its closing magic, but no footer before it")
                } else {
                    gap(range, why)
                }
            case .record(let place):
                if isFirst { begin(place) }
                isFirst = false
                if place.kind == .dataEnd {
                    try finishData(place, crc)
                    try verifySummary(input, &walk, from: place.end)
                    finish()
                    return
                }
                if place.kind == .footer {
                    closeChunk()
                    truncate(place.offset, "it has a footer, but no end of the data before it")
                    finish()
                    return
                }
                crc.update(place.bytes[place.whole])
                take(place)
                dataEnd = place.end
            }
        }
        closeChunk()
        if !findings.contains(where: { $0.kind == .truncated }) {
            truncate(size, "it ends without a footer: its writer was interrupted, or it was cut")
        }
        finish()
    }

    // MARK: Findings

    mutating func note(
        _ kind: MCAPFinding.Kind, at offset: Int, length: Int = 0, _ problem: String
    ) {
        guard findings.count < MCAPVerification.mostFindings else { return }
        findings.append(MCAPFinding(kind, at: offset, length: length, problem))
    }

    private mutating func truncate(_ offset: Int, _ problem: String) {
        note(.truncated, at: offset, length: size - offset, problem)
    }

    private mutating func gap(_ range: Range<Int>, _ why: MCAPError) {
        closeChunk()
        isDamaged = true
        if range.upperBound == size {
            truncate(range.lowerBound, why.sentence)
        } else {
            note(.gap, at: range.lowerBound, length: range.count, why.sentence)
        }
    }

    /// Where a gap is nothing but the closing magic.
    private func closingMagic(
        _ range: Range<Int>, _ input: any MCAPInput
    ) throws(MCAPError) -> Int? {
        guard range.upperBound == size, range.count == MCAP.magic.count,
            try input.read(at: range.lowerBound, count: range.count) == MCAP.magic
        else { return nil }
        return range.lowerBound
    }

    private mutating func begin(_ place: RecordPlace) {
        if place.kind == .header { return }
        note(.header, at: place.offset, "its first record is no header")
    }

    private mutating func finishData(
        _ place: RecordPlace, _ crc: CRC32
    ) throws(MCAPError) {
        closeChunk()
        var fields = place.fields("the end of the data")
        let declared = try MCAPDataEnd(&fields).dataSectionCRC
        if declared != 0, declared != crc.value, !isDamaged {
            note(
                .dataChecksum, at: place.offset,
                "the checksum of the data section does not fit, some of its bytes were changed")
        }
    }

    private mutating func finish() {
        contents.schemas = schemas.values.sorted { $0.id < $1.id }
        contents.channels = channels.values.sorted { $0.id < $1.id }
        contents.statistics.schemaCount = UInt16(clamping: schemas.count)
        contents.statistics.channelCount = UInt32(clamping: channels.count)
        contents.statistics.attachmentCount = UInt32(clamping: contents.attachments.count)
        contents.statistics.metadataCount = UInt32(clamping: contents.metadata.count)
        contents.statistics.chunkCount = UInt32(clamping: contents.chunks.count)
    }
}

extension MCAPError {
    /// The description without its place, which stands elsewhere.
    var sentence: String {
        let text = description
        guard text.hasPrefix("byte "), let colon = text.firstIndex(of: ":") else { return text }
        return String(text[text.index(after: colon)...].drop { $0 == " " })
    }
}
