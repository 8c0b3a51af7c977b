/// The buttons of one device that are down, by evdev code. Holds up to sixteen and allocates
/// nothing; a seventeenth is not taken, and nobody has that many fingers.
public struct HeldButtons: Equatable, Hashable, Sendable {
    public static let none = HeldButtons()

    /// Ascending codes, then `vacant`: one set has one form.
    private var codes = SIMD16<UInt16>(repeating: vacant)
    private static let vacant = UInt16.max

    public init() {}

    public init(_ codes: some Sequence<UInt16>) {
        for code in codes { insert(code) }
    }

    public var isEmpty: Bool { codes[0] == Self.vacant }
    public var count: Int { codes.indices.count { codes[$0] != Self.vacant } }

    /// Ascending.
    public var list: [UInt16] { codes.indices.map { codes[$0] }.filter { $0 != Self.vacant } }

    public func contains(_ code: UInt16) -> Bool {
        code != Self.vacant && codes.indices.contains { codes[$0] == code }
    }

    /// The buttons that are here and not in `other`.
    public func subtracting(_ other: HeldButtons) -> HeldButtons {
        HeldButtons(list.filter { !other.contains($0) })
    }

    mutating func insert(_ code: UInt16) {
        guard !contains(code), codes[15] == Self.vacant else { return }
        var place = 15
        while place > 0, codes[place - 1] > code {
            codes[place] = codes[place - 1]
            place -= 1
        }
        codes[place] = code
    }

    mutating func remove(_ code: UInt16) {
        guard let place = codes.indices.first(where: { codes[$0] == code }) else { return }
        for next in place..<15 { codes[next] = codes[next + 1] }
        codes[15] = Self.vacant
    }
}
