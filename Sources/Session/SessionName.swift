internal import Glibc

/// Names of recordings: the local time for people, the cell's session for machines.
enum SessionName {
    /// `2026-11-20_14-03-59_1f3a`
    ///
    /// - Parameter wall: ns since 1970.
    static func of(session: UInt64, at wall: Int64) -> String {
        var seconds = time_t(wall / 1_000_000_000)
        let parts = local(&seconds)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(parts.year)-\(two(parts.month))-\(two(parts.day))"
        let time = "\(two(parts.hour))-\(two(parts.minute))-\(two(parts.second))"
        let tail = String(session & 0xFFFF, radix: 16)
        return "\(date)_\(time)_" + String(repeating: "0", count: 4 - tail.count) + tail
    }

    /// Local time less UTC, s.
    static func localOffset(at wall: Int64) -> Int {
        var seconds = time_t(wall / 1_000_000_000)
        return local(&seconds).offset
    }

    /// The parts of a time that we use; `tm` itself holds a pointer to the zone's name.
    private struct LocalTime {
        var year: Int32
        var month: Int32
        var day: Int32
        var hour: Int32
        var minute: Int32
        var second: Int32
        var offset: Int
    }

    private static func local(_ seconds: inout time_t) -> LocalTime {
        var parts = unsafe tm()
        _ = unsafe localtime_r(&seconds, &parts)
        return unsafe LocalTime(
            year: parts.tm_year + 1900, month: parts.tm_mon + 1, day: parts.tm_mday,
            hour: parts.tm_hour, minute: parts.tm_min, second: parts.tm_sec,
            offset: parts.tm_gmtoff)
    }
}
