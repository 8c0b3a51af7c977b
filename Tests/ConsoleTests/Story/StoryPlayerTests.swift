import Control
import Keymap
import Messages
import Spatial
import Testing

@testable import Console

@Suite("A story plays the operator")
struct StoryPlayerTests {
    private static let begin = """
        { when: { episode: "ready" }, do: [{ press: "start" }] },
        { when: { all: [{ episode: "running" }, { control: "mine" }] } },
        """
    private static let take = """
        { do: [{ press: "takeRight" }] },
        { name: "taken", when: { authority: "hold", arm: "right", reason: "taken" },
          do: [{ enable: true }] },
        """

    private func following(_ text: String) throws -> StoryBench<FollowingCell> {
        StoryBench(try Story(text: text), cell: FollowingCell())
    }

    private func story(_ steps: String, within: Double = 60) -> String {
        "{ story: 1, name: \"test\", within: \(within), steps: [\(steps)] }"
    }

    @Test("takes over when the gauge has been low for long enough, steers, marks success, quits")
    func rescue() throws {
        var bench = try following(
            story(
                Self.begin + """
                    { name: "fails", when: { gauge: "confidence", below: 0.3, for: 0.5 } },
                    """ + Self.take + """
                        { name: "align", do: [
                            { steer: { arm: "right", tolerance: 0.002, speed: 0.1, within: 8,
                                       to: { features: ["socket_x", "socket_y", "socket_z"],
                                             frame: "right", offset: [0, 0, 0.03] } } },
                            { say: "above" },
                            { steer: { arm: "right", tolerance: 0.001, speed: 0.03,
                                       to: { features: ["socket_x", "socket_y", "socket_z"],
                                             frame: "right" } } },
                            { enable: false }, { note: "eingeführt, ok" }, { press: "success" },
                        ] },
                        { when: { all: [{ episode: "ended" }, { outcome: "success" }] },
                          do: [{ quit: true }] },
                        """))
        bench.run(seconds: 2)
        #expect(bench.live.arms[1].authority == .policy)
        bench.cell.gauges[0] = 0.1
        bench.run(seconds: 0.3)
        bench.cell.gauges[0] = 0.9
        bench.run(seconds: 1)
        #expect(bench.live.arms[1].authority == .policy, "a dip of 0.3 s is not 0.5 s")
        bench.cell.gauges[0] = 0.1
        bench.run(seconds: 30)
        #expect(bench.player.verdict == .finished)
        #expect(bench.acts.contains(.say("above")))
        let socket = Vector3(bench.cell.features[0], bench.cell.features[1], bench.cell.features[2])
        #expect((bench.cell.tools[1].position - socket).length < 0.0012)
        #expect(bench.cell.tools[0].position == Vector3(0.42, 0.1, 0.25), "the other arm stayed")
        #expect(bench.effects.contains(.remark(.note, "eingeführt, ok")))
        #expect(bench.effects.last == .quit)
    }

    @Test("a hold in the middle is left by letting go and pressing again, and the story goes on")
    func repress() throws {
        var bench = try following(
            story(
                Self.begin + Self.take + """
                    { do: [{ steer: { arm: "right", tolerance: 0.002, speed: 0.02, within: 20,
                        to: { start: true, offset: [0.05, 0, 0] } } }] },
                    """))
        var pushed = 0
        bench.run(seconds: 20) { bench in
            let isDriving = bench.live.arms[1].authority == .operator
            let isFar = bench.cell.tools[1].position.x > 0.44
            bench.cell.force = isDriving && isFar && pushed < 3 ? 30 : 1
            if bench.cell.force > 1 { pushed += 1 }
        }
        #expect(bench.player.verdict == .finished)
        #expect(abs(bench.cell.tools[1].position.x - 0.47) < 0.002)
        let closings = bench.acts.filter { $0 == .enablingSwitch(closed: true) }.count
        #expect(pushed == 3)
        #expect(closings == 4, "one press at first, one after each push")
    }

    @Test("nothing is pushed while the picture is old")
    func silence() throws {
        var bench = try following(
            story(
                Self.begin + Self.take + """
                    { do: [{ steer: { arm: "right", speed: 0.02, within: 30,
                        to: { start: true, offset: [0.3, 0, 0] } } }] },
                    """))
        bench.run(seconds: 2)
        #expect(bench.live.arms[1].authority == .operator)
        bench.isHeard = false
        bench.run(seconds: 0.6)
        bench.acts = []
        bench.run(seconds: 1)
        let pushes = bench.acts.filter {
            if case .puck(let sample) = $0 { sample.counts != .zero } else { false }
        }
        #expect(pushes.isEmpty)
        #expect(!bench.acts.isEmpty)
    }

    @Test("what does not come in time fails the story with a sentence, and lets everything go")
    func timeout() throws {
        var bench = try following(
            story(
                Self.begin + Self.take + """
                    { name: "never", when: { gauge: "value", above: 2 }, within: 3 },
                    """))
        bench.run(seconds: 20)
        #expect(
            bench.player.verdict
                == .failed(
                    "story “test”, step “never”: waited 3.0 s in vain; episode running, "
                        + "LEFT ARM: policy, RIGHT ARM: operator"))
        #expect(bench.acts.last == .enablingSwitch(closed: false))
        bench.acts = []
        bench.advance()
        #expect(bench.acts.isEmpty)
    }

    @Test("a target out of reach fails with how near it came")
    func unreachable() throws {
        var bench = try following(
            story(
                Self.begin + Self.take + """
                    { name: "far", do: [{ steer: { arm: "right", speed: 0.05, within: 2,
                        to: { point: [0.42, 0.1, 0.9], frame: "right" } } }] },
                    """))
        bench.run(seconds: 20)
        guard case .failed(let sentence) = bench.player.verdict else {
            Issue.record("it did not fail")
            return
        }
        #expect(sentence.contains("right did not reach its target in 2.0 s; nearest 5"))
    }

    @Test("names that the cell does not have are found at the start")
    func names() throws {
        for (condition, part) in [
            ("{ gauge: \"mood\", above: 1 }", "no gauge \"mood\"; it has confidence, value"),
            ("{ feature: \"x\", above: 1 }", "no feature \"x\"; it has socket_x"),
            ("{ force: \"third\", above: 1 }", "no arm \"third\"; it has left, right"),
        ] {
            var bench = try following(story("{ within: 100, when: \(condition) }"))
            bench.advance()
            guard case .failed(let sentence) = bench.player.verdict else {
                Issue.record("\(condition) did not fail")
                continue
            }
            #expect(sentence.contains(part))
        }
    }

    @Test("the gripper is brought to an end, not toggled blindly")
    func gripper() throws {
        var bench = try following(
            story(
                Self.begin + Self.take + """
                    { do: [{ gripper: "right", to: "open" }, { gripper: "right", to: "closed" },
                           { gripper: "right", to: "closed" }] },
                    """))
        bench.run(seconds: 20)
        #expect(bench.player.verdict == .finished)
        #expect(bench.live.arms[1].gripper == 0)
        #expect(bench.effects.filter { $0 == .toggleGripper(0b10) }.count == 1)
    }

    @Test("a twist lasts its time of driving, in the base frame")
    func twist() throws {
        var bench = try following(
            story(
                Self.begin + Self.take + """
                    { do: [{ twist: { linear: [0, 0.05, 0] }, arm: "right", for: 1 }] },
                    { when: { after: 1 } },
                    """))
        bench.run(seconds: 20)
        #expect(bench.player.verdict == .finished)
        let moved = bench.cell.tools[1].position - Vector3(0.42, 0.1, 0.25)
        #expect(abs(moved.y - 0.05) < 0.006)
        #expect(abs(moved.x) < 1e-6 && abs(moved.z) < 1e-6)
    }

    @Test("jumps: unless, otherwise, and goto so many times")
    func jumps() throws {
        var bench = try following(
            story(
                """
                { label: "again", do: [{ say: "round" }, { goto: "again", times: 3 }] },
                { when: { after: 100 }, within: 200, unless: { after: 1 }, goto: "b" },
                { do: [{ fail: "not here" }] },
                { label: "b", when: { episode: "resetting" }, within: 0.5, otherwise: "c" },
                { do: [{ fail: "nor here" }] },
                { label: "c", do: [{ say: "end" }] },
                """))
        bench.run(seconds: 20)
        #expect(bench.player.verdict == .finished)
        #expect(bench.acts.filter { $0 == .say("round") }.count == 4)
        #expect(bench.acts.contains(.say("end")))
    }

    @Test("a story that jumps in a circle does not hang its caller, and ends at its limit")
    func circle() throws {
        var bench = try following(
            story("{ label: \"a\", do: [{ goto: \"a\" }] },", within: 2))
        bench.run(seconds: 5)
        guard case .failed(let sentence) = bench.player.verdict else {
            Issue.record("it did not end")
            return
        }
        #expect(sentence.contains("the whole story took longer than 2 s"))
    }
}
