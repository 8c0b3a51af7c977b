/// The action entries of one group, in the manifest's order and units, motion first and the
/// gripper (where there is one) last.
public struct Entries: Sendable {
    /// Not a SIMD vector: its alignment of 128 bytes would double every type that holds one, and
    /// half of a tick would be the copying of them.
    public var values: [16 of Double]
    /// How many of `values` count; the others are zero.
    public private(set) var count: Int

    public static let none = Entries(count: 0)

    public init(count: Int) {
        values = .init(repeating: 0)
        self.count = min(max(0, count), Control.maximumEntries)
    }

    /// The first 16 elements of a sequence.
    public init(_ elements: some Sequence<Double>) {
        self.init(count: 0)
        for element in elements where count < Control.maximumEntries {
            values[count & 15] = element
            count += 1
        }
    }

    /// Entry `index`; outside the list reading gives 0 and writing does nothing.
    public subscript(index: Int) -> Double {
        get { index >= 0 && index < count ? values[index & 15] : 0 }
        set { if index >= 0, index < count { values[index & 15] = newValue } }
    }

    public var isEmpty: Bool { count == 0 }
    public var isFinite: Bool {
        for index in 0..<count where !values[index & 15].isFinite { return false }
        return true
    }
    public var array: [Double] { (0..<count).map { self[$0] } }
}

extension Entries: Hashable {
    public static func == (a: Entries, b: Entries) -> Bool {
        guard a.count == b.count else { return false }
        for index in 0..<a.count where a[index] != b[index] { return false }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        for index in 0..<count { hasher.combine(self[index]) }
    }
}
