/// What the end of a file says: its summary, or why there is none to use.
enum TailReading {
    case complete(header: (profile: String, library: String), MCAPSummary)
    /// With the reason, as a sentence.
    case missing(String)

    init(_ input: any MCAPInput, _ limits: MCAPLimits) {
        do throws(MCAPError) {
            self = try TailReading.read(input, limits)
        } catch {
            self = .missing("its summary cannot be used: \(error)")
        }
    }

    private static func read(
        _ input: any MCAPInput, _ limits: MCAPLimits
    ) throws(MCAPError) -> TailReading {
        let tailSize = MCAP.footerSize + MCAP.magic.count
        let start = input.size - tailSize
        guard start >= MCAP.magic.count else {
            return .missing("it ends before any footer: its writer was interrupted")
        }
        let tail = try input.read(at: start, count: tailSize)
        guard [UInt8](tail[MCAP.footerSize...]) == MCAP.magic,
            tail[0] == MCAPOpcode.footer.rawValue, load(UInt64.self, tail, 1) == 20
        else { return .missing("it has no footer: its writer was interrupted") }
        var fields = FieldCursor(
            tail, in: MCAP.recordHeaderSize..<MCAP.footerSize, base: start, what: "the footer")
        let summaryStart = try fields.integer(UInt64.self)
        _ = try fields.integer(UInt64.self)
        let declared = try fields.integer(UInt32.self)
        if summaryStart == 0 { return .missing("it has no summary") }
        guard let from = Int(exactly: summaryStart), from >= MCAP.magic.count, from <= start else {
            throw MCAPError(
                offset: start, .malformed(reason: "the footer points outside the file"))
        }
        guard start - from <= limits.summary else {
            throw MCAPError(
                offset: from,
                .tooLarge(
                    what: "the summary", declared: UInt64(start - from),
                    limit: UInt64(limits.summary)))
        }
        let bytes = try input.read(at: from, count: start - from)
        if declared != 0 {
            var crc = CRC32()
            crc.update(bytes[...])
            crc.update(tail[..<(MCAP.footerSize - 4)])
            if crc.value != declared {
                throw MCAPError(offset: from, .checksum(what: "the summary"))
            }
        }
        var walk = RecordWalk(input, from: from, to: start, limits: limits, window: bytes)
        var summary = MCAPSummary()
        var hasStatistics = false
        while let place = try walk.next() {
            try summary.take(place)
            if place.kind == .statistics { hasStatistics = true }
        }
        if summary.chunks.isEmpty, !hasStatistics || summary.statistics.messageCount > 0 {
            return .missing("its summary has no index of its messages")
        }
        if let part = summary.missingPart(hasStatistics) {
            return .missing("its summary lacks some of its \(part)")
        }
        return .complete(header: try header(input, limits), summary)
    }

    private static func header(
        _ input: any MCAPInput, _ limits: MCAPLimits
    ) throws(MCAPError) -> (profile: String, library: String) {
        var walk = RecordWalk(input, from: MCAP.magic.count, to: input.size, limits: limits)
        guard let place = try walk.next(), place.kind == .header else {
            throw MCAPError(
                offset: MCAP.magic.count, .malformed(reason: "the header is missing"))
        }
        var fields = place.fields("the header")
        return (try fields.string(), try fields.string())
    }
}

extension MCAPSummary {
    /// What the summary, by its own account, does not tell. Every part of it is optional, and what
    /// a reader does not find there it would take for absent.
    fileprivate func missingPart(_ hasStatistics: Bool) -> String? {
        let known = Set(channels.map(\.id))
        let described = Set(schemas.map(\.id))
        if !chunks.isEmpty, known.isEmpty { return "channels" }
        for chunk in chunks {
            if !chunk.messageIndexes.allSatisfy({ known.contains($0.channelID) }) {
                return "channels"
            }
        }
        if !channels.allSatisfy({ $0.schemaID == 0 || described.contains($0.schemaID) }) {
            return "schemas"
        }
        guard hasStatistics else { return nil }
        if statistics.channelCount > channels.count { return "channels" }
        if statistics.chunkCount > chunks.count { return "chunk indexes" }
        if statistics.attachmentCount > attachments.count { return "attachment indexes" }
        if statistics.metadataCount > metadata.count { return "metadata indexes" }
        return nil
    }

    /// Takes in one record of a summary section.
    mutating func take(_ place: RecordPlace) throws(MCAPError) {
        var fields = place.fields("a record of the summary")
        switch place.kind {
        case .schema: schemas.append(try MCAPSchema(&fields))
        case .channel: channels.append(try MCAPChannel(&fields))
        case .statistics: statistics = try MCAPStatistics(&fields)
        case .chunkIndex: chunks.append(try MCAPChunkIndex(&fields))
        case .attachmentIndex: attachments.append(try MCAPAttachmentIndex(&fields))
        case .metadataIndex: metadata.append(try MCAPMetadataIndex(&fields))
        case .header, .footer, .message, .chunk, .messageIndex, .attachment, .metadata,
            .summaryOffset, .dataEnd, nil:
            break
        }
    }
}
