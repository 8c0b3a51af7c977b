import MCAP
import Synchronization

/// Bytes in memory that count how they are read.
final class CountingInput: MCAPInput {
    private let all: [UInt8]
    private let counts = Mutex((bytes: 0, largest: 0))

    init(_ bytes: [UInt8]) { all = bytes }

    var size: Int { all.count }
    var bytes: Int { counts.withLock { $0.bytes } }
    var largest: Int { counts.withLock { $0.largest } }

    func read(at offset: Int, count: Int) throws(MCAPError) -> [UInt8] {
        counts.withLock {
            $0.bytes += count
            $0.largest = max($0.largest, count)
        }
        return try all.read(at: offset, count: count)
    }
}
