internal import Control
internal import Storage

/// The last metadata record of a file: how many messages of each topic were received, written and
/// lost, and why.
enum RecordingStatistics {
    static let name = "reins.statistics"

    static func entries(
        _ part: RecordingPart, _ losses: RecordingLosses, _ disk: DiskDelays, wallSteps: UInt64
    ) -> [String: String] {
        var entries: [String: String] = [:]
        var dropped: UInt64 = 0
        for (id, topic) in part.topics {
            let counts = part.counts[id] ?? TopicCounts()
            dropped &+= counts.dropped
            entries[topic] = counts.text
        }
        for (topic, written) in part.ownCounts {
            // Beside a cell that says the same topic itself, ours stand under a name of their own.
            let name = entries[topic] == nil ? topic : topic + " (recorder)"
            entries[name] =
                "received=\(written) written=\(written) missing=0 dropped=0 not_written=0"
        }
        // Of which topic those were that were dropped last, no later number tells.
        if losses.droppedBeforeDisk > dropped {
            entries["dropped_at_the_end"] = String(losses.droppedBeforeDisk &- dropped)
        }
        entries["late_disk"] = String(disk.late)
        entries["longest_disk_ms"] = String(disk.longest / 1_000_000)
        entries["wall_clock_steps"] = String(wallSteps)
        return entries
    }
}
