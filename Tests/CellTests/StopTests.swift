import Cell
import Control
import Link
import Messages
import Testing

@Suite("STOP is taken first and is never lost") struct StopTests {
    @Test("one console's STOP stops in the next tick, whatever another one floods the cell with")
    func flood() async throws {
        var bench = try Bench(endpoint: privateAddress())
        try bench.start()
        let anna = try await CellLinkTests.connected(&bench, "anna")
        let bert = try await CellLinkTests.connected(&bench, "bert")
        // Nothing steps: the queue of requests fills up, and what is too much is told.
        for _ in 0..<120 { bert.ask(.takeOver, groups: 1) }
        try await talk([anna, bert], "the queue is full") { anna.says("found no room") }
        anna.ask(.stop)
        anna.control.send(.clockProbe(ClockProbe()))
        try await talk([anna, bert], "the cell has the STOP") { anna.probe != nil }
        #expect(bench.command.decision.stop == 0)
        try bench.run(1)
        #expect(bench.command.decision.stop == 1)
        #expect(bench.command.decision.groups[0].effective == .stopped)
        try await talk([anna, bert], "it is answered") {
            anna.replies.contains { $0.answer.kind == .stop && $0.answer.refusal == .none }
        }
        try await talk([anna, bert], "everybody is told whose it is") {
            bert.says("STOP 1 by anna: a protective stop is asked of the robot.")
        }
    }

    @Test("the holder's hold is carried out in the next tick, whatever another one floods with")
    func holderInFlood() async throws {
        var bench = try Bench(endpoint: privateAddress())
        try bench.start()
        let anna = try await CellLinkTests.connected(&bench, "anna")
        let bert = try await CellLinkTests.connected(&bench, "bert")
        anna.ask(.acquireLease)
        try await CellLinkTests.run(&bench, [anna, bert], "lease") { _ in anna.lease != .none }
        // Nothing steps, and bert's requests fill their queue.
        for _ in 0..<120 { bert.ask(.takeOver, groups: 1) }
        try await talk([anna, bert], "the queue is full") { anna.says("found no room") }
        anna.ask(.takeOver, groups: 0b01)
        anna.control.send(.clockProbe(ClockProbe()))
        try await talk([anna, bert], "the cell has it") { anna.probe != nil }
        try bench.run(1)
        #expect(bench.command.decision.groups[0].requested == .operator)
    }

    @Test("the runtime's STOP needs no room among its requests")
    func runtime() throws {
        var bench = try Bench()
        try bench.start()
        for _ in 0..<16 { try bench.cell.ask(.hold(1)) }
        #expect(throws: CellError.self) { try bench.cell.ask(.hold(1)) }
        try bench.cell.ask(.stop)
        try bench.run(1)
        #expect(bench.command.decision.stop == 1)
    }

    /// Lets everyone talk while the robot's loop stands still.
    private func talk(
        _ consoles: [Console], _ what: String, _ done: () -> Bool
    ) async throws {
        for _ in 0..<10_000 {
            for console in consoles { console.take() }
            if done() { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        Issue.record("never: \(what)")
    }
}
