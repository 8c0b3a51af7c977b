/// A list that never allocates: up to `capacity` elements, kept inline.
///
/// The control path is built from these, so that a tick copies a few kilobytes and touches no heap.
/// Nothing here traps: an index outside the list is clamped on reading and ignored on writing, an
/// append to a full list is reported. `capacity` is at least 1.
public struct FixedList<let capacity: Int, Element: Sendable>: Sendable {
    @usableFromInline var storage: [capacity of Element]
    public private(set) var count: Int
    /// What is written outside the list goes here, and counts for nothing.
    @usableFromInline var outside: Element

    /// An empty list. `filler` is what unused places hold.
    public init(filler: Element) {
        storage = .init(repeating: filler)
        count = 0
        outside = filler
    }

    /// A list of `count` equal elements (at most `capacity`).
    public init(repeating element: Element, count: Int) {
        storage = .init(repeating: element)
        self.count = min(max(0, count), capacity)
        outside = element
    }

    public var isEmpty: Bool { count == 0 }
    public var isFull: Bool { count == capacity }
    public var indices: Range<Int> { 0..<count }

    /// Inlined into every user. Nothing is kept across the yield, or the accessor's frame would lie
    /// on the heap. For large elements there is ``PerGroup``.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) _read { yield storage[min(max(0, index), capacity - 1)] }
        @inline(__always) _modify {
            if index >= 0, index < count {
                yield &storage[index]
            } else {
                yield &outside
            }
        }
    }

    /// Appends, or leaves the list as it is and returns false where it is full.
    @discardableResult
    public mutating func append(_ element: Element) -> Bool {
        guard count < capacity else { return false }
        storage[count] = element
        count += 1
        return true
    }

    public mutating func removeAll() { count = 0 }
}

extension FixedList: Equatable where Element: Equatable {
    public static func == (a: Self, b: Self) -> Bool {
        guard a.count == b.count else { return false }
        for index in a.indices where a[index] != b[index] { return false }
        return true
    }
}
