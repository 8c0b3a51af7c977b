internal import CDR
internal import Control
internal import Messages
internal import Synchronization

/// The control thread's records on their way to the link thread: encoded messages of any length in
/// one preallocated buffer. Neither side waits, locks or allocates; a full ring refuses.
///
/// Proof that sharing it is sound: as for ``SingleProducerRing``, with bytes for slots. The
/// producer (the control thread) writes only bytes `written ..< taken + capacity`, the consumer
/// (the link thread) reads only `taken ..< written`, and each publishes by a releasing store of its
/// own position. Records start at multiples of 8 and never wrap around the end: a record that would
/// is put at the start, after a marker.
@safe final class RecordRing: @unchecked Sendable {
    private let buffer: UnsafeMutableRawPointer
    private let mask: Int
    private let written = Atomic<Int>(0)
    private let taken = Atomic<Int>(0)

    private static let prefix = 8
    private static let wrap = UInt32.max

    /// - Parameter order: the capacity is 2 to the power of this in bytes, 12 to 28.
    init(order: Int) {
        let capacity = 1 << min(max(order, 12), 28)
        mask = capacity - 1
        unsafe buffer = .allocate(byteCount: capacity, alignment: 8)
        unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
    }

    deinit { unsafe buffer.deallocate() }

    /// Control thread only: queues one record, as it goes onto the bulk connection.
    /// - Returns: false, and nothing is queued, where there is no room.
    func push(topic: UInt16, sequence: UInt64, stamp: Nanoseconds, payload: Span<UInt8>) -> Bool {
        let length = BulkRecord.headSize &+ payload.count
        let needed = (RecordRing.prefix &+ length &+ 7) & ~7
        guard needed <= mask / 2 else { return false }
        var position = written.load(ordering: .relaxed)
        let limit = taken.load(ordering: .acquiring) &+ mask &+ 1
        let toEnd = mask &+ 1 &- (position & mask)
        if toEnd < needed {
            guard position &+ toEnd &+ needed <= limit else { return false }
            unsafe (buffer + (position & mask)).storeBytes(of: RecordRing.wrap, as: UInt32.self)
            position &+= toEnd
        }
        guard position &+ needed <= limit else { return false }
        let place = unsafe buffer + (position & mask)
        unsafe place.storeBytes(of: UInt32(truncatingIfNeeded: length), as: UInt32.self)
        unsafe RecordRing.writeHead(
            topic: topic, sequence: sequence, stamp: stamp, at: place + RecordRing.prefix)
        unsafe payload.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            let start = unsafe place + RecordRing.prefix + BulkRecord.headSize
            unsafe start.copyMemory(from: base, byteCount: bytes.count)
        }
        written.store(position &+ needed, ordering: .releasing)
        return true
    }

    /// The head that ``BulkRecord/appendHead(topic:sequence:stamp:to:)`` describes.
    private static func writeHead(
        topic: UInt16, sequence: UInt64, stamp: Nanoseconds, at place: UnsafeMutableRawPointer
    ) {
        unsafe place.storeBytes(of: topic.littleEndian, as: UInt16.self)
        unsafe place.storeBytes(of: 0, toByteOffset: 2, as: UInt16.self)
        unsafe place.storeBytes(of: sequence.littleEndian, toByteOffset: 4, as: UInt64.self)
        unsafe place.storeBytes(of: stamp.littleEndian, toByteOffset: 12, as: Int64.self)
    }

    /// Link thread only: the oldest record with its head, or nil where there is none.
    func take() -> [UInt8]? {
        var position = taken.load(ordering: .relaxed)
        let end = written.load(ordering: .acquiring)
        guard position != end else { return nil }
        var place = unsafe buffer + (position & mask)
        if unsafe place.load(as: UInt32.self) == RecordRing.wrap {
            position &+= mask &+ 1 &- (position & mask)
            unsafe place = buffer + (position & mask)
        }
        let length = min(Int(unsafe place.load(as: UInt32.self)), mask)
        let bytes = unsafe [UInt8](
            UnsafeRawBufferPointer(start: place + RecordRing.prefix, count: length))
        let used = (RecordRing.prefix &+ length &+ 7) & ~7
        taken.store(position &+ used, ordering: .releasing)
        return bytes
    }
}
