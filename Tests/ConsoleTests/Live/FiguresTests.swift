import Testing

@testable import Console

@Suite("Numbers on the screen")
struct FiguresTests {
    @Test(
        "fixed places, a dash for what is no number",
        arguments: [
            (12.345, 1, "12.3"), (0.05, 1, "0.1"), (-0.04, 1, "0.0"), (-0.06, 1, "-0.1"),
            (9.999, 2, "10.00"), (3, 0, "3"), (.nan, 1, "–"), (.infinity, 1, "–"),
            (1e30, 1, ">999999"), (-1e30, 0, "<-999999"), (0.009, 2, "0.01"),
        ])
    func fixed(value: Double, places: Int, text: String) {
        #expect(Figures.fixed(value, places: places) == text)
    }

    @Test(
        "spans choose their unit",
        arguments: [
            (400_000, "0.4 ms"), (9_960_000, "10 ms"), (999_000_000, "999 ms"),
            (1_240_000_000, "1.2 s"), (180_000_000_000, "3 min"), (-5, "–"),
            (Int64.max, "153722867 min"),
        ] as [(Int64, String)])
    func span(time: Int64, text: String) {
        let shown = Figures.span(time)
        #expect(shown == text || (time == .max && shown == ">999999 min"))
    }

    @Test("clocks and times of day")
    func clocks() {
        #expect(Figures.clock(94_250_000_000) == "01:34.2")
        #expect(Figures.clock(3_723_000_000_000) == "1:02:03")
        #expect(Figures.clock(nil) == "--:--.-")
        #expect(Figures.timeOfDay(unixSeconds: 1_700_000_000, offset: 3600) == "23:13:20")
        #expect(Figures.timeOfDay(unixSeconds: 10, offset: -60) == "23:59:10")
        #expect(Figures.bytes(812) == "812 B")
        #expect(Figures.bytes(12_400_000) == "12.4 MB")
    }

    @Test("a history moves by time, not by samples, and keeps peaks when told")
    func history() {
        var last = History()
        var peak = History(.greatest)
        for millisecond in [0, 100, 200, 300, 1100] as [Int64] {
            last.append(Double(millisecond), at: millisecond * 1_000_000)
            peak.append(millisecond == 100 ? 9 : 1, at: millisecond * 1_000_000)
        }
        #expect(last.values == [200, 300, nil, nil, 1100])
        #expect(peak.values == [9, 1, nil, nil, 1])
        last.append(5, at: 0)
        #expect(last.values.last == 1100)
        for span in 0..<1000 as Range<Int64> {
            last.append(1, at: 2_000_000_000 + span * 250_000_000)
        }
        #expect(last.values.count == History.capacity)
        last.append(2, at: .max)
        #expect(last.values.count == History.capacity)
        #expect(last.values.last == 2)
    }
}
