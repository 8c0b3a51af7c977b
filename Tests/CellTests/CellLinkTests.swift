import CDR
import Cell
import Control
import Glibc
import Link
import Messages
import Spatial
import Testing

@Suite("A cell and its consoles") struct CellLinkTests {
    /// Ticks and lets everyone talk until `done`, at most 50 s of ticks. What was sent before a
    /// tick is at the cell before it: time is the test's own, a busy machine only slows it down.
    static func run(
        _ bench: inout Bench, _ consoles: [Console], _ what: String,
        each: () -> Void = {}, _ done: (borrowing Bench) -> Bool
    ) async throws {
        for _ in 0..<5000 {
            each()
            for console in consoles { console.askForEcho() }
            // Slow enough for the limit of what one console may send.
            for _ in 0..<1000 {
                try await Task.sleep(for: .milliseconds(3))
                for console in consoles { console.take() }
                if !consoles.contains(where: \.waitsForEcho) { break }
            }
            try bench.run(1)
            if done(bench) { return }
        }
        let state = bench.command.decision
        let arms = state.groups.indices.map { state.groups[$0] }.map {
            "\($0.requested) \($0.effective) \($0.hold)"
        }
        let unanswered = consoles.map(\.unanswered)
        Issue.record("never: \(what); \(state.lease), \(arms), unanswered: \(unanswered)")
    }

    static func connected(_ bench: inout Bench, _ name: String) async throws -> Console {
        let console = try Console(try #require(bench.cell.endpoint), name: name)
        try await run(&bench, [console], "\(name) sees steps on both connections") { _ in
            !console.steps.isEmpty && !console.records(of: 0).isEmpty
        }
        return console
    }

    @Test("a takeover, a motion and a hand-back go over the link, each told in a sentence")
    func takeover() async throws {
        var bench = try Bench(endpoint: privateAddress())
        try bench.start()
        try bench.run(1)
        let anna = try await Self.connected(&bench, "anna")
        #expect(anna.control.welcome?.session == bench.cell.session)
        #expect(anna.control.welcome?.manifest == bench.cell.manifest.text)
        anna.ask(.acquireLease)
        try await Self.run(&bench, [anna], "lease") { _ in anna.lease != .none }
        #expect(anna.replies.last?.holderName == "anna")

        anna.ask(.takeOver, groups: 0b10)
        try await Self.run(
            &bench, [anna], "taken",
            each: {
                anna.ask(.renewLease)
                anna.command { $0.neutralSeen = true }
            },
            { $0.isTaken(1) })
        let before = bench.command.decision.groups[1].setpoint.position.x
        let left = bench.command.decision.groups[0].setpoint
        var presses: UInt32 = 0
        try await Self.run(
            &bench, [anna], "moved by hand",
            each: {
                presses = 1
                anna.ask(.renewLease)
                anna.command {
                    $0.enabled = true
                    $0.presses = presses
                    $0.neutralSeen = true
                    $0.twist.linear.x = 0.1
                }
            },
            {
                let arm = $0.command.decision.groups[1]
                return arm.effective == .operator && arm.setpoint.position.x > before + 0.02
            })
        #expect(bench.command.decision.groups[1].intervention)
        #expect(bench.command.decision.groups[0].setpoint == left)

        anna.ask(.hold, groups: 0b10)
        try await Self.run(&bench, [anna], "told") { _ in
            anna.says("The right arm holds: the operator asked for it.")
        }
        #expect(anna.says("anna connected."))
        #expect(anna.says("anna has control now."))
        #expect(anna.says("The right arm is being taken over."))
        #expect(anna.says("The right arm is driven by the operator."))
    }

    @Test("every tick is on bulk, complete and in order, and decodes")
    func bulk() async throws {
        var bench = try Bench(endpoint: privateAddress())
        let anna = try await Self.connected(&bench, "anna")
        let first = anna.records(of: 0).count
        let from = bench.command.tick
        try bench.run(300)
        try bench.cell.image(camera: "front", jpeg: [0xFF, 0xD8, 0xFF, 0xD9], stamp: 0)
        try bench.cell.tactile(group: 0, pressure: [Float](repeating: 2, count: 16), stamp: 0)
        let topics = try #require(anna.control.welcome?.topics)
        let camera = try #require(topics.firstIndex { $0.name == "/camera/front/compressed" })
        try await Self.run(&bench, [anna], "all of it") { _ in
            anna.records(of: 0).count >= first + 300
                && !anna.records(of: UInt16(camera)).isEmpty
        }
        var expected: UInt64?
        for record in anna.records(of: 0) {
            let step = try CDRDecoder.decode(Step.self, from: record.payload)
            #expect(step.tick == expected ?? step.tick)
            #expect(step.tick == record.sequence && step.now == record.stamp)
            expected = step.tick + 1
        }
        #expect((expected ?? 0) > from + 300)
        for record in anna.records(of: 2) {
            _ = try CDRDecoder.decode(ArbiterInput.self, from: record.payload)
        }
        let names = Set(anna.records.compactMap { topics[Int($0.topic)].name })
        #expect(
            names.isSuperset(of: [
                "/reins/step", "/reins/arbiter_input", "/left/tool_pose", "/right/joint_states",
                "/left/wrench", "/left/tactile", "/camera/front/compressed",
            ]))
        // Live steps are thinned: fewer than ticks went by.
        #expect(anna.steps.count < anna.records(of: 0).count)
    }

    @Test("recorded input and state give the recorded decisions again, bit for bit")
    func replay() async throws {
        var bench = try Bench(endpoint: privateAddress())
        let anna = try await Self.connected(&bench, "anna")
        try bench.start()
        for _ in 0..<5 {
            try bench.offer(row: CellStepTests.forward)
            try await Self.run(&bench, [anna], "a while") { $0.command.tick % 40 == 0 }
        }
        let last = bench.command.tick
        try await Self.run(&bench, [anna], "the last input") { _ in
            anna.records(of: 2).contains { $0.sequence == last }
        }
        var steps: [UInt64: Step] = [:]
        for record in anna.records(of: 0) {
            let step = try CDRDecoder.decode(Step.self, from: record.payload)
            steps[step.tick] = step
        }
        let state = try #require(anna.records(of: 3).first)
        var arbiter = Arbiter(
            configuration: bench.cell.manifest.control,
            state: try CDRDecoder.decode(ArbiterState.self, from: state.payload))
        var compared = 0
        for record in anna.records(of: 2) where record.stamp >= state.stamp {
            let input = try CDRDecoder.decode(ArbiterInput.self, from: record.payload)
            let decision = arbiter.step(input)
            guard let step = steps[input.tick] else { continue }
            #expect(step.groups[0].decision == decision.groups[0])
            #expect(step.groups[1].decision == decision.groups[1])
            compared += 1
        }
        #expect(compared > 10)
    }

    @Test("commands of a console that does not hold the lease are refused, with the owner's name")
    func foreign() async throws {
        var bench = try Bench(endpoint: privateAddress())
        let anna = try await Self.connected(&bench, "anna")
        let bert = try await Self.connected(&bench, "bert")
        anna.ask(.acquireLease)
        try await Self.run(&bench, [anna, bert], "lease") { _ in anna.lease != .none }
        bert.lease = anna.lease
        bert.command { $0.enabled = true }
        bert.ask(.takeOver, groups: 1)
        bert.remark(.instruction, "drop it")
        try await Self.run(
            &bench, [anna, bert], "three refusals", each: { anna.ask(.renewLease) },
            { _ in
                anna.says("Refused commands of bert (1 so far): anna has control.")
                    && anna.says("Refused bert a takeover: anna has control.")
                    && anna.says("Refused a remark of bert")
            })
        #expect(bench.cell.instruction == "insert the plug")
    }

    @Test("notes, the instruction and the clock; control characters stay out of the recording")
    func remarks() async throws {
        var bench = try Bench(endpoint: privateAddress())
        let anna = try await Self.connected(&bench, "an\u{1B}[2Jna")
        anna.ask(.acquireLease)
        try await Self.run(&bench, [anna], "lease") { _ in anna.lease != .none }
        anna.remark(.note, "slipped\u{7} here")
        anna.remark(.instruction, "take the blue one")
        anna.control.send(.clockProbe(ClockProbe()))
        try await Self.run(
            &bench, [anna], "answers", each: { anna.ask(.renewLease) },
            { bench in
                anna.says("slipped here") && anna.probe != nil
                    && bench.command.instructionVersion == 1
            })
        #expect(bench.cell.instruction == "take the blue one")
        #expect(anna.says("an?[2Jna connected."))
        #expect(anna.events.first { $0.kind == .note }?.text == "slipped here")
        try bench.cell.report("the camera is gone")
        let closer = Thread(closing: bench.cell)
        for _ in 0..<2000 where anna.farewell == nil {
            anna.take()
            usleep(1000)
        }
        closer.join()
        #expect(anna.farewell?.contains("closed the cell") == true)
        #expect(anna.says("The robot's runtime: the camera is gone"))
    }
}
