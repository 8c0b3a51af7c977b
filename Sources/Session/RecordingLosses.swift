internal import Messages

/// What of a session is not in its file although the cell or the console made it: three counts
/// that share no record.
struct RecordingLosses: Equatable {
    /// The disk thread did not come after.
    var droppedBeforeDisk: UInt64 = 0
    /// The cell numbered them and they never came.
    var missingFromCell: UInt64 = 0
    /// The disk had refused by then.
    var notWritten: UInt64 = 0

    var total: UInt64 { droppedBeforeDisk &+ missingFromCell &+ notWritten }

    static let name = "reins.losses"

    var entries: [String: String] {
        [
            "dropped_before_disk": String(droppedBeforeDisk),
            "missing_from_cell": String(missingFromCell), "not_written": String(notWritten),
        ]
    }
}

/// Finds what is missing in the numbers that the cell gives the records of each topic.
struct SequenceGaps {
    private var last: [UInt16: UInt64] = [:]

    /// Whether the numbers of its topic have begun again: the cell was started anew, and this is
    /// another session's, which has no place in the recording of this one.
    func beginsAgain(with record: BulkRecord) -> Bool {
        record.sequence <= last[record.topic] ?? 0
    }

    /// Records of its topic that should have come before this one. What was made before the first
    /// is not missing, and a cell that starts again counts from 1 again.
    mutating func before(_ record: BulkRecord) -> UInt64 {
        let last = last.updateValue(record.sequence, forKey: record.topic) ?? 0
        return last > 0 && record.sequence > last ? record.sequence &- last &- 1 : 0
    }
}
