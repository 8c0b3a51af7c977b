import Control
import Testing

private let millisecond: Int64 = 1_000_000

/// A puck whose events the test writes one frame at a time.
private struct Bench {
    var assembler: PuckFrameAssembler
    private let type: UInt16

    init(_ kind: PuckKind, _ settings: PuckSettings = .standard, opened: Int64 = 0) {
        assembler = PuckFrameAssembler(kind: kind, settings: settings, opened: opened)
        type = kind == .relative ? EventCode.relative : EventCode.absolute
        if kind != .relative { _ = assembler.resynchronise(axes: .zero, at: opened) }
    }

    mutating func frame(
        _ axes: [UInt16: Int32] = [:], keys: [UInt16: Int32] = [:], at time: Int64,
        report: Int32 = 0
    ) -> PuckSample? {
        let stamp = time * millisecond
        for (code, value) in axes { _ = send(type, code, value, stamp) }
        for (code, value) in keys {
            _ = send(4, 4, 0x90001, stamp)
            _ = send(EventCode.key, code, value, stamp)
        }
        return send(EventCode.synchronisation, EventCode.report, report, stamp)
    }

    mutating func send(
        _ type: UInt16, _ code: UInt16, _ value: Int32, _ stamp: Int64
    ) -> PuckSample? {
        assembler.feed(PuckEvent(type: type, code: code, value: value, stamp: stamp))
    }

    mutating func advance(to time: Int64) -> PuckSample? {
        assembler.advance(to: time * millisecond)
    }
}

@Suite("A puck's frames")
struct PuckFrameAssemblerTests {
    @Test("Nothing acts before the frame is complete")
    func partialFrame() {
        var bench = Bench(.relative)
        #expect(bench.send(EventCode.relative, 0, 120, 0) == nil)
        #expect(bench.assembler.latest.counts == .zero)
        let sample = bench.send(EventCode.synchronisation, EventCode.report, 0, 0)
        #expect(sample?.counts.translation == SIMD3(120, 0, 0))
    }

    @Test("A relative axis left out of its group's frame is zero; the other group stays")
    func frameRule() {
        var bench = Bench(.relative)
        _ = bench.frame([0: 120, 1: 40], at: 0)
        _ = bench.frame([5: 33], at: 8)
        let sample = bench.frame([1: 41], at: 16)
        #expect(sample?.counts.translation == SIMD3(0, 41, 0))
        #expect(sample?.counts.rotation == SIMD3(0, 0, 33))
    }

    @Test("A silent group is at zero after 50 ms, told by a deadline and not by luck")
    func silence() {
        var bench = Bench(.relative)
        _ = bench.frame([0: 300], at: 100)
        #expect(bench.assembler.nextDeadline == 150 * millisecond)
        #expect(bench.advance(to: 149) == nil)
        #expect(bench.advance(to: 150)?.counts == .zero)
    }

    @Test("Two frames of one group alone tell that the other's report was all zero")
    func splitRule() {
        var bench = Bench(.relative)
        _ = bench.frame([0: 300], at: 0)
        #expect(bench.frame([3: 100], at: 8)?.counts.translation.x == 300)
        #expect(bench.frame([3: 101], at: 24)?.counts.translation.x == 0)
    }

    @Test("A button's frame between two reports of a group does not count as one")
    func buttonBetween() {
        var bench = Bench(.relative)
        _ = bench.frame([0: 300], at: 0)
        _ = bench.frame([3: 100], at: 8)
        #expect(bench.frame(keys: [256: 1], at: 16)?.counts.translation.x == 300)
        #expect(bench.frame([0: 300], at: 24)?.counts.translation.x == 300)
    }

    @Test("A late reader finds what ran out in the meantime at zero")
    func lateReader() {
        var bench = Bench(.relative)
        _ = bench.frame([0: 300], at: 0)
        let sample = bench.frame(keys: [256: 1], at: 400)
        #expect(sample?.counts == .zero)
    }

    @Test("Counts beyond full deflection are cut, whatever the kind")
    func clamp() {
        var relative = Bench(.relative)
        #expect(
            relative.frame([0: 498, 1: .min, 2: .max], at: 0)?.counts.translation
                == SIMD3(350, -350, 350))
        var absolute = Bench(.absolute(.standard))
        #expect(
            absolute.frame([0: 498, 1: .min, 2: .max], at: 0)?.counts.translation
                == SIMD3(350, -350, 350))
    }

    @Test("An absolute device's own range is stretched to full deflection; none means counts")
    func ranges() {
        var ranges = AxisRanges.standard
        (ranges.minimum[0], ranges.maximum[0]) = (-500, 500)
        (ranges.minimum[1], ranges.maximum[1]) = (0, 255)
        (ranges.minimum[2], ranges.maximum[2]) = (0, 0)
        (ranges.minimum[3], ranges.maximum[3]) = (.min, .max)
        var bench = Bench(.absolute(ranges))
        let sample = bench.frame([0: 250, 1: 255, 2: 200, 3: .max], at: 0)
        #expect(sample?.counts.translation == SIMD3(175, 350, 200))
        #expect(sample?.counts.rotation.x == 350)
    }

    @Test("A device of one kind is not moved by events of the other")
    func foreignEvents() {
        var bench = Bench(.relative)
        _ = bench.send(EventCode.absolute, 0, 300, 0)
        #expect(bench.frame(at: 0) == nil)
        var absolute = Bench(.absolute(.standard))
        _ = absolute.send(EventCode.relative, 0, 300, 0)
        #expect(absolute.frame(at: 0) == nil)
    }

    @Test("Both chords and frames ended with value 1 are taken; auto-repeat presses nothing")
    func buttons() {
        var bench = Bench(.relative)
        #expect(bench.frame(keys: [256: 1], at: 0)?.buttons == HeldButtons([256]))
        #expect(bench.frame(keys: [257: 1], at: 8)?.buttons == HeldButtons([256, 257]))
        #expect(bench.frame(keys: [256: 0], at: 16, report: 1)?.buttons == HeldButtons([257]))
        #expect(bench.frame(keys: [256: 2], at: 24)?.buttons.contains(256) != true)
    }

    @Test("Lost events: zero and released at once, the torn frame unused, a held button not back")
    func dropped() {
        for kind in [PuckKind.relative, .absolute(.standard)] {
            var bench = Bench(kind)
            let type = kind == .relative ? EventCode.relative : EventCode.absolute
            _ = bench.frame([0: 300], keys: [256: 1], at: 0)
            _ = bench.send(type, 0, 310, 4 * millisecond)
            let loss = bench.send(
                EventCode.synchronisation, EventCode.dropped, 0, 5 * millisecond)
            #expect(loss?.condition == .dropped)
            #expect(loss?.counts == .zero)
            #expect(loss?.buttons == HeldButtons.none)
            #expect(loss?.isNeutral == false)
            #expect(bench.frame([0: 320], at: 6) == nil)
            #expect(bench.assembler.latest.counts == .zero)
            let held = PuckCounts(translation: SIMD3(330, 0, 0), rotation: .zero)
            let sample = bench.assembler.resynchronise(axes: held, at: 7 * millisecond)
            #expect(sample?.counts.translation.x == (kind == .relative ? 0 : 330))
            #expect(sample?.buttons == HeldButtons.none)
            #expect(bench.frame([0: 331], at: 8)?.counts.translation.x == 331)
        }
    }

    @Test("An absolute device whose state was not read after a loss is never called neutral")
    func unknownState() {
        var bench = Bench(.absolute(.standard))
        _ = bench.send(EventCode.synchronisation, EventCode.dropped, 0, 0)
        _ = bench.frame(at: 1)
        #expect(bench.frame([3: 2], at: 2)?.isNeutral == false)
        #expect(bench.advance(to: 900)?.isCentred != true)
    }
}

@Suite("A puck's proof of life")
struct PuckProofOfLifeTests {
    @Test("An unchanged deflection fades to zero after 1 s and stays there until the cap moves")
    func fade() throws {
        var bench = Bench(.absolute(.standard))
        _ = bench.frame([1: -200], at: 0)
        #expect(bench.assembler.nextDeadline == 1000 * millisecond)
        #expect(bench.advance(to: 999) == nil)
        var previous: Int32 = -200
        var steps = 0
        while let deadline = bench.assembler.nextDeadline {
            let answer = bench.assembler.advance(to: deadline)
            let sample = try #require(answer)
            #expect(sample.condition == .unproven)
            #expect(!sample.isNeutral && !sample.isCentred)
            #expect(sample.counts.translation.y >= previous)
            previous = sample.counts.translation.y
            steps += 1
        }
        #expect(bench.assembler.latest.counts == .zero)
        #expect(bench.assembler.latest.stamp == 1200 * millisecond)
        #expect(steps > 20)
        // A press is a sign of life but must not start a stopped motion.
        let press = bench.frame(keys: [256: 1], at: 1500)
        #expect(press?.counts == .zero)
        #expect(press?.buttons == HeldButtons([256]))
        let moved = bench.frame([1: -201], at: 1600)
        #expect(moved?.counts.translation.y == -201)
        #expect(moved?.condition == .live)
    }

    @Test("A button while the deflection is believed proves the radio for another second")
    func buttonProves() {
        var bench = Bench(.absolute(.standard))
        _ = bench.frame([1: -200], at: 0)
        _ = bench.frame(keys: [256: 1], at: 900)
        #expect(bench.assembler.nextDeadline == 1900 * millisecond)
    }

    @Test("The limit can be set, but never beyond 3 s nor below a living hand's stillness")
    func limits() {
        #expect(PuckSettings(stillLimit: 9_000_000_000).stillLimit == 3_000_000_000)
        #expect(PuckSettings(stillLimit: 0).stillLimit > 608_000_000)
        var bench = Bench(.absolute(.standard), PuckSettings(stillLimit: 2_000_000_000))
        _ = bench.frame([1: -200], at: 0)
        #expect(bench.assembler.nextDeadline == 2000 * millisecond)
    }

    @Test("A deadline met late, by a console that stood still, ends at zero at once")
    func lateFade() {
        var bench = Bench(.absolute(.standard))
        _ = bench.frame([1: -200], at: 0)
        #expect(bench.advance(to: 5000)?.counts == .zero)
    }

    @Test("A small offset at rest stays neutral and believable for ever")
    func offsetAtRest() {
        var bench = Bench(.absolute(.standard))
        _ = bench.frame([1: -20], at: 0)
        let sample = bench.advance(to: 10_000)
        #expect(sample?.condition == .live)
        #expect(sample?.isNeutral == true)
    }
}

@Suite("A puck's centred period")
struct PuckCentredTests {
    @Test("A relative puck is centred after 150 ms without a report, and says so by a deadline")
    func relative() {
        var bench = Bench(.relative, opened: 1000)
        #expect(bench.assembler.nextDeadline == 1000 + 150 * millisecond)
        #expect(bench.advance(to: 151)?.isCentred == true)
        #expect(bench.assembler.nextDeadline == nil)
    }

    @Test("A puck held deflected while it is opened is not centred until it was let go")
    func openedDeflected() {
        var bench = Bench(.relative)
        for time in stride(from: Int64(8), through: 400, by: 16) {
            #expect(bench.frame([2: 200], at: time)?.isCentred == false)
        }
        #expect(bench.advance(to: 460)?.isNeutral == true)
        #expect(bench.assembler.latest.isCentred == false)
        #expect(bench.advance(to: 610)?.isCentred == true)

        var absolute = PuckFrameAssembler(kind: .absolute(.standard), opened: 0)
        #expect(absolute.nextDeadline == nil)
        let held = PuckCounts(translation: SIMD3(0, 0, -200), rotation: .zero)
        #expect(absolute.resynchronise(axes: held, at: 0)?.isNeutral == false)
        #expect(absolute.advance(to: 5_000 * millisecond)?.isCentred == false)
    }

    @Test("Deflection ends the centred state in the same frame")
    func ends() {
        var bench = Bench(.relative)
        _ = bench.advance(to: 200)
        #expect(bench.frame([0: 36], at: 300)?.isCentred == false)
    }
}

@Suite("A puck that is heard to repeat itself")
struct PuckProofTests {
    private func pushed() -> Bench {
        var bench = Bench(.absolute(.standard))
        _ = bench.frame([2: 200], at: 0)
        return bench
    }

    @Test("one that is heard to repeat itself is believed for as long as it does")
    func repeating() {
        var bench = pushed()
        for time in stride(from: Int64(16), through: 3000, by: 16) {
            bench.assembler.prove(at: time * millisecond, repeats: true)
            #expect(bench.advance(to: time) == nil || bench.assembler.latest.condition == .live)
        }
        #expect(bench.assembler.latest.counts.translation == SIMD3(0, 0, 200))
    }

    @Test(
        "its silence is doubted after a tenth of a second, and a report alone brings nothing back")
    func silence() {
        var bench = pushed()
        bench.assembler.prove(at: 16 * millisecond, repeats: true)
        #expect(bench.assembler.nextDeadline == 116 * millisecond)
        #expect(bench.advance(to: 115) == nil)
        #expect(bench.advance(to: 116)?.condition == .unproven)
        #expect(bench.advance(to: 400)?.counts == .zero)
        bench.assembler.prove(at: 401 * millisecond, repeats: true)
        #expect(bench.advance(to: 402) == nil)
        #expect(bench.assembler.latest.counts == .zero)
        #expect(bench.frame([2: 201], at: 410)?.counts.translation == SIMD3(0, 0, 201))
    }

    @Test(
        "reports of one that was not seen to repeat itself prove nothing, and a relative one needs none"
    )
    func others() {
        var bench = pushed()
        bench.assembler.prove(at: 900 * millisecond, repeats: false)
        #expect(bench.advance(to: 1000)?.condition == .unproven)
        var relative = Bench(.relative)
        _ = relative.frame([2: 200], at: 0)
        relative.assembler.prove(at: 40 * millisecond, repeats: true)
        #expect(relative.advance(to: 50)?.counts == .zero)
    }

    @Test("where it is not heard any more its changes count again")
    func lost() {
        var bench = pushed()
        bench.assembler.prove(at: 16 * millisecond, repeats: true)
        bench.assembler.forgetProof()
        #expect(bench.advance(to: 900) == nil)
        #expect(bench.advance(to: 1016)?.condition == .unproven)
    }
}
