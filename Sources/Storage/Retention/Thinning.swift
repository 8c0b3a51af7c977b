/// What was deleted from a recording after it was complete: the metadata record `reins.thinned`,
/// which the file's own seal covers, and with a station key its signature.
public struct Thinning: Equatable, Sendable {
    /// Messages of one topic in one stretch of time.
    public struct Deletion: Equatable, Sendable {
        public var count: UInt64
        /// Log times of the first and the last of them, ns since 1970.
        public var first: UInt64
        public var last: UInt64
    }

    public internal(set) var depth = ""
    /// The rule in words.
    public internal(set) var rule = ""
    /// Seal of the recording as it was recorded, 64 hexadecimal digits; empty where it had none.
    public internal(set) var originalSeal = ""
    /// By topic, in the order of time.
    public internal(set) var deletions: [String: [Deletion]] = [:]

    static let name = "reins.thinned"
    private static let prefix = "deleted "

    init() {}

    /// How many messages of a topic are gone.
    public func count(of topic: String) -> UInt64 {
        (deletions[topic] ?? []).reduce(0) { $0 &+ $1.count }
    }

    public var total: UInt64 { deletions.keys.reduce(0) { $0 &+ count(of: $1) } }

    mutating func add(_ topic: String, at time: UInt64, isNewStretch: Bool) {
        let list = deletions[topic] ?? []
        guard !isNewStretch, var last = list.last else {
            deletions[topic, default: []].append(Deletion(count: 1, first: time, last: time))
            return
        }
        last.count &+= 1
        last.first = min(last.first, time)
        last.last = max(last.last, time)
        deletions[topic]?[list.count - 1] = last
    }

    /// As it stands in the file: `deleted /camera/top/compressed` = `120@17…-17… 30@17…-17…`.
    var entries: [String: String] {
        var entries = ["depth": depth, "rule": rule, "original_seal": originalSeal]
        for (topic, list) in deletions {
            entries[Thinning.prefix + topic] =
                list.map { "\($0.count)@\($0.first)-\($0.last)" }.joined(separator: " ")
        }
        return entries
    }

    init(_ entries: [String: String]) {
        depth = printable(entries["depth"] ?? "")
        rule = printable(entries["rule"] ?? "")
        originalSeal = printable(entries["original_seal"] ?? "")
        for (key, text) in entries where key.hasPrefix(Thinning.prefix) {
            deletions[String(key.dropFirst(Thinning.prefix.count))] =
                text.split(separator: " ").compactMap { Thinning.deletion($0) }
        }
    }

    private static func deletion(_ text: Substring) -> Deletion? {
        let sides = text.split(separator: "@")
        guard sides.count == 2, let count = UInt64(sides[0]) else { return nil }
        let times = sides[1].split(separator: "-").compactMap { UInt64($0) }
        guard times.count == 2 else { return nil }
        return Deletion(count: count, first: times[0], last: times[1])
    }
}
