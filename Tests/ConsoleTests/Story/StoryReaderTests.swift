import Control
import Keymap
import Spatial
import Testing

@testable import Console

@Suite("The text of a story")
struct StoryReaderTests {
    @Test(
        "a mistake is named with its place and what is allowed",
        arguments: [
            ("{}", "line 1, column 1: a story needs \"story\""),
            ("{ story: 2, name: \"x\", within: 1, steps: [] }", "must be 1"),
            ("{ story: 1, name: \"x\", within: 1, steps: [] }", "has no steps"),
            (
                "{ story: 1, name: \"x\", within: 1,\n steps: [{ whenn: {} }] }",
                "line 2, column 12: a step has no \"whenn\"; it may have label, name, when"
            ),
            (
                "{ story: 1, name: \"x\", within: 1, steps: [{ do: [{ press: \"jump\" }] }] }",
                "\"press\" must be one of takeLeft, takeRight"
            ),
            (
                "{ story: 1, name: \"x\", within: 1, steps: [{ when: { gauge: \"a\" } }] }",
                "needs \"above\" or \"below\""
            ),
            (
                "{ story: 1, name: \"x\", within: 1, steps: [{ when: { after: 1, control: \"mine\" } }] }",
                "a condition must have exactly one of"
            ),
            (
                "{ story: 1, name: \"x\", within: 1, steps: [{ do: [{ goto: \"y\" }] }] }",
                "goes to \"y\", but no step has that label"
            ),
            (
                "{ story: 1, name: \"x\", within: 1, steps: [{ label: \"a\" }, { label: \"a\" }] }",
                "two steps have the label \"a\""
            ),
            (
                """
                { story: 1, name: "x", within: 1, steps: [{ do: [{ steer: { arm: "right",
                  to: { point: [0, 0, 0] } } }] }] }
                """, "a target needs \"frame\""
            ),
            (
                "{ story: 1, name: \"x\", within: Infinity, steps: [{}] }",
                "\"within\" must be a number from 0.1 to 86400.0"
            ),
        ])
    func mistakes(text: String, part: String) {
        do {
            _ = try Story(text: text)
            Issue.record("read without a mistake")
        } catch {
            #expect("\(error)".contains(part), "\(error)")
        }
    }

    @Test("the virtual puck's counts come out of the conditioning as the twist that was meant")
    func puck() {
        var random = SystemSeed(state: 11)
        for _ in 0..<200 {
            var settings = ConditionerSettings()
            settings.speed = Double.random(in: 0.1...1, using: &random)
            settings.curve = Double.random(in: 0...1, using: &random)
            settings.deadBand = Double.random(in: 0...0.3, using: &random)
            settings.mounting.operatorYaw = Double.random(in: -3...3, using: &random)
            settings.mounting.axes = AxisMap(x: .plusZ, y: .minusX, z: .plusY)
            let full = settings.linearFullScale * settings.speed / 2
            let turn = settings.angularFullScale * settings.speed / 2
            func vector(_ limit: Double) -> Vector3 {
                Vector3(
                    Double.random(in: -limit...limit, using: &random),
                    Double.random(in: -limit...limit, using: &random),
                    Double.random(in: -limit...limit, using: &random))
            }
            let meant = Twist(linear: vector(full), angular: vector(turn))
            let counts = VirtualPuck.counts(for: meant, through: settings)
            var conditioner = Conditioner(settings: settings)
            var given = Twist.zero
            for tick in 0..<200 { given = conditioner.step(counts, at: Int64(tick) * 10_000_000) }
            let error = given - meant
            #expect(error.linear.length < 0.03 * full + 0.001)
            #expect(error.angular.length < 0.03 * turn + 0.004)
        }
        #expect(VirtualPuck.counts(for: .zero, through: ConditionerSettings()) == .zero)
    }
}

/// SplitMix64: the same seed gives the same run on every machine.
struct SystemSeed: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
