/// Walks over the records of a file that may be damaged anywhere: where no record can be read it
/// looks for the next place at which one begins.
///
/// Every byte of the file is read a bounded number of times, whatever lengths are declared in it:
/// what could be a record is judged by a few of its bytes (``RecordOutline``), and read once.
struct DamagedWalk {
    enum Found {
        case record(RecordPlace)
        /// Bytes that are no record, and why the one that should begin there is none.
        case gap(Range<Int>, MCAPError)
    }

    private let end: Int
    private var walk: RecordWalk

    init(_ input: any MCAPInput, from start: Int, limits: MCAPLimits) {
        end = input.size
        walk = RecordWalk(input, from: start, to: end, limits: limits)
    }

    /// The next record or gap; nil at the end. Throws only where the input itself fails.
    mutating func next() throws(MCAPError) -> Found? {
        let start = walk.offset
        if start >= end { return nil }
        do throws(MCAPError) {
            guard let head = try walk.head() else { return nil }
            return .record(try walk.take(head, length: try soundLength(of: head)))
        } catch {
            if case .unreadable = error.problem { throw error }
            let next = try resume(behind: start)
            walk.move(to: next)
            return .gap(start..<next, error)
        }
    }

    // MARK: -

    /// Bytes of the body of a record; throws where its own fields do not fit into it.
    ///
    /// A chunk whose length was made larger than what it holds swallows the records behind it: it
    /// ends where its own fields end, if a record begins there.
    private func soundLength(of head: RecordHead) throws(MCAPError) -> Int {
        guard let kind = head.kind else { return head.length }
        guard let last = try fieldsEnd(of: head, kind) else {
            let reason = "what should be \(kind.sentence) has fields that do not fit into it"
            throw MCAPError(offset: head.offset, .malformed(reason: reason))
        }
        guard kind == .chunk, head.end - last >= MCAP.recordHeaderSize, try begins(at: last)
        else { return head.length }
        return last - head.body.lowerBound
    }

    private func fieldsEnd(of head: RecordHead, _ kind: MCAPOpcode) throws(MCAPError) -> Int? {
        try RecordOutline(kind).end(in: head.body) { range throws(MCAPError) in
            try walk.peek(range)
        }
    }

    /// The next place behind `start` at which a record begins, or the end.
    private mutating func resume(behind start: Int) throws(MCAPError) -> Int {
        var at = start + 1
        while at < end {
            let count = min(1 << 18, end - at)
            try walk.show(count, at: at)
            let window = walk.window
            let first = at - walk.windowStart
            // A header may lie across the edge of two windows: those bytes come again.
            let last = at + count == end ? count : count - MCAP.recordHeaderSize
            for index in 0..<max(last, 0) {
                let isKnown = MCAPOpcode(rawValue: window[first + index]) != nil
                if isKnown, try begins(at: at + index) { return at + index }
                if window[first + index] == MCAP.magic[0],
                    at + index == end - MCAP.magic.count,
                    Array(window[(first + index)..<(first + count)]) == MCAP.magic
                {
                    return end - MCAP.magic.count
                }
            }
            at += max(last, 1)
        }
        return end
    }

    /// Whether a record begins at `offset`: its fields fit, and another one, or the end, follows.
    private func begins(at offset: Int) throws(MCAPError) -> Bool {
        guard let head = try walk.possibleHead(at: offset), let kind = head.kind else {
            return false
        }
        // Behind the footer stands the closing magic.
        if kind == .footer { return head.length == 20 }
        if head.end < end, try walk.possibleHead(at: head.end) == nil { return false }
        return try fieldsEnd(of: head, kind) != nil
    }
}
