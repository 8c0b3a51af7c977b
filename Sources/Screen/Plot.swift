/// Lines of several series over one axis, in braille dots (2x4 to a cell) or ASCII marks.
public struct Plot: Sendable {
    /// One line. Index i of all series lies above the same place of the axis.
    public struct Series: Sendable {
        /// Nil and non-finite values interrupt the line.
        public var values: [Double?]
        public var style: Style
        /// Shown where the grid is ASCII.
        public var mark: Unicode.Scalar
        /// Every other braille dot only, so that two lines are told apart without colour.
        public var dotted: Bool

        public init(
            _ values: [Double?], _ style: Style, mark: Unicode.Scalar = "*", dotted: Bool = false
        ) {
            self.values = values
            self.style = style
            self.mark = mark
            self.dotted = dotted
        }
    }

    /// Later ones are drawn over earlier ones.
    public var series: [Series]
    /// The values of the lower and the upper edge; nil takes the extremes of all series.
    public var range: ClosedRange<Double>?
    /// An index over which a vertical line is drawn.
    public var cursor: Int?

    public init(_ series: [Series], range: ClosedRange<Double>? = nil, cursor: Int? = nil) {
        self.series = series
        self.range = range
        self.cursor = cursor
    }

    /// The range that is drawn.
    public var shownRange: ClosedRange<Double> {
        range ?? extremes(of: series.lazy.flatMap(\.values))
    }

    /// Draws the lines over the whole of an area, without labels.
    public func draw(on grid: inout Grid, in area: Rect) {
        guard !area.isEmpty else { return }
        let area = area.intersection(grid.bounds)
        let count = series.map(\.values.count).max() ?? 0
        if let cursor, cursor >= 0, cursor < count {
            let canvas = DotCanvas(area, glyphs: grid.glyphs)
            let column = canvas.x(of: cursor, count: count) / canvas.dotsAcross
            grid.rule(column: column, in: area, style: .dim)
        }
        for line in series {
            var canvas = DotCanvas(area, glyphs: grid.glyphs)
            trace(line, count: count, on: &canvas)
            canvas.paint(line, on: &grid)
        }
    }

    private func trace(_ line: Series, count: Int, on canvas: inout DotCanvas) {
        let range = shownRange
        var last: (x: Int, y: Int)?
        for (index, value) in line.values.enumerated() {
            guard let up = level(value, in: range, steps: canvas.height) else {
                last = nil
                continue
            }
            let point = (x: canvas.x(of: index, count: count), y: canvas.height - 1 - up)
            canvas.line(from: last ?? point, to: point, dotted: line.dotted)
            last = point
        }
    }
}

/// The dots of one series over an area.
struct DotCanvas {
    let area: Rect
    let dotsAcross: Int
    let dotsDown: Int
    let width: Int
    let height: Int
    private var dots: [UInt8]

    init(_ area: Rect, glyphs: GlyphSet) {
        self.area = area
        (dotsAcross, dotsDown) = glyphs == .unicode ? (2, 4) : (1, 1)
        width = area.columns * dotsAcross
        height = area.rows * dotsDown
        dots = Array(repeating: 0, count: area.columns * area.rows)
    }

    /// The dot column above an index of the axis.
    func x(of index: Int, count: Int) -> Int {
        count > 1 ? index * (width - 1) / (count - 1) : 0
    }

    /// Bits of a braille cell: the order of Unicode's block is historical.
    private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

    private mutating func dot(_ x: Int, _ y: Int) {
        guard x >= 0, y >= 0, x < width, y < height else { return }
        let bit = dotsDown == 4 ? Self.bits[x % 2][y % 4] : 1
        dots[y / dotsDown * area.columns + x / dotsAcross] |= bit
    }

    /// A straight line of dots; the longer direction decides the number of steps.
    mutating func line(from a: (x: Int, y: Int), to b: (x: Int, y: Int), dotted: Bool) {
        let across = abs(b.x - a.x)
        let down = abs(b.y - a.y)
        let steps = max(across, down, 1)
        for step in 0...steps {
            let x = a.x + (b.x - a.x) * step / steps
            let y = a.y + (b.y - a.y) * step / steps
            if dotted, dotsDown == 4, (across >= down ? x : y) % 2 == 1 { continue }
            dot(x, y)
        }
    }

    /// Writes the cells that have dots. In a cell that already shows dots both are kept, in the
    /// newer style; in ASCII the newer mark stays.
    func paint(_ series: Plot.Series, on grid: inout Grid) {
        for row in 0..<area.rows {
            for column in 0..<area.columns {
                let bits = dots[row * area.columns + column]
                guard bits != 0 else { continue }
                var scalar = series.mark
                if dotsDown == 4 {
                    let old = grid.cell(column: area.column + column, row: area.row + row)?.scalar
                    let before = old.map { (0x2800...0x28FF).contains($0.value) ? $0.value : 0 }
                    scalar = Unicode.Scalar((before ?? 0) | 0x2800 | UInt32(bits)) ?? "\u{2800}"
                }
                grid.put(String(scalar), series.style, column: column, row: row, in: area)
            }
        }
    }
}
