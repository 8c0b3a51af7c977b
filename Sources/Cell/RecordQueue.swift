internal import CDR
internal import Control
internal import Messages

/// Encodes messages of the control thread and queues them for the link thread, numbered per topic.
struct RecordQueue: ~Copyable {
    private let ring: RecordRing
    private var encoder = CDREncoder(capacity: 16 << 10)
    private var sequences: [UInt64]
    /// Records that found no room, or could not be encoded, since the count was last taken.
    private var dropped: UInt64 = 0

    init(core: CellCore) {
        ring = core.records
        sequences = [UInt64](repeating: 0, count: core.topics.all.count)
    }

    /// Queues one record; `message` is not changed.
    mutating func put<M: CDRMessage>(_ message: inout M, _ topic: UInt16, at now: Nanoseconds) {
        let index = Int(topic)
        guard sequences.indices.contains(index) else { return }
        sequences[index] &+= 1
        do {
            try encoder.encode(kept: &message)
        } catch {
            dropped &+= 1
            return
        }
        let sequence = sequences[index]
        let queued = encoder.withBytes { payload in
            ring.push(topic: topic, sequence: sequence, stamp: now, payload: payload)
        }
        if !queued { dropped &+= 1 }
    }

    /// How many records were lost since the last call.
    mutating func takeDropped() -> UInt64 {
        defer { dropped = 0 }
        return dropped
    }
}
