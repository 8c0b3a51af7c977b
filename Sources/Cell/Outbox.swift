internal import CDR
internal import Control
internal import Messages
internal import Synchronization

/// Records from threads other than the control thread (chunks, images, tactile) on their way to
/// the link thread. Bounded in number and bytes: what finds no room is counted, and its missing
/// sequence number shows in the recording.
final class Outbox: Sendable {
    private struct Content {
        var records: [[UInt8]] = []
        var bytes = 0
        var sequences: [UInt64]
        var dropped: UInt64 = 0
    }
    private static let maximumRecords = 64
    private static let maximumBytes = 32 << 20
    private let content: Mutex<Content>

    init(topics: Int) {
        content = Mutex(Content(sequences: [UInt64](repeating: 0, count: topics)))
    }

    /// Queues one message under the next sequence number of its topic.
    /// - Returns: false where it found no room and was dropped.
    func put<M: CDRMessage>(_ message: M, topic: UInt16, stamp: Nanoseconds) throws(CDRError)
        -> Bool
    {
        let payload = try CDREncoder.bytes(of: message)
        return content.withLock { content in
            let index = Int(topic)
            guard content.sequences.indices.contains(index) else { return false }
            content.sequences[index] &+= 1
            let size = payload.count &+ BulkRecord.headSize
            guard content.records.count < Outbox.maximumRecords,
                content.bytes &+ size <= Outbox.maximumBytes
            else {
                content.dropped &+= 1
                return false
            }
            var record: [UInt8] = []
            record.reserveCapacity(size)
            BulkRecord.appendHead(
                topic: topic, sequence: content.sequences[index], stamp: stamp, to: &record)
            record.append(contentsOf: payload)
            content.bytes &+= size
            content.records.append(record)
            return true
        }
    }

    /// Link thread: everything queued, and how much was dropped since the last call.
    func takeAll() -> (records: [[UInt8]], dropped: UInt64) {
        content.withLock { content in
            let result = (content.records, content.dropped)
            content.records.removeAll(keepingCapacity: true)
            content.bytes = 0
            content.dropped = 0
            return result
        }
    }
}
