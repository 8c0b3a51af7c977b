import Messages

/// What one subscriber of the bulk connection has not taken yet: one bounded queue per class. Full
/// queues drop what comes in, and count it; steps leave first.
struct BulkQueue {
    /// First in, first out, without moving what stays.
    private struct Lane {
        var records: [[UInt8]] = []
        var first = 0
        var bytes = 0
        var dropped: UInt64 = 0
        var count: Int { records.count &- first }
    }

    private var step = Lane()
    private var other = Lane()
    private var image = Lane()

    var isEmpty: Bool { step.count == 0 && other.count == 0 && image.count == 0 }

    /// Bytes that wait.
    var bytes: Int { step.bytes &+ other.bytes &+ image.bytes }

    var drops: DropCount {
        var count = DropCount()
        count.steps = step.dropped
        count.images = image.dropped
        count.others = other.dropped
        return count
    }

    /// Whether the record was taken; a refused one is counted.
    mutating func append(_ record: [UInt8], class kind: BulkClass) -> Bool {
        switch kind {
        case .step: BulkQueue.append(record, to: &step, bound: kind.bound)
        case .other: BulkQueue.append(record, to: &other, bound: kind.bound)
        case .image: BulkQueue.append(record, to: &image, bound: kind.bound)
        }
    }

    /// Hands records to `send`, steps first, until it refuses one.
    mutating func flush(_ send: ([UInt8]) -> SendOutcome) -> SendOutcome {
        var outcome = BulkQueue.flush(&step, send)
        if outcome == .sent { outcome = BulkQueue.flush(&other, send) }
        if outcome == .sent { outcome = BulkQueue.flush(&image, send) }
        return outcome
    }

    private static func append(
        _ record: [UInt8], to lane: inout Lane, bound: (records: Int, bytes: Int)
    ) -> Bool {
        guard lane.count < bound.records, lane.bytes &+ record.count <= bound.bytes else {
            lane.dropped &+= 1
            return false
        }
        lane.records.append(record)
        lane.bytes &+= record.count
        return true
    }

    private static func flush(_ lane: inout Lane, _ send: ([UInt8]) -> SendOutcome) -> SendOutcome {
        while lane.first < lane.records.count {
            let outcome = send(lane.records[lane.first])
            guard outcome == .sent else { return outcome }
            lane.bytes &-= lane.records[lane.first].count
            lane.records[lane.first] = []
            lane.first &+= 1
            if lane.first >= 64 && lane.first &* 2 >= lane.records.count {
                lane.records.removeFirst(lane.first)
                lane.first = 0
            }
        }
        lane.records.removeAll(keepingCapacity: true)
        lane.first = 0
        return .sent
    }
}
