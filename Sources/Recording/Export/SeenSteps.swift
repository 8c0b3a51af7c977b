internal import Messages

/// Which steps an export has met already: the same step of the same session is never exported
/// twice, however many recordings hold it.
public struct SeenSteps: Sendable {
    private var ranges: [UInt64: [ClosedRange<UInt64>]] = [:]
    /// Of the recording that is being read: a file does not repeat itself.
    private var current: [UInt64: [ClosedRange<UInt64>]] = [:]

    public init() {}

    /// Takes out of `record` what an earlier recording held, and remembers the rest.
    /// - Returns: how many steps were taken out.
    public mutating func takeOutSeen(of record: inout EpisodeRecord) -> Int {
        let count = record.steps.count
        if let seen = ranges[record.session] {
            record.steps.removeAll { step in seen.contains { $0.contains(step.value.tick) } }
        }
        var runs = current[record.session] ?? []
        for tick in record.steps.lazy.map(\.value.tick) {
            if let last = runs.last, tick == last.upperBound &+ 1 {
                runs[runs.count - 1] = last.lowerBound...tick
            } else {
                runs.append(tick...tick)
            }
        }
        current[record.session] = runs
        return count - record.steps.count
    }

    /// Call it after the last episode of each recording.
    public mutating func endRecording() {
        for (session, runs) in current { ranges[session, default: []] += runs }
        current = [:]
    }
}
