internal import Control

/// Losses gathered until it is time to say them: one event a second for each kind and topic, with
/// the count, however many there are.
struct RecordingAlarms {
    private struct Key: Hashable {
        var matter: RecorderNotice.Matter
        var topic: String
    }

    private var counts: [Key: UInt64] = [:]
    private var saidAt: Nanoseconds = .min / 2

    mutating func note(_ matter: RecorderNotice.Matter, _ count: UInt64, _ topic: String) {
        counts[Key(matter: matter, topic: topic), default: 0] &+= count
    }

    /// Those that wait, where the last ones are a second old.
    mutating func due(at now: Nanoseconds) -> [RecorderNotice] {
        guard !counts.isEmpty, now &- saidAt >= .seconds(1) else { return [] }
        saidAt = now
        return all()
    }

    /// Those that wait.
    mutating func all() -> [RecorderNotice] {
        defer { counts = [:] }
        return counts.sorted {
            ($0.key.topic, $0.key.matter.rawValue)
                < ($1.key.topic, $1.key.matter.rawValue)
        }.map { key, count in
            RecorderNotice(
                matter: key.matter, count: Int64(clamping: count),
                text: RecordingAlarms.text(key.matter, count, key.topic))
        }
    }

    private static func text(
        _ matter: RecorderNotice.Matter, _ count: UInt64, _ topic: String
    ) -> String {
        let what = count == 1 ? "1 record of \(topic)" : "\(count) records of \(topic)"
        return switch matter {
        case .images: "\(count == 1 ? "1 image" : "\(count) images") of \(topic) never came"
        case .overflow: "\(what) found no room: the disk is too slow"
        case .notWritten: "\(what) could not be written"
        case .missing, .lateDisk, .wallStep, .cellWallStep, .away, .part:
            "\(what) never came from the cell"
        }
    }
}
