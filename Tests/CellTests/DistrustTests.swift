import Control
import Messages
import Spatial
import Testing

@testable import Cell

@Suite("A robot that cannot be trusted, told by the cell") struct DistrustTests {
    @Test("a state whose stamps stand still holds both arms, and recovers by no act of its own")
    func frozen() throws {
        var bench = try Bench()
        try bench.start()
        try bench.offer(row: CellStepTests.forward)
        bench.state.measuredAt = 41
        try bench.run(15)
        #expect(bench.command.decision.groups[0].effective == .policy)
        try bench.offer(row: CellStepTests.forward)
        try bench.run(8)
        #expect(bench.command.decision.groups[0].hold == .stateFrozen)
        #expect(bench.command.decision.groups[1].hold == .stateFrozen)
        bench.state.measuredAt = 42
        try bench.run(1)
        #expect(bench.command.decision.groups[0].hold == .stateFrozen)
    }

    @Test("what drifted, and what is in fault, is told in a sentence")
    func sentences() throws {
        let manifest = try Manifest(text: ExampleManifest.text)
        let composer = EventComposer(manifest, wallOffset: 0)
        func sentence(_ to: Authority, _ reason: HoldReason) -> String? {
            let matter = Notice.Matter.authority(group: 1, from: .hold, to: to, hold: reason)
            let event = composer.event(Notice(now: 1, tick: 1, matter: matter))
            #expect(event?.argument == Int64(reason.rawValue))
            #expect(event?.level == Log.error)
            return event?.text
        }
        #expect(
            sentence(.stopped, .drift)
                == "The right arm is stopped: it moved on while it should have held.")
        #expect(
            sentence(.fault, .drift)
                == "The right arm holds in fault: it moved on while it should have held.")
        #expect(
            sentence(.fault, .robotFault)
                == "The right arm holds in fault: the robot reports a fault.")
    }
}
