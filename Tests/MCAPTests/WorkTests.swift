import MCAP
import MCAPCompression
import Synchronization
import Testing

/// Files that are made to be slow to read. What is counted is the bytes and calls that are asked
/// for, which no busy machine changes.
@Suite("No file makes the work grow faster than its size")
struct WorkTests {
    private final class CountingInput: MCAPInput {
        private let all: [UInt8]
        private let counts = Mutex((bytes: 0, calls: 0))

        init(_ bytes: [UInt8]) { all = bytes }

        var size: Int { all.count }
        var bytes: Int { counts.withLock { $0.bytes } }
        var calls: Int { counts.withLock { $0.calls } }

        func read(at offset: Int, count: Int) throws(MCAPError) -> [UInt8] {
            counts.withLock {
                $0.bytes += count
                $0.calls += 1
            }
            return try all.read(at: offset, count: count)
        }
    }

    private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) }
    }

    /// Chunks of nothing, each of which declares all that follows it.
    private static func nested(_ count: Int) -> [UInt8] {
        let size = 49
        var bytes: [UInt8] = []
        for n in 0..<count {
            bytes.append(6)
            bytes += little(UInt64((count - n) * size - 9))
            bytes += [UInt8](repeating: 0, count: size - 9)
        }
        return bytes
    }

    /// Heads of messages, each as long as the file has bytes; none of them is followed by another.
    private static func heads(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for n in 0..<count {
            bytes.append(5)
            bytes += little(UInt64((count - n) * 9 - 12 + 9))
        }
        return bytes + [0, 0, 0]
    }

    /// Heads of metadata records that end where a record could begin.
    private static func metadata(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for n in 0..<count {
            bytes.append(0x0C)
            bytes += little(UInt64((count - n) * 13 - 9))
            bytes += little(UInt32.max)
        }
        return bytes + [0x0B, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    }

    @Test("nested chunks, heads without bodies, bodies that do not fit", arguments: 0..<3)
    func linear(kind: Int) throws {
        let make = [WorkTests.nested, WorkTests.heads, WorkTests.metadata][kind]
        let count = 10_000
        let bytes = MCAP.magic + make(count)
        var inputs: [CountingInput] = []
        func input() -> CountingInput {
            inputs.append(CountingInput(bytes))
            return inputs[inputs.count - 1]
        }
        #expect(try !MCAPVerification(input()).isComplete)
        var memory = MCAPMemory()
        _ = try MCAPSalvage.run(input(), into: &memory)
        _ = try? MCAPRepair.plan(input())
        for input in inputs {
            // What were quadratic would be five thousand times the file. A head is looked at with
            // some small reads.
            #expect(input.bytes < bytes.count * 16, "\(input.bytes) of \(bytes.count)")
            #expect(input.calls < count * 8, "\(input.calls)")
        }
    }

    @Test("ten thousand message indexes of one channel behind one chunk: the second is a finding")
    func indexes() throws {
        let file = try SmallFile(Uncompressed())
        let chunk = try MCAPReader(file.bytes).summary.chunks[0]
        let behind = Int(chunk.chunkOffset + chunk.chunkLength + chunk.messageIndexLength)
        let index: [UInt8] = [7, 6, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
        let many = (0..<10_000).flatMap { _ in index }
        let bytes = Array(file.bytes[..<behind] + many)
        let found = try MCAPVerification(bytes)
        #expect(found.findings.first?.kind == .messageIndex)
        #expect(found.findings.first?.problem.hasSuffix("of channel 1 already") == true)
        #expect(found.findings.first?.offset == behind)
        #expect(found.findings.count == MCAPVerification.mostFindings)
    }
}
