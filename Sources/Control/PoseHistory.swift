internal import Spatial

/// Where one tool was measured lately, by time. Storage is allocated once.
struct PoseHistory: Sendable {
    private var times: [Nanoseconds]
    private var poses: [Pose]
    /// Samples ever noted; the newest lies at `(count - 1) % capacity`.
    private var count = 0

    init(capacity: Int) {
        times = [Nanoseconds](repeating: 0, count: max(1, capacity))
        poses = [Pose](repeating: .identity, count: max(1, capacity))
    }

    /// Times never go back: a sample that is not later is ignored.
    mutating func note(_ pose: Pose, at time: Nanoseconds) {
        guard count == 0 || time > times[(count - 1) % times.count] else { return }
        times[count % times.count] = time
        poses[count % times.count] = pose
        count += 1
    }

    /// The newest sample at or before `time`; nil where that is not kept, or never was.
    func pose(at time: Nanoseconds) -> Pose? {
        var low = max(0, count - times.count)
        var high = count
        guard low < high, times[low % times.count] <= time else { return nil }
        while high - low > 1 {
            let middle = (low + high) / 2
            if times[middle % times.count] <= time { low = middle } else { high = middle }
        }
        return poses[low % times.count]
    }
}
