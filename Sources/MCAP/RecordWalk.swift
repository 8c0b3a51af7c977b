/// One record where it was found.
struct RecordPlace {
    var opcode: UInt8
    /// File offset of the record's first byte.
    var offset: Int
    /// Where its body lies in ``bytes``.
    var body: Range<Int>
    /// The bytes it was found in; `bytes[0]` is at file offset ``base``.
    var bytes: [UInt8]
    var base: Int

    /// Where the whole record lies in ``bytes``.
    var whole: Range<Int> { (body.lowerBound - MCAP.recordHeaderSize)..<body.upperBound }

    /// File offset behind the record.
    var end: Int { base + body.upperBound }

    /// Bytes of the whole record.
    var length: Int { whole.count }

    /// What the record's own length field says.
    var declaredLength: UInt64 { load(UInt64.self, bytes, whole.lowerBound + 1) }

    var kind: MCAPOpcode? { MCAPOpcode(rawValue: opcode) }

    func fields(_ what: String) -> FieldCursor {
        FieldCursor(bytes, in: body, base: base, what: what)
    }

    /// What the record holds.
    func record() throws(MCAPError) -> MCAPRecord {
        try MCAPRecord(opcode: opcode, in: bytes, body: body, base: base)
    }
}

/// The first bytes of a record: what it is and how long.
struct RecordHead {
    var opcode: UInt8
    /// File offset of the record's first byte.
    var offset: Int
    /// Bytes of its body, which are there.
    var length: Int

    var kind: MCAPOpcode? { MCAPOpcode(rawValue: opcode) }
    /// Where its body lies in the file.
    var body: Range<Int> { (offset + MCAP.recordHeaderSize)..<end }
    /// File offset behind the record.
    var end: Int { offset + MCAP.recordHeaderSize + length }
}

/// Walks over the records of an input from front to end, reading ahead in large steps.
struct RecordWalk {
    private let input: any MCAPInput
    /// File offset of the next record.
    private(set) var offset: Int
    private let end: Int
    /// Bytes that were read, from the file offset ``windowStart`` on.
    private(set) var window: [UInt8]
    private(set) var windowStart: Int
    private let limits: MCAPLimits
    /// Bytes that are read at once, at least.
    private let step = 1 << 18

    /// - Parameter window: bytes from `offset` on, where they were read before.
    init(
        _ input: any MCAPInput, from offset: Int, to end: Int, limits: MCAPLimits,
        window: [UInt8] = []
    ) {
        self.window = window
        windowStart = offset
        self.limits = limits
        self.input = input
        self.offset = offset
        self.end = end
    }

    /// The next record, or nil at the end. When it throws, ``offset`` is where the torn one begins.
    mutating func next() throws(MCAPError) -> RecordPlace? {
        guard let head = try head() else { return nil }
        return try take(head, length: head.length)
    }

    /// The head of the next record, which is not taken yet; nil at the end.
    mutating func head() throws(MCAPError) -> RecordHead? {
        if offset == end { return nil }
        guard end - offset >= MCAP.recordHeaderSize else {
            throw MCAPError(offset: offset, .endsEarly(what: "a record"))
        }
        try show(MCAP.recordHeaderSize, at: offset)
        let at = offset - windowStart
        let opcode = window[at]
        let declared = load(UInt64.self, window, at + 1)
        let available = end - offset - MCAP.recordHeaderSize
        // Zeros are what a file system leaves of blocks that were never written.
        if opcode == 0 {
            throw MCAPError(offset: offset, .malformed(reason: "no record begins here"))
        }
        guard let length = Int(exactly: declared), length <= available else {
            throw MCAPError(
                offset: offset,
                .length(what: "a record", declared: declared, available: UInt64(available)))
        }
        guard length <= limits.record else {
            throw MCAPError(
                offset: offset,
                .tooLarge(
                    what: "a record", declared: declared, limit: UInt64(limits.record)))
        }
        return RecordHead(opcode: opcode, offset: offset, length: length)
    }

    /// What stands at `offset` as the head of a record that is known here and fits; else nil.
    func possibleHead(at offset: Int) throws(MCAPError) -> RecordHead? {
        let available = end - offset - MCAP.recordHeaderSize
        guard available >= 0 else { return nil }
        var (bytes, at) = (window, offset - windowStart)
        if at < 0 || at + MCAP.recordHeaderSize > window.count {
            bytes = try input.read(at: offset, count: MCAP.recordHeaderSize)
            at = 0
        }
        guard MCAPOpcode(rawValue: bytes[at]) != nil,
            let length = Int(exactly: load(UInt64.self, bytes, at + 1)),
            length <= min(available, limits.record)
        else { return nil }
        return RecordHead(opcode: bytes[at], offset: offset, length: length)
    }

    /// Takes the record that ``head()`` gave; what follows its first `length` bytes is next.
    mutating func take(_ head: RecordHead, length: Int) throws(MCAPError) -> RecordPlace {
        try show(MCAP.recordHeaderSize + length, at: offset)
        let body = offset - windowStart + MCAP.recordHeaderSize
        let place = RecordPlace(
            opcode: head.opcode, offset: offset, body: body..<(body + length), bytes: window,
            base: windowStart)
        offset += MCAP.recordHeaderSize + length
        return place
    }

    /// Goes on at another place.
    mutating func move(to offset: Int) { self.offset = offset }

    /// Makes sure that `count` bytes from `offset` on are in the window.
    mutating func show(_ count: Int, at offset: Int) throws(MCAPError) {
        if offset >= windowStart, offset + count <= windowStart + window.count { return }
        window = try input.read(at: offset, count: min(max(count, step), end - offset))
        windowStart = offset
    }

    /// A few bytes of the file, which need not be in the window.
    func peek(_ range: Range<Int>) throws(MCAPError) -> [UInt8] {
        let at = range.lowerBound - windowStart
        if at >= 0, at + range.count <= window.count {
            return [UInt8](window[at..<(at + range.count)])
        }
        return try input.read(at: range.lowerBound, count: range.count)
    }
}
