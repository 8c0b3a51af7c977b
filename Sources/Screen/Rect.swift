/// A rectangle of cells. Never negative in size; may reach beyond a grid, writes are clipped.
public struct Rect: Sendable, Hashable {
    public var column: Int
    public var row: Int
    public private(set) var columns: Int
    public private(set) var rows: Int

    public init(column: Int, row: Int, columns: Int, rows: Int) {
        self.column = column
        self.row = row
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    public var isEmpty: Bool { columns == 0 || rows == 0 }

    public func contains(column: Int, row: Int) -> Bool {
        column >= self.column && column < self.column + columns && row >= self.row
            && row < self.row + rows
    }

    public func intersection(_ other: Rect) -> Rect {
        let left = max(column, other.column)
        let top = max(row, other.row)
        let right = min(column + columns, other.column + other.columns)
        let bottom = min(row + rows, other.row + other.rows)
        return Rect(column: left, row: top, columns: right - left, rows: bottom - top)
    }

    /// The rectangle without so many cells at each side.
    public func inset(columns dx: Int = 1, rows dy: Int = 1) -> Rect {
        Rect(
            column: column + min(dx, columns), row: row + min(dy, rows),
            columns: columns - 2 * dx, rows: rows - 2 * dy)
    }

    /// How much of a rectangle a part of it takes.
    public enum Extent: Sendable {
        case fixed(Int)
        /// A share of what the fixed parts leave, in proportion to the weight.
        case share(Int)
    }

    /// Parts from top to bottom that fill the rectangle. Where it is too small the fixed parts are
    /// served first, in order; parts may come out empty.
    public func split(rows extents: [Extent]) -> [Rect] {
        var top = row
        return Self.lengths(extents, total: rows).map { length in
            defer { top += length }
            return Rect(column: column, row: top, columns: columns, rows: length)
        }
    }

    /// Parts from left to right, with a gap of blank columns between each two.
    public func split(columns extents: [Extent], gap: Int = 0) -> [Rect] {
        var left = column
        let gaps = gap * max(0, extents.count - 1)
        return Self.lengths(extents, total: max(0, columns - gaps)).map { length in
            defer { left += length + gap }
            return Rect(column: left, row: row, columns: length, rows: rows)
        }
    }

    private static func lengths(_ extents: [Extent], total: Int) -> [Int] {
        var left = total
        var weights = 0
        var lengths = [Int](repeating: 0, count: extents.count)
        for (index, extent) in extents.enumerated() {
            switch extent {
            case .fixed(let length):
                lengths[index] = min(max(0, length), left)
                left -= lengths[index]
            case .share(let weight): weights += max(0, weight)
            }
        }
        for (index, extent) in extents.enumerated() {
            guard case .share(let weight) = extent, weight > 0 else { continue }
            lengths[index] = left * weight / weights
            left -= lengths[index]
            weights -= weight
        }
        return lengths
    }
}
