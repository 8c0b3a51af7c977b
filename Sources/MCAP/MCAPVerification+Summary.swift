extension MCAPVerification {
    /// What the summary section says, and where its groups lie.
    private struct Stated {
        var summary = MCAPSummary()
        var hasStatistics = false
        var groups: [Group] = []
        var offsets: [(offset: Int, MCAPSummaryOffset)] = []
        var crc = CRC32()
        var unknown: UInt64 = 0

        struct Group {
            var opcode: UInt8
            var start: Int
            var end: Int
        }

        /// Takes a record; false where its group was closed before.
        mutating func take(_ place: RecordPlace) throws(MCAPError) -> Bool {
            crc.update(place.bytes[place.whole])
            if place.kind == .summaryOffset {
                var fields = place.fields("a summary offset")
                offsets.append((place.offset, try MCAPSummaryOffset(&fields)))
                return true
            }
            if place.kind == nil { unknown += 1 }
            if place.belongsToData {
                let reason = "a record of the data stands in the summary, where nobody looks for it"
                throw MCAPError(offset: place.offset, .malformed(reason: reason))
            }
            try summary.take(place)
            if place.kind == .statistics { hasStatistics = true }
            if groups.last?.opcode == place.opcode {
                groups[groups.count - 1].end = place.end
                return true
            }
            let isNew = !groups.contains { $0.opcode == place.opcode }
            groups.append(Group(opcode: place.opcode, start: place.offset, end: place.end))
            return isNew
        }
    }

    /// Walks from behind the Data End record to the end of the file.
    mutating func verifySummary(
        _ input: any MCAPInput, _ walk: inout DamagedWalk, from start: Int
    ) throws(MCAPError) {
        var stated = Stated()
        while let found = try walk.next() {
            switch found {
            case .gap(let range, let why):
                isDamaged = true
                let isEnd = range.upperBound == size
                note(
                    isEnd ? .truncated : .summary, at: range.lowerBound, length: range.count,
                    "the summary cannot be read: \(why.sentence)")
                if isEnd { return }
            case .record(let place) where place.kind == .footer:
                try verifyFooter(place, stated, from: start)
                try verifyEnd(input, from: place.end)
                compare(stated, from: start)
                return
            case .record(let place):
                do throws(MCAPError) {
                    if try !stated.take(place) {
                        note(
                            .summary, at: place.offset,
                            "the summary's records are not grouped by their kind")
                    }
                } catch {
                    note(.summary, at: place.offset, length: place.length, error.sentence)
                }
            }
        }
        note(.truncated, at: size, "it ends without a footer: its writer was interrupted")
    }

    private mutating func verifyFooter(
        _ place: RecordPlace, _ stated: Stated, from start: Int
    ) throws(MCAPError) {
        var fields = place.fields("the footer")
        let footer = try MCAPFooter(&fields)
        let summaryStart = stated.groups.first?.start ?? 0
        let offsetStart = stated.offsets.first?.offset ?? 0
        if footer.summaryStart != UInt64(summaryStart)
            || footer.summaryOffsetStart != UInt64(offsetStart)
        {
            note(
                .summaryOffset, at: place.offset, length: place.length,
                "the footer says that the summary begins at byte \(footer.summaryStart) and its "
                    + "offsets at \(footer.summaryOffsetStart), they begin at \(summaryStart) "
                    + "and \(offsetStart)")
        }
        var crc = stated.crc
        crc.update(place.bytes[place.whole].dropLast(4))
        if footer.summaryCRC != 0, footer.summaryCRC != crc.value {
            note(
                .summaryChecksum, at: start, length: place.end - start,
                "the checksum of the summary does not fit, some of its bytes were changed")
        }
    }

    private mutating func verifyEnd(
        _ input: any MCAPInput, from end: Int
    ) throws(MCAPError) {
        let rest = try input.read(at: end, count: min(size - end, MCAP.magic.count))
        guard rest == MCAP.magic else {
            note(
                .truncated, at: end, length: size - end,
                "the closing magic is missing behind the footer")
            return
        }
        isComplete = true
        let last = end + rest.count
        if last < size {
            note(
                .trailing, at: last, length: size - last,
                "\(size - last) bytes follow the closing magic")
        }
    }

    // MARK: The summary and the data

    private mutating func compare(_ stated: Stated, from start: Int) {
        let summary = stated.summary
        compareOffsets(stated)
        unknownRecords += stated.unknown
        compareDefinitions(summary, from: start)
        isIndexed = !contents.chunks.isEmpty && summary.chunks.count == contents.chunks.count
        if stated.hasStatistics { compare(summary.statistics, from: start) }
        // What was lost explains what the indexes name in vain.
        if isDamaged { return }
        compareIndexes(summary, from: start)
    }

    private mutating func compareOffsets(_ stated: Stated) {
        for (offset, entry) in stated.offsets {
            let group = stated.groups.first { $0.opcode == entry.groupOpcode }
            let isRight =
                group.map {
                    UInt64($0.start) == entry.groupStart
                        && UInt64($0.end - $0.start) == entry.groupLength
                } ?? (entry.groupLength == 0)
            if !isRight {
                note(.summaryOffset, at: offset, "a summary offset points to no group of its kind")
            }
        }
    }

    private mutating func compare(_ statistics: MCAPStatistics, from start: Int) {
        statedMessages = statistics.messageCount
        let found = contents.statistics
        if statistics.messageCount != found.messageCount {
            note(
                .summary, at: start,
                "the statistics count \(statistics.messageCount) messages, "
                    + "\(found.messageCount) can be read")
        } else if !isDamaged,
            statistics.channelMessageCounts.filter({ $0.value > 0 }) != found.channelMessageCounts
                || statistics.startTime != found.startTime || statistics.endTime != found.endTime
                || Int(statistics.schemaCount) != schemas.count
                || Int(statistics.channelCount) != channels.count
                || Int(statistics.chunkCount) != contents.chunks.count
                || Int(statistics.attachmentCount) != contents.attachments.count
                || Int(statistics.metadataCount) != contents.metadata.count
        {
            note(.summary, at: start, "the statistics contradict what the data holds")
        }
    }

    /// What is repeated has to be what it was, and all of its kind or nothing.
    private mutating func compareDefinitions(_ summary: MCAPSummary, from start: Int) {
        for schema in summary.schemas where schemas[schema.id] != schema {
            note(.summary, at: start, "the summary's schema \(schema.id) is not the data's")
        }
        for channel in summary.channels where channels[channel.id] != channel {
            note(.summary, at: start, "the summary's channel \(channel.id) is not the data's")
        }
        if isDamaged { return }
        let stated = Set(summary.channels.map(\.id))
        for id in channels.keys.sorted() where !stated.isEmpty && !stated.contains(id) {
            note(.summary, at: start, "the summary leaves channel \(id) out")
        }
        let described = Set(summary.schemas.map(\.id))
        for id in schemas.keys.sorted() where !described.isEmpty && !described.contains(id) {
            note(.summary, at: start, "the summary leaves schema \(id) out")
        }
    }

    // MARK: The indexes and the data

    /// What an index names has to be there as it says, with every field; an index that is left out
    /// is allowed, but not a part of one.
    private mutating func compareIndexes(_ summary: MCAPSummary, from start: Int) {
        compare(
            summary.chunks.map(\.sorted), contents.chunks.map(\.sorted), \.chunkOffset,
            (one: "a chunk", many: "chunks"), from: start)
        compare(
            summary.attachments, contents.attachments, \.offset,
            (one: "an attachment", many: "attachments"), from: start)
        compare(
            summary.metadata, contents.metadata, \.offset,
            (one: "a metadata record", many: "metadata records"), from: start)
    }

    private mutating func compare<Index: Equatable>(
        _ stated: [Index], _ found: [Index], _ offset: (Index) -> UInt64,
        _ words: (one: String, many: String), from start: Int
    ) {
        var left: [UInt64: Index] = [:]
        for index in found { left[offset(index)] = index }
        var seen: Set<UInt64> = []
        for index in stated {
            let at = offset(index)
            if !seen.insert(at).inserted {
                note(.summary, at: start, "\(words.one) at byte \(at) is in the index twice")
            } else if left.removeValue(forKey: at) != index {
                note(
                    .summary, at: start,
                    "the index of \(words.one) at byte \(at) does not describe what is there")
            }
        }
        if !stated.isEmpty, !left.isEmpty {
            note(
                .summary, at: start,
                "\(seen.count) of \(found.count) \(words.many) are in the index: "
                    + "the others are hidden from readers")
        }
    }
}

extension MCAPChunkIndex {
    /// The same, its message indexes in an order that is always the same.
    fileprivate var sorted: MCAPChunkIndex {
        var sorted = self
        sorted.messageIndexes.sort { ($0.channelID, $0.offset) < ($1.channelID, $1.offset) }
        return sorted
    }
}

extension RecordPlace {
    /// Whether it is one of those that the summary section does not have.
    fileprivate var belongsToData: Bool {
        switch kind {
        case .header, .message, .chunk, .messageIndex, .attachment, .metadata, .dataEnd: true
        case .footer, .schema, .channel, .chunkIndex, .attachmentIndex, .statistics,
            .metadataIndex, .summaryOffset, nil:
            false
        }
    }
}
