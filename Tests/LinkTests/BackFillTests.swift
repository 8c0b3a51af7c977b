import Messages
import Testing

@testable import Link

@Suite("What a recorder missed while it was away") struct BackFillTests {
    private func record(
        _ sequence: UInt64, topic: UInt16 = 1, stamp: Int64 = 100, bytes: Int = 10
    ) -> [UInt8] {
        var record: [UInt8] = []
        BulkRecord.appendHead(topic: topic, sequence: sequence, stamp: stamp, to: &record)
        return record + [UInt8](repeating: 7, count: bytes)
    }

    private func known(_ sequences: [UInt16: UInt64], since: Int64 = 50) -> KnownRecords {
        var known = KnownRecords()
        for (topic, sequence) in sequences {
            known.note(
                BulkRecord(topic: topic, sequence: sequence, stamp: since, payload: []))
        }
        return known
    }

    @Test("what it has is said in as many bytes as it takes, and rubbish is no subscription")
    func subscription() throws {
        var subscription = BulkSubscription()
        #expect(subscription.encoded().count == 10)
        #expect(BulkSubscription(decoding: subscription.encoded()) == subscription)
        subscription.known = known([0: 17, 4: .max])
        let bytes = subscription.encoded()
        #expect(bytes.count == 10 + 8 + 20)
        #expect(BulkSubscription(decoding: bytes) == subscription)
        for length in 0..<bytes.count where ![10, 18, 28].contains(length) {
            #expect(BulkSubscription(decoding: Array(bytes.prefix(length))) == nil)
        }
        let topics = [UInt8](repeating: 1, count: 10 * (KnownRecords.mostTopics + 1))
        #expect(BulkSubscription(decoding: Array(bytes.prefix(18)) + topics) == nil)
    }

    @Test("only what came after is owed: no copy, nothing from before its first record")
    func lacking() {
        let known = known([1: 5])
        #expect(known.lacks(record(6)))
        #expect(!known.lacks(record(5)))
        #expect(known.lacks(record(1, topic: 2)), "a topic of which nothing came yet")
        #expect(!known.lacks(record(1, topic: 2, stamp: 49)))
        #expect(!known.lacks([1, 2, 3]))
        #expect(!KnownRecords().lacks(record(6)), "who never was there has missed nothing")
    }

    @Test("the last minute is kept without images, bounded in time and bytes")
    func history() {
        var history = BulkHistory()
        history.append(record(1), class: .image, at: 0)
        #expect(history.next == 0)
        for index in 0..<5000 {
            history.append(
                record(UInt64(index)), class: .step, at: Int64(index) * 100_000_000)
        }
        #expect(history.next == 5000)
        #expect(history.next - history.oldest == 751)
        #expect(history.bytes == 751 * 30)
        #expect(history.record(history.oldest - 1) == nil && history.record(5000) == nil)
        #expect(history.record(4999)?.record == record(4999))
        let large = record(0, bytes: 1 << 20)
        for _ in 0..<300 { history.append(large, class: .other, at: 500_000_000_000) }
        #expect(history.bytes <= BulkHistory.mostBytes)
        #expect(history.next - history.oldest < 200)
    }

    @Test("what is owed comes in order, once, and ends where the new begins")
    func catchUp() {
        var history = BulkHistory()
        for index in 1...20 {
            history.append(record(UInt64(index)), class: .step, at: 0)
            history.append(record(UInt64(index), topic: 2), class: .other, at: 0)
        }
        var owed = CatchUp(next: history.oldest, end: history.next, known: known([1: 15, 2: 20]))
        for index in 21...30 { history.append(record(UInt64(index)), class: .step, at: 0) }
        var given: [[UInt8]] = []
        while let record = owed.take(from: history, for: BulkSubscription()) {
            given.append(record)
            owed.next += 1
        }
        #expect(given == (16...20).map { record(UInt64($0)) })
        var other = CatchUp(next: 0, end: history.next, known: known([1: 15]))
        let unwanted = other.take(from: history, for: BulkSubscription([.image]))
        #expect(unwanted == nil)
    }
}
