import Screen
import Testing

@Suite("A grid") struct GridTests {
    @Test("keeps text within its area and the grid")
    func clipping() {
        var grid = Grid(columns: 12, rows: 4)
        let area = Rect(column: 2, row: 1, columns: 5, rows: 2)
        #expect(grid.put("abcdefghij", column: 0, row: 0, in: area) == 10)
        grid.put("xyz", .bold, column: -1, row: 1, in: area)
        grid.put("never", column: 0, row: 2, in: area)
        grid.put("right edge", column: 9, row: 3)
        grid.put("never", column: 0, row: 99)
        grid.put("never", column: 0, row: -1)
        #expect(
            grid.goldenText == """
                            |
                  abcde     |
                  yz        |
                         rig|
                styles:
                ............|
                ............|
                ..bb........|
                ............|
                .=plain b=bold

                """)
    }

    @Test("shows controls, escapes and direction overrides as placeholders")
    func placeholders() {
        var grid = Grid(columns: 20, rows: 1)
        grid.put("a\u{1B}[2Jb\u{7}\u{9B}\u{202E}\u{7F}\u{E000}\n", column: 0, row: 0)
        #expect(grid.text == "a␛[2Jb␇\u{FFFD}\u{FFFD}␡\u{FFFD}␊")
        #expect(TextWidth.columns("a\u{1B}[2J") == 5)
    }

    @Test("holds wide and combining characters, and never half of one")
    func wide() {
        var grid = Grid(columns: 8, rows: 3)
        grid.put("日本e\u{301}x", column: 0, row: 0)
        #expect(grid.text(row: 0) == "日本e\u{301}x  ")
        #expect(grid.cell(column: 1, row: 0)?.width == 0)
        grid.put("|", column: 1, row: 0)
        #expect(grid.text(row: 0) == " |本e\u{301}x  ")
        grid.put("|", column: 2, row: 0)
        #expect(grid.text(row: 0) == " || e\u{301}x  ")
        grid.put("日", column: 7, row: 1)
        #expect(grid.text(row: 1) == "        ")
        grid.put("日", column: -1, row: 2)
        #expect(grid.text(row: 2) == "        ")
    }

    @Test("made for ASCII holds ASCII alone")
    func ascii() {
        var grid = Grid(columns: 16, rows: 3, glyphs: .ascii)
        grid.box(grid.bounds, title: "é→日")
        grid.put("▶ 3°µ\u{1B}…", column: 2, row: 1)
        #expect(
            grid.text == """
                +- ?>?? -------+
                | > 3ou?.      |
                +--------------+
                """)
        #expect(grid.cells.allSatisfy { $0.scalar.isASCII && $0.mark == nil })
    }

    @Test("restyles a row without touching its text")
    func restyle() {
        var grid = Grid(columns: 6, rows: 2)
        grid.put("ab" + StyledText("cd", .good), column: 0, row: 0)
        grid.restyle(Rect(column: 1, row: 0, columns: 99, rows: 1), .selected)
        #expect(
            grid.goldenText == """
                abcd  |
                      |
                styles:
                .sssss|
                ......|
                .=plain s=selected

                """)
    }

    @Test("any text anywhere leaves whole printable cells", arguments: 0..<6)
    func anything(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        for _ in 0..<200 {
            var grid = Grid(columns: 10, rows: 3, glyphs: seed % 2 == 0 ? .unicode : .ascii)
            for _ in 0..<8 {
                let text = String.random(count: 7, using: &random)
                grid.put(
                    text, column: .random(in: -4...11, using: &random),
                    row: .random(in: -1...3, using: &random))
            }
            for row in 0..<grid.rows { expectWhole(grid, row) }
        }
    }

    private func expectWhole(_ grid: Grid, _ row: Int) {
        let cells = (0..<grid.columns).compactMap { grid.cell(column: $0, row: row) }
        #expect(cells.count == grid.columns)
        #expect(TextWidth.columns(grid.text(row: row)) == grid.columns)
        for (left, right) in zip(cells, cells.dropFirst()) {
            #expect((left.width == 2) == (right.width == 0))
        }
        for cell in cells {
            #expect(cell.scalar.value >= 0x20 && !(0x7F...0x9F).contains(cell.scalar.value))
        }
    }
}
