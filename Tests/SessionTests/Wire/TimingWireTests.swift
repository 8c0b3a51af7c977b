import Console
import Control
import Messages
import Testing
import Threads

@testable import Session

@Suite("Timing on the wire", .serialized) struct TimingWireTests {
    @Test("a recording has the clocks twice a second and how long events and commands took")
    func timing() throws {
        let bed = try WireBed(datagrams: true)
        let console = try bed.console(recording: true)
        bed.takeRightArm(console)
        #expect(eventually { console.live.latency.eventToCommand != nil })
        #expect(eventually { (console.live.latency.commandToExecution?.count ?? 0) > 100 })
        guard case .finished(let recording?) = console.leave() else {
            Issue.record("no recording")
            return bed.end()
        }
        let live = console.live
        bed.end()
        let clocks = try recorded(ClockOffset.self, of: TopicName.clock, in: recording)
        #expect(clocks.count >= 2)
        for (early, late) in zip(clocks, clocks.dropFirst()) {
            // The connection and the datagrams both ask; a busy machine may be late.
            #expect(late.stamp - early.stamp >= .milliseconds(499))
        }
        for clock in clocks {
            // Both are one clock here.
            #expect(clock.offset.magnitude <= UInt64(clock.uncertainty))
            #expect(clock.uncertainty < .seconds(1))
        }
        let sent = try recorded(
            LatencyHistogram.self, of: TopicName.eventToCommand, in: recording)
        #expect(try #require(sent.last).count >= (live.latency.eventToCommand?.count ?? .max))
        let used = try recorded(
            LatencyHistogram.self, of: TopicName.commandToExecution, in: recording)
        let last = try #require(used.last)
        #expect(last.count > 100)
        // A tick of 10 ms, and what the machine was late by.
        #expect((last.percentile(0.5) ?? .max) < .milliseconds(20))
        #expect(live.latency.clock != nil)
    }
}
