/// One value for each group of the cell, in the manifest's order: a ``FixedList`` of four whose
/// elements are large.
///
/// Its places have names. A place of an inline array is found by address, and for that the compiler
/// copies the whole list, once or twice for each field that is read: most of a tick went into that
/// (`Scripts/bench cell-step`). A named one is read where it lies.
public struct PerGroup<Element: Sendable>: Sendable {
    @usableFromInline var first: Element
    @usableFromInline var second: Element
    @usableFromInline var third: Element
    @usableFromInline var fourth: Element
    public private(set) var count: Int
    /// What is written outside the list goes here, and counts for nothing. In the list, as a large
    /// variable of an accessor is a heap allocation for each access.
    @usableFromInline var outside: Element

    /// An empty list. `filler` is what unused places hold.
    public init(filler: Element) { self.init(repeating: filler, count: 0) }

    /// A list of `count` equal elements (at most four).
    public init(repeating element: Element, count: Int) {
        (first, second, third, fourth, outside) = (element, element, element, element, element)
        self.count = min(max(0, count), Control.maximumGroups)
    }

    public var isEmpty: Bool { count == 0 }
    public var isFull: Bool { count == Control.maximumGroups }
    public var indices: Range<Int> { 0..<count }

    /// An index outside the list is clamped on reading and ignored on writing.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) get {
            switch index {
            case ...0: first
            case 1: second
            case 2: third
            default: fourth
            }
        }
        @inline(__always) _modify {
            switch index {
            case 0 where count > 0: yield &first
            case 1 where count > 1: yield &second
            case 2 where count > 2: yield &third
            case 3 where count > 3: yield &fourth
            default: yield &outside
            }
        }
    }

    /// Appends, or leaves the list as it is and returns false where it is full.
    @discardableResult
    public mutating func append(_ element: Element) -> Bool {
        guard !isFull else { return false }
        count += 1
        self[count - 1] = element
        return true
    }

    public mutating func removeAll() { count = 0 }
}

extension PerGroup: Equatable where Element: Equatable {
    public static func == (a: Self, b: Self) -> Bool {
        guard a.count == b.count else { return false }
        for index in a.indices where a[index] != b[index] { return false }
        return true
    }
}
