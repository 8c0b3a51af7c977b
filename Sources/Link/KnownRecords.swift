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
        let topic = UInt16(truncatingIfNeeded: record[0..<2].littleEndian)
        let sequence = record[4..<12].littleEndian
        let stamp = Int64(bitPattern: record[12..<20].littleEndian)
        return stamp >= since && sequence > newest[topic] ?? 0
    }

    /// Empty where nothing is known: 8 bytes of time, then 10 for each topic.
    var encoded: [UInt8] {
        guard let since else { return [] }
        var bytes = since.littleEndianBytes
        for (topic, sequence) in newest.sorted(by: { $0.key < $1.key }).prefix(
            KnownRecords.mostTopics)
        {
            bytes += topic.littleEndianBytes + sequence.littleEndianBytes
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
        since = Int64(bitPattern: bytes.prefix(8).littleEndian)
        var rest = bytes.dropFirst(8)
        while rest.count >= 10 {
            let topic = UInt16(truncatingIfNeeded: rest.prefix(2).littleEndian)
            newest[topic] = rest.dropFirst(2).prefix(8).littleEndian
            rest = rest.dropFirst(10)
        }
    }
}
