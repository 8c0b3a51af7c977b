/// Text of a peer as it may be shown: neither escape sequences nor marks that turn the direction of
/// what follows, and no longer than a line.
enum PlainText {
    static func of(_ text: String, most scalars: Int) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(scalars) {
            plain.append(isShown(scalar) ? scalar : "?")
        }
        return String(plain)
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: false
        default: true
        }
    }
}
