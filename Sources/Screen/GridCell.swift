/// One place of a grid: a base scalar with at most one combining mark, and a style.
public struct GridCell: Sendable, Equatable {
    /// Always printable. A blank where nothing was written.
    public internal(set) var scalar: Unicode.Scalar
    /// A combining mark drawn over the scalar. Further marks are dropped.
    public internal(set) var mark: Unicode.Scalar?
    /// Columns taken: 1, 2 for the left half of a wide character, 0 for its right half.
    public internal(set) var width: UInt8
    public internal(set) var style: Style

    init(_ scalar: Unicode.Scalar, width: UInt8 = 1, style: Style) {
        self.scalar = scalar
        self.width = width
        self.style = style
    }

    static let blank = GridCell(" ", style: .plain)
}
