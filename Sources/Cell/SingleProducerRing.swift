internal import Synchronization

/// A bounded queue of values from exactly one producing thread to exactly one consuming thread.
/// Neither side waits, locks or allocates; a full ring refuses.
///
/// Proof that sharing it is sound: `written` is stored by the producer only, `taken` by the
/// consumer only, and both only grow. The producer writes slot `written` while
/// `written − taken < capacity`, so it is none of the slots `taken ..< written` that the consumer
/// may read. The consumer sees a slot only after the releasing store of `written` that follows the
/// write, and the producer reuses it only after the releasing store of `taken` that follows the
/// read. That there is one producer and one consumer is what each owner says beside its ring.
@safe final class SingleProducerRing<Element: Sendable>: @unchecked Sendable {
    private let slots: UnsafeMutablePointer<Element>
    private let mask: Int
    private let written = Atomic<Int>(0)
    private let taken = Atomic<Int>(0)

    /// - Parameters:
    ///   - order: the capacity is 2 to the power of this, 0 to 20.
    ///   - filler: what unused slots hold.
    init(order: Int, filler: Element) {
        let capacity = 1 << min(max(order, 0), 20)
        mask = capacity - 1
        unsafe slots = .allocate(capacity: capacity)
        unsafe slots.initialize(repeating: filler, count: capacity)
    }

    deinit {
        unsafe slots.deinitialize(count: mask + 1)
        unsafe slots.deallocate()
    }

    /// Producer only.
    /// - Returns: false, and nothing is queued, where the ring is full.
    func push(_ element: Element) -> Bool {
        let position = written.load(ordering: .relaxed)
        guard position &- taken.load(ordering: .acquiring) <= mask else { return false }
        unsafe slots[position & mask] = element
        written.store(position &+ 1, ordering: .releasing)
        return true
    }

    /// Consumer only.
    func take() -> Element? {
        let position = taken.load(ordering: .relaxed)
        guard position != written.load(ordering: .acquiring) else { return nil }
        let element = unsafe slots[position & mask]
        taken.store(position &+ 1, ordering: .releasing)
        return element
    }
}
