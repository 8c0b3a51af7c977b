internal import Messages

/// What became of the records of one topic, by the numbers that the cell gives them.
struct TopicCounts: Equatable, Sendable {
    /// In the file.
    var written: UInt64 = 0
    /// Numbered by the cell, never came here.
    var missing: UInt64 = 0
    /// Came here, and found no room before the disk.
    var dropped: UInt64 = 0
    /// Came here after the disk had refused, or with it.
    var notWritten: UInt64 = 0
    private var last: UInt64?

    /// Came over the link.
    var received: UInt64 { written &+ dropped &+ notWritten }

    /// Takes one record.
    /// - Parameter missing: those before it that never came; what its number leaps beyond these was
    ///   dropped on the way through this process.
    /// - Returns: how many were dropped before it.
    @discardableResult
    mutating func take(_ sequence: UInt64, missing: UInt64, isWritten: Bool) -> UInt64 {
        var dropped: UInt64 = 0
        if let last, sequence > last {
            let leap = sequence &- last &- 1
            dropped = leap > missing ? leap &- missing : 0
        }
        last = sequence
        self.missing &+= missing
        self.dropped &+= dropped
        if isWritten { written &+= 1 } else { notWritten &+= 1 }
        return dropped
    }

    /// For the next file: the numbers go on, the counts begin anew.
    func nextPart() -> TopicCounts {
        var next = TopicCounts()
        next.last = last
        return next
    }

    /// As it stands in the file: `received=10 written=9 missing=0 dropped=1 not_written=0`.
    var text: String {
        "received=\(received) written=\(written) missing=\(missing) dropped=\(dropped) "
            + "not_written=\(notWritten)"
    }
}
