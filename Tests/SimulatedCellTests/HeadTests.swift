import Messages
import Simulation
import Spatial
import Testing

@Suite("The simulated head")
struct HeadTests {
    @Test("each rule is a manifest that is read", arguments: HeadRule.allCases)
    func manifest(rule: HeadRule) throws {
        let manifest = try Manifest(text: SimulatedManifest.text(head: rule))
        #expect(manifest.groups.map(\.name) == ["left", "right", "head"])
        #expect(manifest.groups[SimulatedHead.group].kind == .head)
        #expect(manifest.actionWidth == PlugPolicy.actionWidth + SimulatedHead.actionWidth)
    }

    @Test("a chunk is widened row by row")
    func widened() {
        let values = (0..<6).map(Double.init)
        let wide = SimulatedHead.widened(values, rows: 2, observedAt: 0, period: 1_000_000_000)
        #expect(wide.count == 18)
        #expect(Array(wide[0..<3]) == [0, 1, 2] && Array(wide[9..<12]) == [3, 4, 5])
        #expect(wide[8] == 0 && wide[17] > 0.1)
    }

    @Test("it comes to its setpoint")
    func follows() {
        var head = SimulatedHead()
        let target = Pose(
            position: Vector3(0.01, 0, 0.55), rotation: Rotation(axisAngle: Vector3(0, 0, 0.4)))
        for _ in 0..<200 { head.follow(target, seconds: 0.01) }
        #expect(head.pose.displacement(to: target).angular.length < 1e-3)
        #expect(head.pose.displacement(to: target).linear.length < 1e-4)
    }
}
