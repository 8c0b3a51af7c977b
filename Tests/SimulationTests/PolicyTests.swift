import Control
import Simulation
import Spatial
import Testing

@Suite("Policy")
struct PolicyTests {
    @Test("it acts on its task's instruction and on no other")
    func instructions() {
        for text in ["insert the plug", "Insert the PLUG, please.", "please insert plug"] {
            #expect(PlugPolicy.understands(text), "\(text)")
        }
        for text in [
            "hold still", "", "insert", "do not insert the plug", "don't insert the plug",
            "wait, then insert the plug", "plug", "open the drawer",
        ] {
            #expect(!PlugPolicy.understands(text), "\(text)")
        }
        var plant = Plant(seed: 1)
        let observation = plant.observe()
        let policy = PlugPolicy()
        let acting = policy.infer(observation, instruction: "insert the plug").values
        let standing = policy.infer(observation, instruction: "hold still").values
        #expect(acting.contains { $0 != 0 })
        #expect(standing.allSatisfy { $0 == 0 })
        #expect(standing.count == PlugPolicy.horizon * PlugPolicy.actionWidth)
    }

    @Test("a chunk has the declared size, is finite, and leaves the left arm alone")
    func chunk() {
        for seed in UInt64(1)...20 {
            var plant = Plant(seed: seed)
            let output = PlugPolicy().infer(plant.observe(), instruction: "insert the plug")
            #expect(output.values.count == PlugPolicy.horizon * PlugPolicy.actionWidth)
            #expect(output.values.allSatisfy { $0.isFinite })
            #expect(output.gauges.count == PlugPolicy.gaugeNames.count)
            #expect(output.gauges.allSatisfy { (0...1).contains($0) })
            for row in 0..<PlugPolicy.horizon {
                let left = output.values[(row * PlugPolicy.actionWidth)...].prefix(7)
                #expect(left.allSatisfy { $0 == 0 })
            }
        }
    }

    @Test("its confidence falls while it presses beside the hole")
    func confidence() throws {
        var free = Plant(seed: 3)
        var driver = PlantDriver(seed: 3)
        driver.press(aside: Vector3(0.005, 0, 0), depth: 0.015)
        let policy = PlugPolicy()
        let before = policy.infer(free.observe(), instruction: "insert the plug").gauges
        let after = policy.infer(driver.plant.observe(), instruction: "insert the plug").gauges
        #expect(after[0] < before[0] - 0.2)
    }

    @Test("parameters come back from their text to the bit")
    func parameters() throws {
        for original in [PlugPolicyParameters.base, .unbent(PlantSettings())] {
            let back = try PlugPolicyParameters(text: original.text)
            #expect(back == original)
        }
    }

    @Test("a parameter file that is not one is refused in a sentence")
    func refused() {
        let good = PlugPolicyParameters.base.text
        let broken = [
            "", "[]", "{}", good.replacing("plug_policy", with: "other"),
            good.replacing("socket_gain", with: "socket"),
            good.replacing("[3.0, 0.0]", with: "[3.0]"),
            good.replacing("[3.0, 0.0]", with: "[3.0, \"x\"]"),
            good.replacing("[3.0, 0.0]", with: "[1e9, 0]"),
            good.replacing("\"offset\": [0.0, 0.0]", with: "\"offset\": 0"),
        ]
        for text in broken {
            do {
                _ = try PlugPolicyParameters(text: text)
                Issue.record("taken: \(text)")
            } catch {
                #expect(error.sentence.hasPrefix("policy parameters:"))
            }
        }
    }
}
