/// Walks over the records of a file that may be damaged anywhere: where no record can be read it
/// looks for the next place at which one begins.
struct DamagedWalk {
    enum Found {
        case record(RecordPlace)
        /// Bytes that are no record, and why the one that should begin there is none.
        case gap(Range<Int>, MCAPError)
    }

    private let input: any MCAPInput
    private let limits: MCAPLimits
    private let end: Int
    private var walk: RecordWalk

    init(_ input: any MCAPInput, from start: Int, limits: MCAPLimits) {
        self.input = input
        self.limits = limits
        end = input.size
        walk = RecordWalk(input, from: start, to: end, limits: limits)
    }

    /// The next record or gap; nil at the end. Throws only where the input itself fails.
    mutating func next() throws(MCAPError) -> Found? {
        let start = walk.offset
        if start >= end { return nil }
        do throws(MCAPError) {
            guard let place = try walk.next() else { return nil }
            if let why = suspicion(of: place) { throw why }
            if let whole = try shortened(place) { return .record(whole) }
            return .record(place)
        } catch {
            if case .unreadable = error.problem { throw error }
            let next = try resume(behind: start)
            walk = RecordWalk(input, from: next, to: end, limits: limits)
            return .gap(start..<next, error)
        }
    }

    // MARK: -

    /// Why a record whose length fits is none all the same: its own fields do not fit into it.
    private func suspicion(of place: RecordPlace) -> MCAPError? {
        do throws(MCAPError) {
            guard let kind = place.kind else { return nil }
            var fields = place.fields(kind.sentence)
            switch kind {
            case .chunk: _ = try ChunkHeader(&fields)
            case .attachment:
                // Its checksum is looked at by whoever takes it: a wrong one is no lost place.
                try MCAPAttachment.layout(&fields)
            case .message, .header, .footer, .schema, .channel, .messageIndex, .chunkIndex,
                .attachmentIndex, .statistics, .metadata, .metadataIndex, .summaryOffset, .dataEnd:
                _ = try place.record()
            }
            return nil
        } catch {
            return error
        }
    }

    /// A chunk whose length was made larger than what it holds swallows the records behind it: it
    /// ends where its own fields end, if a record begins there.
    private mutating func shortened(_ place: RecordPlace) throws(MCAPError) -> RecordPlace? {
        guard place.kind == .chunk else { return nil }
        var fields = place.fields("a chunk")
        let last = try ChunkHeader(&fields).records.upperBound
        guard place.body.upperBound - last >= MCAP.recordHeaderSize,
            try begins(at: place.base + last)
        else { return nil }
        var whole = place
        whole.body = place.body.lowerBound..<last
        walk = RecordWalk(input, from: whole.end, to: end, limits: limits)
        return whole
    }

    /// The next place behind `start` at which a record begins, or the end.
    private func resume(behind start: Int) throws(MCAPError) -> Int {
        var at = start + 1
        while at < end {
            let count = min(1 << 18, end - at)
            let window = try input.read(at: at, count: count)
            // A header may lie across the edge of two windows: those bytes come again.
            let last = at + count == end ? count : count - MCAP.recordHeaderSize
            for index in 0..<max(last, 0) {
                if couldBegin(window, index, left: end - at - index) {
                    if try begins(at: at + index) { return at + index }
                } else if window[index] == MCAP.magic[0], at + index == end - MCAP.magic.count,
                    Array(window[index...]) == MCAP.magic
                {
                    return end - MCAP.magic.count
                }
            }
            at += max(last, 1)
        }
        return end
    }

    /// The cheap look: a known opcode and a length that fits.
    private func couldBegin(_ window: [UInt8], _ index: Int, left: Int) -> Bool {
        guard MCAPOpcode(rawValue: window[index]) != nil,
            window.count - index >= MCAP.recordHeaderSize
        else { return false }
        return load(UInt64.self, window, index + 1) <= UInt64(left - MCAP.recordHeaderSize)
    }

    /// Whether a record begins at `offset`: it reads as its kind, and another one, or the end,
    /// follows.
    private func begins(at offset: Int) throws(MCAPError) -> Bool {
        // Noise is full of places that look like a record at first: little is read for each.
        var walk = RecordWalk(input, from: offset, to: end, limits: limits, step: 64)
        do throws(MCAPError) {
            guard let place = try walk.next(), let kind = place.kind,
                suspicion(of: place) == nil
            else { return false }
            if kind == .footer { return place.body.count == 20 }
            if walk.offset == end { return true }
            let head = try input.read(
                at: walk.offset, count: min(MCAP.recordHeaderSize, end - walk.offset))
            if head.count < MCAP.recordHeaderSize { return false }
            return couldBegin(head, 0, left: end - walk.offset)
        } catch {
            if case .unreadable = error.problem { throw error }
            return false
        }
    }
}
