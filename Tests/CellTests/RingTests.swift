import Messages
import Synchronization
import Testing

@testable import Cell

@Suite("The rings between the cell's threads") struct RingTests {
    @Test("values arrive in order, a full ring refuses")
    func values() {
        let ring = SingleProducerRing(order: 2, filler: 0)
        for value in 1...4 { #expect(ring.push(value)) }
        #expect(!ring.push(5))
        #expect(ring.take() == 1)
        #expect(ring.push(5))
        var taken: [Int] = []
        while let value = ring.take() { taken.append(value) }
        #expect(taken == [2, 3, 4, 5])
    }

    @Test("records of any length arrive whole and in order, past the end of the buffer too")
    func records() async {
        let ring = RecordRing(order: 14)
        let total: UInt64 = 20_000
        let consumer = Task.detached {
            var expected: UInt64 = 1
            var wrong = 0
            while expected <= total {
                guard let bytes = ring.take(), let record = BulkRecord(decoding: bytes) else {
                    await Task.yield()
                    continue
                }
                let length = Int(expected &* 7919 % 3000)
                let fill = UInt8(truncatingIfNeeded: expected)
                if record.sequence != expected || record.topic != 7
                    || record.payload.count != length
                    || record.payload.contains(where: { $0 != fill })
                {
                    wrong += 1
                }
                expected += 1
            }
            return wrong
        }
        for sequence in 1...total {
            let payload = [UInt8](
                repeating: UInt8(truncatingIfNeeded: sequence),
                count: Int(sequence &* 7919 % 3000))
            while !ring.push(topic: 7, sequence: sequence, stamp: 1, payload: payload.span) {
                await Task.yield()
            }
        }
        #expect(await consumer.value == 0)
    }

    @Test("a record that cannot fit is refused, a full ring too")
    func full() {
        let ring = RecordRing(order: 12)
        func push(_ count: Int) -> Bool {
            ring.push(
                topic: 0, sequence: 1, stamp: 0, payload: [UInt8](repeating: 0, count: count).span)
        }
        #expect(!push(4000))
        var pushed = 0
        while push(100) { pushed += 1 }
        #expect(pushed > 20 && pushed < 40)
        #expect(ring.take() != nil)
        #expect(push(0))
    }
}
