internal import Glibc

/// Names of recordings: the local time for people, the cell's session for machines.
enum SessionName {
    /// `2026-11-20_14-03-59_1f3a`
    ///
    /// - Parameter wall: ns since 1970.
    static func of(session: UInt64, at wall: Int64) -> String {
        var seconds = time_t(wall / 1_000_000_000)
        var parts = tm()
        _ = unsafe localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        let time = "\(two(parts.tm_hour))-\(two(parts.tm_min))-\(two(parts.tm_sec))"
        let tail = String(session & 0xFFFF, radix: 16)
        return "\(date)_\(time)_" + String(repeating: "0", count: 4 - tail.count) + tail
    }

    /// Local time less UTC, s.
    static func localOffset(at wall: Int64) -> Int {
        var seconds = time_t(wall / 1_000_000_000)
        var parts = tm()
        _ = unsafe localtime_r(&seconds, &parts)
        return parts.tm_gmtoff
    }
}
