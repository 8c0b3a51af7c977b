/// Where a reader's bytes come from: a file or memory, at any offset.
public protocol MCAPInput: Sendable {
    /// Bytes there are.
    var size: Int { get }

    /// Exactly `count` bytes from `offset` on. The reader asks only for what lies inside `size`.
    func read(at offset: Int, count: Int) throws(MCAPError) -> [UInt8]
}

/// Makes the plain bytes of a chunk: from the name of its compression, its bytes and the size
/// that it declares, which the reader has compared with its limit.
public typealias MCAPDecompression =
    @Sendable (_ name: String, _ bytes: Span<UInt8>, _ size: Int) throws(MCAPError) -> [UInt8]

extension [UInt8]: MCAPInput {
    public var size: Int { count }

    public func read(at offset: Int, count: Int) throws(MCAPError) -> [UInt8] {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
            throw MCAPError(offset: offset, .endsEarly(what: "the bytes asked for"))
        }
        return [UInt8](self[offset..<(offset + count)])
    }
}

extension MCAPInput {
    /// Whether the first bytes are those of an MCAP file.
    func beginsAsMCAP() throws(MCAPError) -> Bool {
        try read(at: 0, count: min(size, MCAP.magic.count)) == MCAP.magic
    }
}
