import Messages

/// Which records of a session a recorder has: the newest number of each topic, and when the first
/// of all was made. What is older was never meant for it.
struct KnownRecords: Equatable {
    /// Cell-monotonic ns; nil before the first record.
    private(set) var since: Int64?
    private(set) var newest: [UInt16: UInt64] = [:]

    static let mostTopics = 256

    mutating func note(_ record: BulkRecord) {
        since = since ?? record.stamp
        newest[record.topic] = record.sequence
    }

    /// Whether this record came after those that are known.
    func lacks(_ record: [UInt8]) -> Bool {
        guard let since, record.count >= BulkRecord.headSize else { return false }
        let topic = UInt16(truncatingIfNeeded: KnownRecords.number(in: record[0..<2]))
        let sequence = KnownRecords.number(in: record[4..<12])
        let stamp = Int64(bitPattern: KnownRecords.number(in: record[12..<20]))
        return stamp >= since && sequence > newest[topic] ?? 0
    }

    /// Empty where nothing is known: 8 bytes of time, then 10 for each topic.
    var encoded: [UInt8] {
        guard let since else { return [] }
        var bytes = KnownRecords.bytes(UInt64(bitPattern: since), 8)
        for (topic, sequence) in newest.sorted(by: { $0.key < $1.key }).prefix(
            KnownRecords.mostTopics)
        {
            bytes += KnownRecords.bytes(UInt64(topic), 2) + KnownRecords.bytes(sequence, 8)
        }
        return bytes
    }

    init() {}

    /// nil for what ``encoded`` does not give.
    init?(decoding bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        guard bytes.count >= 8, (bytes.count &- 8) % 10 == 0,
            (bytes.count &- 8) / 10 <= KnownRecords.mostTopics
        else { return nil }
        since = Int64(bitPattern: KnownRecords.number(in: bytes.prefix(8)))
        var rest = bytes.dropFirst(8)
        while rest.count >= 10 {
            let topic = UInt16(truncatingIfNeeded: KnownRecords.number(in: rest.prefix(2)))
            newest[topic] = KnownRecords.number(in: rest.dropFirst(2).prefix(8))
            rest = rest.dropFirst(10)
        }
    }

    private static func number(in bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }

    private static func bytes(_ number: UInt64, _ count: UInt64) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 &* 8)) }
    }
}
