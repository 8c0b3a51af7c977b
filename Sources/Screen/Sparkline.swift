/// A row of small columns: the course of one value.
public enum Sparkline {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let marks: [Character] = ["_", ".", "-", ":", "=", "+", "*", "#"]

    /// The last values, one column each, the newest at the right; blanks before the first.
    ///
    /// - Parameters:
    ///   - values: oldest first. Nil and non-finite values leave a blank.
    ///   - range: the values of the lowest and the highest mark; nil takes the extremes shown.
    public static func text(
        _ values: [Double?], columns: Int, range: ClosedRange<Double>? = nil, glyphs: GlyphSet
    ) -> String {
        guard columns > 0 else { return "" }
        let shown = values.suffix(columns)
        let range = range ?? extremes(of: shown)
        var text = String(repeating: " ", count: columns - shown.count)
        for value in shown {
            guard let level = level(value, in: range, steps: 8) else {
                text.append(" ")
                continue
            }
            text.append(glyphs == .unicode ? blocks[level] : marks[level])
        }
        return text
    }
}

/// The smallest range that holds all finite values; 0...0 where there is none.
func extremes(of values: some Sequence<Double?>) -> ClosedRange<Double> {
    var range: ClosedRange<Double>?
    for case .some(let value) in values where value.isFinite {
        range = min(range?.lowerBound ?? value, value)...max(range?.upperBound ?? value, value)
    }
    return range ?? 0...0
}

/// Where a value lies in a range, in steps from 0; nil for what is not a finite number. A range
/// without height has everything in its middle.
func level(_ value: Double?, in range: ClosedRange<Double>, steps: Int) -> Int? {
    guard let value, value.isFinite, steps > 0 else { return nil }
    // Halved first: the height of a range may be beyond the largest double.
    let height = range.upperBound / 2 - range.lowerBound / 2
    guard height > 0, height.isFinite else { return (steps - 1) / 2 }
    let fraction = (value / 2 - range.lowerBound / 2) / height
    return Int((clamp(fraction, 0, 1) * Double(steps - 1)).rounded())
}
