/// Bars for one value.
public enum Gauge {
    private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// A bar that grows from the left: eighth blocks, or `#` and `=` for halves in ASCII.
    ///
    /// - Parameters:
    ///   - fraction: 0 to 1, clamped. Nil or NaN draws the empty bar of a value nobody knows.
    ///   - columns: the length of the result.
    public static func bar(_ fraction: Double?, columns: Int, glyphs: GlyphSet) -> String {
        guard columns > 0 else { return "" }
        guard let fraction, !fraction.isNaN else { return unknown(columns, glyphs) }
        let steps = glyphs == .unicode ? 8 : 2
        let filled = Int((clamp(fraction, 0, 1) * Double(columns * steps)).rounded())
        var text = String(repeating: glyphs == .unicode ? "█" : "#", count: filled / steps)
        let rest = filled % steps
        if rest > 0 { text.append(glyphs == .unicode ? eighths[rest - 1] : "=") }
        return text + String(repeating: " ", count: columns - text.count)
    }

    /// A bar that grows from the middle, left for negative values, in half columns.
    ///
    /// - Parameters:
    ///   - fraction: -1 to 1, clamped. Nil or NaN draws the empty bar of a value nobody knows.
    ///   - columns: the length of the result; an odd one has its zero mark in the middle, an even
    ///     one leaves its last column blank.
    public static func signedBar(_ fraction: Double?, columns: Int, glyphs: GlyphSet) -> String {
        guard columns > 0 else { return "" }
        guard let fraction, !fraction.isNaN else { return unknown(columns, glyphs) }
        let half = (columns - 1) / 2
        let halves = Int((clamp(fraction, -1, 1) * Double(half * 2)).rounded())
        let count = abs(halves)
        let (full, left, right) = glyphs == .unicode ? ("█", "▐", "▌") : ("#", "=", "=")
        let solid = String(repeating: full, count: count / 2)
        let blank = String(repeating: " ", count: half - (count + 1) / 2)
        let part = count % 2 == 1 ? (halves < 0 ? left : right) : ""
        let empty = String(repeating: " ", count: half)
        let zero = glyphs == .unicode ? "│" : "|"
        let bar =
            halves < 0 ? blank + part + solid + zero + empty : empty + zero + solid + part + blank
        return bar + (columns % 2 == 0 ? " " : "")
    }

    private static func unknown(_ columns: Int, _ glyphs: GlyphSet) -> String {
        String(repeating: glyphs == .unicode ? "·" : ".", count: columns)
    }
}

/// For finite bounds with `low <= high`; NaN is the caller's to refuse.
func clamp(_ value: Double, _ low: Double, _ high: Double) -> Double {
    min(max(value, low), high)
}
