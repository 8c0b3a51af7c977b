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

/// Walks over the records of an input from front to end, reading ahead in large steps.
struct RecordWalk {
    private let input: any MCAPInput
    /// File offset of the next record.
    private(set) var offset: Int
    private let end: Int
    private var window: [UInt8]
    private var windowStart: Int
    private let limits: MCAPLimits
    /// Bytes that are read at once, at least.
    private let step: Int

    /// - Parameter window: bytes from `offset` on, where they were read before.
    init(
        _ input: any MCAPInput, from offset: Int, to end: Int, limits: MCAPLimits,
        window: [UInt8] = [], step: Int = 1 << 18
    ) {
        self.step = step
        self.window = window
        windowStart = offset
        self.limits = limits
        self.input = input
        self.offset = offset
        self.end = end
    }

    /// The next record, or nil at the end. When it throws, ``offset`` is where the torn one begins.
    mutating func next() throws(MCAPError) -> RecordPlace? {
        if offset == end { return nil }
        guard end - offset >= MCAP.recordHeaderSize else {
            throw MCAPError(offset: offset, .endsEarly(what: "a record"))
        }
        try show(MCAP.recordHeaderSize)
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
        try show(MCAP.recordHeaderSize + length)
        let body = offset - windowStart + MCAP.recordHeaderSize
        let place = RecordPlace(
            opcode: opcode, offset: offset, body: body..<(body + length), bytes: window,
            base: windowStart)
        offset += MCAP.recordHeaderSize + length
        return place
    }

    /// Makes sure that `count` bytes from `offset` on are in the window.
    private mutating func show(_ count: Int) throws(MCAPError) {
        if offset >= windowStart, offset + count <= windowStart + window.count { return }
        window = try input.read(at: offset, count: min(max(count, step), end - offset))
        windowStart = offset
    }
}
