/// How many columns text takes, and what of it may reach a screen.
public enum TextWidth {
    /// Columns that a text takes when written. Control characters count one: their placeholder.
    public static func columns(_ text: some StringProtocol) -> Int {
        var sum = 0
        for scalar in text.unicodeScalars { sum += columns(scalar) }
        return sum
    }

    /// Columns of one scalar as it is shown: 0 for combining marks and joiners, 2 for wide ones,
    /// else 1.
    public static func columns(_ scalar: Unicode.Scalar) -> Int { shown(scalar).columns }

    /// The text cut to a number of columns; a cut text ends with the glyph set's ellipsis.
    public static func fit(
        _ text: some StringProtocol, _ columns: Int, glyphs: GlyphSet = .unicode
    ) -> String {
        guard self.columns(text) > columns else { return String(text) }
        guard columns > 0 else { return "" }
        var result = String.UnicodeScalarView()
        var used = 0
        for scalar in text.unicodeScalars {
            let width = self.columns(scalar)
            guard used + width <= columns - 1 else { break }
            used += width
            result.append(scalar)
        }
        result.append(glyphs.ellipsis)
        return String(result)
    }

    /// The text cut to a number of columns between two words, where that keeps half of them.
    public static func fitWords(
        _ text: some StringProtocol, _ columns: Int, glyphs: GlyphSet = .unicode
    ) -> String {
        let cut = fit(text, columns, glyphs: glyphs)
        guard self.columns(text) > columns, let blank = cut.lastIndex(of: " "),
            self.columns(cut[..<blank]) > columns / 2
        else { return cut }
        return cut[..<blank] + " " + String(glyphs.ellipsis)
    }

    /// Where a text stands in a field wider than itself.
    public enum Alignment: Sendable { case left, right, centre }

    /// The text cut or filled with blanks to exactly this many columns.
    public static func pad(
        _ text: some StringProtocol, _ columns: Int, _ alignment: Alignment = .left,
        glyphs: GlyphSet = .unicode
    ) -> String {
        let fitted = fit(text, columns, glyphs: glyphs)
        let missing = max(0, columns - self.columns(fitted))
        let before =
            switch alignment {
            case .left: 0
            case .right: missing
            case .centre: missing / 2
            }
        return String(repeating: " ", count: before) + fitted
            + String(repeating: " ", count: missing - before)
    }

    // MARK: what a scalar is

    /// The scalar itself, or what is shown instead of one that could act on a terminal (pictures
    /// of the ASCII controls, a replacement character for the rest), with its columns.
    static func shown(_ scalar: Unicode.Scalar) -> (scalar: Unicode.Scalar, columns: Int) {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF: return (scalar, 1)
        // What our own drawings are made of needs no look into tables.
        case 0x2190...0x21FF, 0x2500...0x25EF, 0x2800...0x28FF: return (scalar, 1)
        case 0x00...0x1F: return (Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}", 1)
        case 0x7F: return ("\u{2421}", 1)
        case 0x80...0x9F: return ("\u{FFFD}", 1)
        case 0xAD: return (scalar, 0)
        default: break
        }
        if isZeroWidth(scalar) { return (scalar, 0) }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            return ("\u{FFFD}", 1)
        default: return (scalar, isWide(scalar) ? 2 : 1)
        }
    }

    /// Marks that are drawn over the character before them. Direction overrides are not among
    /// them: they get a placeholder.
    static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        if (0x1160...0x11FF).contains(scalar.value) { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return !(0xFE00...0xFE0F).contains(scalar.value)
        default: return false
        }
    }

    /// Everything that takes no column: combining marks, joiners, variation selectors and the
    /// Korean vowels and finals that join the letter before them.
    static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300: return false
        case 0x200B...0x200D, 0x2060, 0xFEFF, 0x1160...0x11FF, 0xFE00...0xFE0F: return true
        case 0xD7B0...0xD7C6, 0xD7CB...0xD7FB, 0xE0100...0xE01EF: return true
        default: return isCombining(scalar)
        }
    }

    static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x1100 else { return false }
        var low = 0
        var high = wideRanges.count
        while low < high {
            let middle = (low + high) / 2
            let range = wideRanges[middle]
            if range.contains(scalar.value) { return true }
            if scalar.value < range.lowerBound { high = middle } else { low = middle + 1 }
        }
        return scalar.value < 0x2E80 || scalar.value >= 0x1F000
            ? scalar.properties.isEmojiPresentation : false
    }

    /// East Asian wide and full-width blocks, ascending. Emoji come from the Unicode property.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
        0x4E00...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
        0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CD5, 0x18D00...0x18D08,
        0x1AFF0...0x1B2FB, 0x1F200...0x1F202, 0x1F210...0x1F23B, 0x1F240...0x1F248,
        0x1F250...0x1F251, 0x1F260...0x1F265, 0x20000...0x3FFFD,
    ]
}
