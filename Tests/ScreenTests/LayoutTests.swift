import Screen
import Testing

@Suite("Layout") struct LayoutTests {
    @Test("parts fill the whole, fixed ones first")
    func split() {
        let area = Rect(column: 3, row: 2, columns: 80, rows: 10)
        let rows = area.split(rows: [.fixed(1), .share(1), .share(2), .fixed(1)])
        #expect(rows.map(\.row) == [2, 3, 5, 11])
        #expect(rows.map(\.rows) == [1, 2, 6, 1])
        #expect(rows.allSatisfy { $0.column == 3 && $0.columns == 80 })
        let columns = area.split(columns: [.share(1), .fixed(20), .share(1)], gap: 1)
        #expect(columns.map(\.column) == [3, 33, 54])
        #expect(columns.map(\.columns) == [29, 20, 29])
    }

    @Test("a whole that is too small leaves parts empty, never negative")
    func shortage() {
        let area = Rect(column: 0, row: 0, columns: 5, rows: 2)
        let rows = area.split(rows: [.fixed(1), .share(1), .fixed(9), .fixed(-3)])
        #expect(rows.map(\.rows) == [1, 0, 1, 0])
        #expect(
            area.split(columns: [.share(1), .share(1), .share(1)], gap: 9).map(\.columns) == [
                0, 0, 0,
            ])
        #expect(area.inset(columns: 4, rows: 4).isEmpty)
        #expect(Rect(column: 0, row: 0, columns: -4, rows: 2).columns == 0)
        #expect(area.intersection(Rect(column: 9, row: 0, columns: 5, rows: 5)).isEmpty)
    }

    @Test("lines break at blanks, at line ends, and inside words that are too long")
    func wrapping() {
        #expect(Wrapping.lines("insert the plug", columns: 10) == ["insert the", "plug"])
        #expect(Wrapping.lines("a\r\n\nb", columns: 10) == ["a", "", "b"])
        #expect(Wrapping.lines("x abcdefgh", columns: 3) == ["x", "abc", "def", "gh"])
        #expect(Wrapping.lines("日本語", columns: 4) == ["日本", "語"])
        #expect(Wrapping.lines("日本語", columns: 1) == ["日", "本", "語"])
        #expect(Wrapping.lines("", columns: 0) == [""])
    }

    @Test("text is cut with a mark and filled to a width")
    func fitting() {
        #expect(TextWidth.fit("abcdef", 4) == "abc…")
        #expect(TextWidth.fit("abcdef", 4, glyphs: .ascii) == "abc~")
        #expect(TextWidth.fit("日本語", 4) == "日…")
        #expect(TextWidth.fit("abc", 3) == "abc")
        #expect(TextWidth.fit("abc", 0) == "")
        #expect(TextWidth.fitWords("one two three", 13) == "one two three")
        #expect(TextWidth.fitWords("one two three", 11) == "one two …")
        #expect(TextWidth.fitWords("one two three", 9) == "one two …")
        #expect(TextWidth.fitWords("incomprehensible", 8) == "incompr…")
        #expect(TextWidth.fitWords("I incomprehensible", 8) == "I incom…")
        #expect(TextWidth.pad("7", 4, .right) == "   7")
        #expect(TextWidth.pad("日", 5, .centre) == " 日  ")
        #expect(TextWidth.pad("too long", 4) == "too…")
    }

    @Test("a terminal that is too small is told what is needed")
    func tooSmall() {
        var grid = Grid(columns: 30, rows: 5)
        ScreenSize.drawTooSmall(on: &grid)
        #expect(
            grid.text == """
                This terminal is 30x5; Reins
                needs at least 80x24. Make the
                window larger or its font
                smaller.

                """)
        #expect(ScreenSize.isTooSmall(columns: 80, rows: 23))
        #expect(!ScreenSize.isTooSmall(columns: 80, rows: 24))
    }

    @Test("what matters looks different without colour")
    func monochrome() {
        let roles: [Style] = [
            .policy, .operatorDriving, .delta, .hold, .changing, .alarm, .stop,
        ]
        let looks = Set(roles.map { $0.appearance(colour: false) })
        #expect(looks.count == roles.count)
        #expect(looks.allSatisfy { $0.colour == .standard })
        #expect(Set(Style.allCases.map(\.letter)).count == Style.allCases.count)
    }
}
