/// A growing run of bytes that keeps its memory when it is emptied.
///
/// The one place of this module that touches raw memory: an array would zero or copy a chunk
/// several times on its way to the file.
@safe public struct MCAPBuffer: ~Copyable {
    private var base: UnsafeMutableRawPointer
    private var capacity: Int

    /// Bytes in use.
    public private(set) var count = 0

    /// An empty buffer with room for `capacity` bytes.
    public init(capacity: Int = 4096) {
        self.capacity = max(capacity, 64)
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { unsafe base.deallocate() }

    /// Forgets the bytes and keeps the memory.
    public mutating func removeAll() { count = 0 }

    /// Forgets all bytes from `count` on.
    mutating func truncate(to count: Int) { self.count = min(self.count, max(count, 0)) }

    /// Makes room for `extra` more bytes.
    public mutating func reserve(_ extra: Int) {
        let needed = count + extra
        if needed <= capacity { return }
        let grown = max(needed, capacity * 2)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: grown, alignment: 16)
        unsafe moved.copyMemory(from: base, byteCount: count)
        unsafe base.deallocate()
        unsafe base = moved
        capacity = grown
    }

    /// Appends `value` as little-endian bytes.
    mutating func append<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        reserve(MemoryLayout<T>.size)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: T.self)
        count += MemoryLayout<T>.size
    }

    /// Appends the bytes as they are.
    public mutating func append(_ bytes: Span<UInt8>) {
        reserve(bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            guard let from = source.baseAddress else { return }
            unsafe (base + count).copyMemory(from: from, byteCount: source.count)
        }
        count += bytes.count
    }

    /// Appends the bytes as they are.
    public mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

    /// Appends a `u32` length and the UTF-8 bytes of `text`.
    mutating func append(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        let length = text.utf8.count
        append(UInt32(length))
        for byte in text.utf8 { append(byte) }
    }

    /// Appends a map of strings in the order of its keys, so that equal maps give equal bytes.
    mutating func append(_ map: [String: String]) {
        let at = beginLength32()
        for (key, value) in map.sorted(by: { $0.key < $1.key }) {
            append(key)
            append(value)
        }
        endLength32(at)
    }

    /// Lets `fill` write at most `capacity` bytes behind the present ones; it returns how many.
    public mutating func append<Failure: Error>(
        atMost capacity: Int,
        _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        reserve(capacity)
        let room = unsafe UnsafeMutableRawBufferPointer(start: base + count, count: capacity)
        let written = try unsafe fill(room)
        precondition(written >= 0 && written <= capacity, "more bytes written than offered")
        count += written
    }

    /// Puts `value` over the bytes at `offset`, which have been appended before.
    mutating func replace<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, with value: T) {
        precondition(offset >= 0 && offset + MemoryLayout<T>.size <= count)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
    }

    /// Gives `body` the bytes of `range`, or all of them.
    public func withBytes<Result, Failure: Error>(
        _ range: Range<Int>? = nil, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let range = range ?? 0..<count
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let start = unsafe (base + range.lowerBound).assumingMemoryBound(to: UInt8.self)
        let bytes = unsafe UnsafeBufferPointer(start: start, count: range.count)
        return try unsafe body(bytes.span)
    }

    /// A copy of the bytes in use.
    public func array() -> [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }
}

// MARK: - Records

extension MCAPBuffer {
    /// Appends a whole Message record, after one look at the room there is: the hot path.
    mutating func appendMessage(
        channel: UInt16, sequence: UInt32, logTime: UInt64, publishTime: UInt64,
        _ data: Span<UInt8>
    ) {
        let body = MCAPMessage.fixedSize + data.count
        reserve(MCAP.recordHeaderSize + body)
        let to = unsafe base + count
        unsafe to.storeBytes(of: MCAPOpcode.message.rawValue, as: UInt8.self)
        unsafe to.storeBytes(of: UInt64(body).littleEndian, toByteOffset: 1, as: UInt64.self)
        unsafe to.storeBytes(of: channel.littleEndian, toByteOffset: 9, as: UInt16.self)
        unsafe to.storeBytes(of: sequence.littleEndian, toByteOffset: 11, as: UInt32.self)
        unsafe to.storeBytes(of: logTime.littleEndian, toByteOffset: 15, as: UInt64.self)
        unsafe to.storeBytes(of: publishTime.littleEndian, toByteOffset: 23, as: UInt64.self)
        unsafe data.withUnsafeBytes { source in
            guard let from = source.baseAddress else { return }
            unsafe (to + 31).copyMemory(from: from, byteCount: source.count)
        }
        count += MCAP.recordHeaderSize + body
    }

    /// Appends the entries of a Message Index record, 16 bytes each.
    fileprivate mutating func append(_ entries: [MessageIndexEntry]) {
        reserve(entries.count * 16)
        var to = unsafe base + count
        for entry in entries {
            unsafe to.storeBytes(of: entry.logTime.littleEndian, as: UInt64.self)
            unsafe to.storeBytes(of: entry.offset.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe to += 16
        }
        count += entries.count * 16
    }

    /// Appends the Message Index record of one channel.
    mutating func appendMessageIndex(channel: UInt16, _ entries: [MessageIndexEntry]) {
        let record = beginRecord(.messageIndex)
        append(channel)
        append(UInt32(entries.count * 16))
        append(entries)
        endRecord(record)
    }
}

extension MCAPBuffer {
    /// Opens a record; give what it returns to ``endRecord(_:)``.
    mutating func beginRecord(_ opcode: MCAPOpcode) -> Int {
        append(opcode.rawValue)
        append(UInt64(0))
        return count
    }

    /// Closes a record: its length is known now.
    mutating func endRecord(_ start: Int) { replace(at: start - 8, with: UInt64(count - start)) }

    /// Opens an array or map, which start with their length in bytes.
    mutating func beginLength32() -> Int {
        append(UInt32(0))
        return count
    }

    mutating func endLength32(_ start: Int) { replace(at: start - 4, with: UInt32(count - start)) }
}
