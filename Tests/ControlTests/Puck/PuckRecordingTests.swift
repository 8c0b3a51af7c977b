import Control
import Testing

@Suite("A puck's recordings, read back")
struct PuckRecordingTests {
    @Test(
        "A relative puck's releases are wrong for less than 50 ms",
        arguments: ["spacenavigator", "spacemouse-compact", "spacemouse-pro"])
    func relativeReleases(device: String) throws {
        let recording = try EvemuRecording(device + ".edge.evemu")
        #expect(recording.kind == .relative)
        let wrong = WrongCommands(
            readBy: .standard, in: recording, of: EdgeMotion(.split))
        print("wrong commands, \(device), ms:", wrong.longest.sorted { $0.key < $1.key })
        // A: all at rest, only silence tells. B: told by the next frame. C: told by two frames of
        // the other group. D: never wrong by more than the steps themselves.
        #expect(try #require(wrong.longest["A"]) <= 40)
        #expect(try #require(wrong.longest["R"]) <= 40)
        #expect(try #require(wrong.longest["B"]) <= 12)
        #expect(try #require(wrong.longest["C"]) <= 24)
        #expect(try #require(wrong.longest["D"]) <= 12)
        #expect(try #require(wrong.longest["E"]) <= 12)
    }

    @Test("An absolute puck's releases are never late")
    func absoluteReleases() throws {
        let recording = try EvemuRecording("spacemouse-wireless.edge.evemu")
        let wrong = WrongCommands(
            readBy: .standard, in: recording, of: EdgeMotion(.joint))
        print("wrong commands, spacemouse-wireless, ms:", wrong.longest.sorted { $0.key < $1.key })
        for (_, milliseconds) in wrong.longest { #expect(milliseconds <= 4) }
    }

    @Test("Keeping the last value, as many readers do, is seen to be wrong by this measure")
    func keepingTheLastValue() throws {
        let recording = try EvemuRecording("spacenavigator.edge.evemu")
        var kept = PuckCounts.zero
        let end = recording.events.last?.stamp ?? 0
        let wrong = WrongCommands(in: recording, of: EdgeMotion(.split), until: end) { events, _ in
            for event in events where event.type == EventCode.relative {
                kept[Int(event.code)] = event.value
            }
            return kept
        }
        #expect(try #require(wrong.longest["B"]) > 400)
    }

    @Test("Without the rule of two frames, a silent group is wrong for longer but below 50 ms")
    func groupSilenceAlone() throws {
        let recording = try EvemuRecording("spacenavigator.edge.evemu")
        let wrong = WrongCommands(
            readBy: PuckSettings(splitSilence: 50_000_000), in: recording, of: EdgeMotion(.split))
        #expect(try #require(wrong.longest["C"]) <= 50)
    }

    @Test("A perfectly still push of an absolute puck is never taken for a release")
    func stillPush() throws {
        let recording = try EvemuRecording("spacemouse-wireless.smooth.evemu")
        var assembler = PuckFrameAssembler(kind: recording.kind, opened: 0)
        _ = assembler.resynchronise(axes: .zero, at: 0)
        var (next, previous, longest) = (0, Int64(0), Int64(0))
        while next < recording.events.count {
            let event = recording.events[next]
            // Every deadline that a console would have met on the way to this event.
            while let deadline = assembler.nextDeadline, deadline <= event.stamp {
                _ = assembler.advance(to: deadline)
            }
            if assembler.latest.counts.translation.y == -200 {
                longest = max(longest, event.stamp - previous)
                #expect(assembler.latest.condition == .live)
            }
            _ = assembler.feed(event)
            previous = event.stamp
            next += 1
        }
        #expect(longest > 600_000_000, "the recording holds a silence of 608 ms")
    }

    @Test(
        "Played in smooth motions, counts end at zero with no button held",
        arguments: [
            "spacenavigator", "spacemouse-compact", "spacemouse-pro", "spacemouse-wireless",
        ])
    func smoothMotionEnds(device: String) throws {
        let recording = try EvemuRecording(device + ".smooth.evemu")
        var assembler = PuckFrameAssembler(kind: recording.kind, opened: 0)
        _ = assembler.resynchronise(axes: .zero, at: 0)
        var presses = 0
        for event in recording.events {
            let before = assembler.latest.buttons
            if let sample = assembler.feed(event) {
                presses += sample.buttons.subtracting(before).count
            }
        }
        let end = (recording.events.last?.stamp ?? 0) + 300_000_000
        _ = assembler.advance(to: end)
        #expect(assembler.latest.counts == .zero)
        #expect(assembler.latest.buttons == .none)
        #expect(assembler.latest.isCentred)
        #expect(presses == 3)
    }

    @Test("An unplug in a full push gives zero and released buttons in the same moment")
    func unplug() throws {
        for device in ["spacenavigator", "spacemouse-wireless"] {
            let recording = try EvemuRecording(device + ".edge.evemu")
            var assembler = PuckFrameAssembler(kind: recording.kind, opened: 0)
            _ = assembler.resynchronise(axes: .zero, at: 0)
            var heldAtEnd = PuckCounts.zero
            for event in recording.events {
                if assembler.feed(event) != nil, assembler.latest.counts != .zero {
                    heldAtEnd = assembler.latest.counts
                }
            }
            #expect(heldAtEnd.translation.y == 350)
            let last = try #require(recording.events.last?.stamp)
            let answer = assembler.hangUp(at: last + 1)
            let sample = try #require(answer)
            #expect(sample.counts == .zero)
            #expect(sample.buttons == .none)
            #expect(sample.condition == .gone)
            #expect(!sample.isCentred && !sample.isNeutral)
            #expect(assembler.nextDeadline == nil)
            #expect(assembler.feed(recording.events[0]) == nil)
        }
    }
}
