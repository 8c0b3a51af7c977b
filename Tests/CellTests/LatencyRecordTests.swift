import CDR
import Control
import Link
import Messages
import Testing

@Suite("How long commands wait in the cell") struct LatencyRecordTests {
    @Test("what a step used is counted and recorded, what was refused is not")
    func counted() async throws {
        var bench = try Bench(endpoint: privateAddress())
        let anna = try await CellLinkTests.connected(&bench, "anna")
        let bert = try await CellLinkTests.connected(&bench, "bert")
        let topics = try #require(anna.control.welcome?.topics)
        let topic = try #require(
            topics.first { $0.name == TopicName.commandToExecution }?.id)
        func newest() throws -> LatencyHistogram? {
            try anna.records(of: topic).last.map {
                try CDRDecoder.decode(LatencyHistogram.self, from: $0.payload)
            }
        }
        anna.ask(.acquireLease)
        try await CellLinkTests.run(&bench, [anna, bert], "lease") { _ in anna.lease != .none }
        #expect(try newest()?.count == 0, "who begins to record is told of none")
        bert.lease = anna.lease
        for _ in 0..<5 { bert.command { $0.neutralSeen = true } }
        try await CellLinkTests.run(&bench, [anna, bert], "refused") { _ in
            anna.says("Refused commands of bert")
        }
        for _ in 0..<20 {
            anna.ask(.renewLease)
            anna.command { $0.neutralSeen = true }
            var ticks = 0
            // One at a time, and two ticks for it: the second uses it again.
            try await CellLinkTests.run(&bench, [anna, bert], "a tick") { _ in
                ticks += 1
                return ticks == 2
            }
        }
        try await CellLinkTests.run(
            &bench, [anna, bert], "told", each: { anna.ask(.renewLease) },
            { _ in (try? newest()?.count) == 20 })
        let told = try #require(try newest())
        #expect(told.longest <= 20_000_000, "two ticks of the cell's own time")
        #expect(told.spread?.percentile99 ?? 0 <= told.longest)
    }
}
