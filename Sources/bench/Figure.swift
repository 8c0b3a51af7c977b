internal import Glibc

/// One line of JSON for one result.
struct Figure {
    private var fields: [String]

    init(_ name: String) { fields = ["\"figure\": \"\(name)\""] }

    /// Values are shown with three digits behind the point: no clock here is better.
    mutating func add(_ key: String, _ value: Double) {
        let thousandths = (value * 1000).rounded() / 1000
        fields.append("\"\(key)\": \(thousandths)")
    }

    mutating func add(_ key: String, _ value: Int) { fields.append("\"\(key)\": \(value)") }

    mutating func add(_ key: String, _ value: String) {
        fields.append("\"\(key)\": \"\(value)\"")
    }

    mutating func add(_ key: String, _ value: Bool) { fields.append("\"\(key)\": \(value)") }

    /// Median, 99 of 100, and worst, in microseconds.
    mutating func add(_ spans: Spans, _ prefix: String = "") {
        add(prefix + "median_us", spans.share(0.5))
        add(prefix + "p99_us", spans.share(0.99))
        add(prefix + "worst_us", spans.share(1))
    }

    func report() {
        print("{" + fields.joined(separator: ", ") + "}")
        _ = fflush(nil)
    }
}

/// Measured spans of time. Has room from the start, so that noting one allocates nothing.
struct Spans {
    private var nanoseconds: [Int64] = []

    init(room: Int) { nanoseconds.reserveCapacity(room) }

    var count: Int { nanoseconds.count }

    mutating func note(_ span: Int64) { nanoseconds.append(span) }

    /// The span in microseconds that this share of all does not exceed.
    func share(_ share: Double) -> Double {
        let sorted = nanoseconds.sorted()
        guard !sorted.isEmpty else { return .nan }
        // The smallest with at least this share at or below it.
        let place = (share * Double(sorted.count)).rounded(.up)
        return Double(sorted[min(max(Int(place), 1), sorted.count) - 1]) / 1000
    }
}
