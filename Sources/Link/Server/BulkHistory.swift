import Messages

/// The records of the last minute, for recorders that were away: steps and what belongs to them, no
/// images. Bounded in time and bytes; what it let go is a counted gap as before.
struct BulkHistory {
    private struct Entry {
        var record: [UInt8]
        var kind: BulkClass
        var at: Int64
    }
    private var entries: [Entry] = []
    /// Place in `entries` of the oldest one kept.
    private var first = 0
    /// Number of the oldest one kept, counted from the start of the cell.
    private(set) var oldest = 0
    private(set) var bytes = 0

    /// At least a minute, where the bytes allow it: those of a cell that steps 500 times a second.
    static let span: Int64 = 75_000_000_000
    static let mostBytes = 192 << 20

    /// Number of the next record.
    var next: Int { oldest &+ entries.count &- first }

    mutating func append(_ record: [UInt8], class kind: BulkClass, at now: Int64) {
        guard kind != .image else { return }
        entries.append(Entry(record: record, kind: kind, at: now))
        bytes &+= record.count
        while first < entries.count,
            bytes > BulkHistory.mostBytes || now &- entries[first].at > BulkHistory.span
        {
            bytes &-= entries[first].record.count
            entries[first].record = []
            first &+= 1
            oldest &+= 1
        }
        if first >= 1024, first &* 2 >= entries.count {
            entries.removeFirst(first)
            first = 0
        }
    }

    /// The record of a number; nil where it is not kept.
    func record(_ number: Int) -> (record: [UInt8], kind: BulkClass)? {
        let place = first &+ (number &- oldest)
        guard number >= oldest, entries.indices.contains(place) else { return nil }
        return (entries[place].record, entries[place].kind)
    }
}

/// What a recorder missed and is being sent, before anything new.
struct CatchUp {
    /// Numbers in ``BulkHistory``: the next one to send, and the first that is not owed.
    var next: Int
    let end: Int
    let known: KnownRecords

    /// The next record to send; nil where all of it was.
    mutating func take(
        from history: BulkHistory, for subscription: BulkSubscription
    ) -> [UInt8]? {
        next = max(next, history.oldest)
        while next < end {
            if let (record, kind) = history.record(next), subscription.wants(kind),
                known.lacks(record)
            {
                return record
            }
            next &+= 1
        }
        return nil
    }
}
