public import CDR
public import Control

/// How long something took, over a session: counts in buckets that grow with the time, so that
/// microseconds and seconds have the same places. Fixed size; noting one allocates nothing.
///
/// Bucket 0 is below 1,024 ns. Then each doubling of the time is cut into eight equal buckets:
/// bucket 1 + 8 o + s begins at 1,024 · 2^o · (1 + s / 8) ns. The last one has what took 17 s and
/// longer. A percentile is the end of the bucket that it lies in: at most an eighth too long.
public struct LatencyHistogram: CDRMessage, Equatable {
    public static let typeName = "reins_msgs/msg/LatencyHistogram"
    /// Below the first bound, 24 doublings in eight parts each, and beyond them.
    public static let buckets = 194
    private static let firstBit = 10
    private static let doublings = 24

    /// How often, ever since the start.
    public private(set) var count: UInt64 = 0
    /// The longest, ns.
    public private(set) var longest: Nanoseconds = 0
    private var counts = FixedList<194, UInt32>(repeating: 0, count: 194)

    public init() {}

    /// Counts one; below zero is no time.
    public mutating func note(_ span: Nanoseconds) {
        guard span >= 0 else { return }
        let bucket = LatencyHistogram.bucket(of: span)
        count &+= 1
        longest = max(longest, span)
        if counts[bucket] < .max { counts[bucket] &+= 1 }
    }

    /// How many are in a bucket; 0 for one that there is not.
    public func count(inBucket bucket: Int) -> UInt32 {
        counts.indices.contains(bucket) ? counts[bucket] : 0
    }

    /// Where a time is counted.
    public static func bucket(of span: Nanoseconds) -> Int {
        let bit = Int64.bitWidth &- 1 &- max(1, span).leadingZeroBitCount
        guard bit >= firstBit else { return 0 }
        guard bit < firstBit &+ doublings else { return buckets &- 1 }
        let part = Int(truncatingIfNeeded: span >> Int64(bit &- 3)) & 7
        return 1 &+ (bit &- firstBit) &* 8 &+ part
    }

    /// Where a bucket ends, ns; the last one has no end.
    public static func end(ofBucket bucket: Int) -> Nanoseconds {
        guard bucket < buckets &- 1 else { return .max }
        let part = Int64(max(0, bucket))
        return (8 &+ (part & 7)) << (Int64(firstBit &- 3) &+ part >> 3)
    }

    /// The time that this share of all did not exceed, nil before the first.
    public func percentile(_ share: Double) -> Nanoseconds? {
        guard count > 0 else { return nil }
        let wanted = max(1, (Double(count) * share).rounded(.up))
        var seen = 0.0
        for bucket in counts.indices {
            seen += Double(counts[bucket])
            if seen >= wanted { return min(longest, LatencyHistogram.end(ofBucket: bucket)) }
        }
        return longest
    }

    /// What of it a screen shows.
    public var spread: LatencySpread? {
        guard let median = percentile(0.5), let high = percentile(0.99) else { return nil }
        return LatencySpread(
            count: count, median: median, percentile99: high, longest: longest)
    }

    public mutating func visit<F: CDRFields>(_ fields: inout F) throws(CDRError) {
        var median = percentile(0.5) ?? 0
        var high = percentile(0.99) ?? 0
        try fields.field("count", &count)
        // For readers that have no use for the buckets.
        try fields.field("p50_ns", &median)
        try fields.field("p99_ns", &high)
        try fields.field("max_ns", &longest)
        try fields.array("counts", .uint32, count: LatencyHistogram.buckets)
        for bucket in counts.indices { try fields.element(&counts[bucket]) }
    }
}

/// The figures of a ``LatencyHistogram``.
public struct LatencySpread: Sendable, Equatable {
    public var count: UInt64
    public var median: Nanoseconds
    public var percentile99: Nanoseconds
    public var longest: Nanoseconds

    public init(
        count: UInt64, median: Nanoseconds, percentile99: Nanoseconds, longest: Nanoseconds
    ) {
        (self.count, self.median) = (count, median)
        (self.percentile99, self.longest) = (percentile99, longest)
    }
}
