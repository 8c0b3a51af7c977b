internal import Control

/// Numbers as the screen shows them: fixed places, so that nothing jumps, and a dash for what
/// nobody knows.
enum Figures {
    static let unknown = "–"

    /// `12.3`; a dash for nil, NaN and infinity, `>999999` for what no field would hold.
    static func fixed(_ value: Double?, places: Int) -> String {
        guard let value, value.isFinite else { return unknown }
        guard value.magnitude < 1_000_000 else { return value < 0 ? "<-999999" : ">999999" }
        var factor = 1.0
        for _ in 0..<places { factor *= 10 }
        let scaled = (value.magnitude * factor).rounded()
        let whole = Int64(scaled / factor)
        let rest = Int64(scaled) - whole * Int64(factor)
        // No minus before what rounds to zero.
        var text = (value < 0 && scaled > 0 ? "-" : "") + String(whole)
        if places > 0 {
            let digits = String(rest)
            text += "." + String(repeating: "0", count: max(0, places - digits.count)) + digits
        }
        return text
    }

    /// The same, in a field of so many columns, to the right.
    static func field(_ value: Double?, places: Int, columns: Int) -> String {
        right(fixed(value, places: places), columns)
    }

    static func right(_ text: String, _ columns: Int) -> String {
        let missing = columns - text.unicodeScalars.count
        return missing > 0 ? String(repeating: " ", count: missing) + text : text
    }

    static func left(_ text: String, _ columns: Int) -> String {
        let missing = columns - text.unicodeScalars.count
        return missing > 0 ? text + String(repeating: " ", count: missing) : text
    }

    /// `0.3 ms`, `42 ms`, `1.2 s`, `3 min`.
    static func span(_ time: Nanoseconds?) -> String {
        guard let time, time >= 0 else { return unknown }
        let milliseconds = time.inMilliseconds
        if milliseconds < 9.95 { return fixed(milliseconds, places: 1) + " ms" }
        if milliseconds < 999.5 { return fixed(milliseconds, places: 0) + " ms" }
        if milliseconds < 99_950 { return fixed(milliseconds / 1000, places: 1) + " s" }
        return fixed(milliseconds / 60_000, places: 0) + " min"
    }

    /// Whole seconds that are left, begun ones counted: `7 s`.
    static func seconds(_ left: Nanoseconds) -> String {
        "\((max(0, left) + 999_999_999) / 1_000_000_000) s"
    }

    /// `01:34.2` below an hour, `1:02:03` above.
    static func clock(_ time: Nanoseconds?) -> String {
        guard let time, time >= 0 else { return "--:--.-" }
        let tenths = time / 100_000_000
        let seconds = tenths / 10
        if seconds >= 3600 {
            return "\(seconds / 3600):" + two(seconds / 60 % 60) + ":" + two(seconds % 60)
        }
        return two(seconds / 60) + ":" + two(seconds % 60) + ".\(tenths % 10)"
    }

    /// Time of day, `14:03:59`.
    /// - Parameters:
    ///   - seconds: since 1970.
    ///   - offset: of local time from UTC, s.
    static func timeOfDay(unixSeconds seconds: Int64, offset: Int) -> String {
        let day: Int64 = 86_400
        let local = ((seconds % day + Int64(offset) % day) % day + day) % day
        return two(local / 3600) + ":" + two(local / 60 % 60) + ":" + two(local % 60)
    }

    /// `812 B`, `12.4 MB`.
    static func bytes(_ count: UInt64) -> String {
        var value = Double(count)
        for unit in ["B", "kB", "MB", "GB"] {
            if value < 999.5 { return fixed(value, places: unit == "B" ? 0 : 1) + " " + unit }
            value /= 1000
        }
        return fixed(value, places: 1) + " TB"
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
