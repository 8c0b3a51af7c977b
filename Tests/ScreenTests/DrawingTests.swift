import Screen
import Testing

@Suite("Drawings") struct DrawingTests {
    @Test(
        "a bar grows in eighths, in ASCII in halves",
        arguments: [
            (0.0, "    ", "    "), (0.03125, "▏   ", "    "), (0.5, "██  ", "##  "),
            (0.6, "██▍ ", "##= "), (1.0, "████", "####"), (7.0, "████", "####"),
            (-1.0, "    ", "    "), (Double.nan, "····", "...."), (Double.infinity, "████", "####"),
        ])
    func bar(fraction: Double, unicode: String, ascii: String) {
        #expect(Gauge.bar(fraction, columns: 4, glyphs: .unicode) == unicode)
        #expect(Gauge.bar(fraction, columns: 4, glyphs: .ascii) == ascii)
    }

    @Test(
        "a signed bar grows from its middle",
        arguments: [
            (0.0, "   │   ", "   |   "), (1.0, "   │███", "   |###"), (-1.0, "███│   ", "###|   "),
            (0.5, "   │█▌ ", "   |#= "), (-0.5, " ▐█│   ", " =#|   "),
            (-.infinity, "███│   ", "###|   "),
        ])
    func signedBar(fraction: Double, unicode: String, ascii: String) {
        #expect(Gauge.signedBar(fraction, columns: 7, glyphs: .unicode) == unicode)
        #expect(Gauge.signedBar(fraction, columns: 7, glyphs: .ascii) == ascii)
        #expect(Gauge.signedBar(fraction, columns: 8, glyphs: .unicode) == unicode + " ")
    }

    @Test("an unknown value is no zero")
    func unknown() {
        #expect(Gauge.bar(nil, columns: 3, glyphs: .unicode) == "···")
        #expect(Gauge.signedBar(nil, columns: 3, glyphs: .ascii) == "...")
        #expect(Gauge.bar(0.5, columns: 0, glyphs: .ascii) == "")
        #expect(Gauge.signedBar(0.5, columns: -2, glyphs: .ascii) == "")
        #expect(Gauge.signedBar(0.5, columns: 1, glyphs: .ascii) == "|")
    }

    @Test("a sparkline shows the newest values at the right, gaps as blanks")
    func sparkline() {
        let values: [Double?] = [9, 0, 1, nil, 2, .nan, 3.5, 7]
        #expect(
            Sparkline.text(values, columns: 7, range: 0...7, glyphs: .unicode) == "▁▂ ▃ ▅█")
        #expect(Sparkline.text(values, columns: 10, glyphs: .ascii) == "  #_. - :+")
        #expect(Sparkline.text([5, 5], columns: 3, glyphs: .unicode) == " ▄▄")
        #expect(Sparkline.text([nil], columns: 2, glyphs: .ascii) == "  ")
        let extreme: [Double?] = [-.greatestFiniteMagnitude, .greatestFiniteMagnitude]
        #expect(Sparkline.text(extreme, columns: 2, glyphs: .unicode) == "▁█")
    }

    @Test("a plot draws lines with gaps, in braille and in ASCII")
    func plot() {
        let rising = (0..<8).map { Double?.some(Double($0)) }
        var falling: [Double?] = rising.reversed()
        falling[3] = nil
        falling[4] = .nan
        let plot = Plot(
            [
                .init(rising, .policy, mark: "*", dotted: true),
                .init(falling, .operatorText, mark: "o"),
            ], cursor: 6)
        var ascii = Grid(columns: 8, rows: 4, glyphs: .ascii)
        plot.draw(on: &ascii, in: ascii.bounds)
        #expect(
            ascii.goldenText == """
                oo    **|
                  o **| |
                  ** o| |
                **    oo|
                styles:
                oo....pp|
                ..o.ppd.|
                ..pp.od.|
                pp....oo|
                .=plain d=dim p=policy o=operatorText

                """)
        var unicode = Grid(columns: 8, rows: 4)
        plot.draw(on: &unicode, in: unicode.bounds)
        #expect(
            unicode.text == """
                ⠑⢄    ⠄⠂
                  ⠁ ⠄⠁│
                  ⡀⠃ ⡀│
                ⡀⠂   ⠈⠒⢄
                """)
    }

    @Test("a plot of nothing, of one value and of extremes draws without trapping")
    func degenerate() {
        var grid = Grid(columns: 4, rows: 2)
        Plot([]).draw(on: &grid, in: grid.bounds)
        Plot([.init([], .plain)], cursor: 0).draw(on: &grid, in: grid.bounds)
        Plot([.init([.nan, .infinity, nil], .plain)]).draw(on: &grid, in: grid.bounds)
        #expect(grid == Grid(columns: 4, rows: 2))
        let values: [Double?] = [-.greatestFiniteMagnitude, .greatestFiniteMagnitude, 1]
        Plot([.init(values, .plain)]).draw(on: &grid, in: grid.bounds)
        Plot([.init([3], .plain)]).draw(on: &grid, in: Rect(column: 9, row: 9, columns: 3, rows: 3))
        #expect(grid != Grid(columns: 4, rows: 2))
    }

    @Test("a table cuts its cells, aligns them and keeps the selected row in view")
    func table() {
        let rows = (1...9).map { number -> [StyledText] in
            ["\(number)", StyledText("insert the plug", .good), "\(number * 100) ms"]
        }
        let table = Table(
            columns: [
                .init("#", .fixed(2), .right), .init("task", .share(1)),
                .init("for", .fixed(6), .right),
            ],
            rows: rows, selected: 6)
        var grid = Grid(columns: 20, rows: 4)
        table.draw(on: &grid, in: grid.bounds)
        #expect(
            grid.goldenText == """
                 # task          for|
                 6 insert th… 600 ms|
                 7 insert th… 700 ms|
                 8 insert th… 800 ms|
                styles:
                bb.bbbbbbbbbb.bbbbbb|
                ...gggggggggd.......|
                ssssssssssssssssssss|
                ...gggggggggd.......|
                .=plain d=dim b=bold s=selected g=good

                """)
        #expect(table.firstRow(visible: 20) == 0)
        #expect(Table(columns: [], rows: rows, selected: 8).firstRow(visible: 3) == 6)
    }
}
