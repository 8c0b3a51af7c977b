import Control
import Messages
import RecordedCell
import Recording
import Testing

@Suite("Replay of exported actions") struct ReplayOracleTests {
    @Test(
        "exported deltas lead to the recorded setpoints",
        arguments: ["base", "tool"], [10, 50, 33.0])
    func deltas(frame: String, periodMs: Double) throws {
        let manifest = try TwoArmManifest(frame: frame).make()
        let table = try table(manifest, .seconds(periodMs / 1000))
        let deviation = ReplayOracle(manifest: manifest).deviation(of: table)
        #expect(deviation.linear < ReplayOracle.tolerance.linear)
        #expect(deviation.angular < ReplayOracle.tolerance.angular)
    }

    @Test(
        "so do absolute targets, in every rotation form",
        arguments: ["axis_angle", "quaternion_xyzw", "quaternion_wxyz", "six_d"])
    func poses(rotation: String) throws {
        let manifest = try TwoArmManifest(space: "ee_pose", rotation: rotation).make()
        let deviation = ReplayOracle(manifest: manifest).deviation(of: try table(manifest))
        #expect(deviation.linear < ReplayOracle.tolerance.linear)
        #expect(deviation.angular < ReplayOracle.tolerance.angular)
    }

    @Test(
        "so do joint targets and joint velocities", arguments: ["joint_position", "joint_velocity"])
    func joints(space: String) throws {
        let manifest = try TwoArmManifest(space: space).make()
        let deviation = ReplayOracle(manifest: manifest).deviation(of: try table(manifest))
        #expect(deviation.angular < ReplayOracle.tolerance.angular)
    }

    @Test("averaged twists do so up to the order of rotations within a row")
    func velocities() throws {
        let manifest = try TwoArmManifest(space: "ee_velocity").make()
        let deviation = ReplayOracle(manifest: manifest).deviation(of: try table(manifest))
        #expect(deviation.linear < ReplayOracle.tolerance.linear)
        #expect(deviation.angular < 0.01)
    }

    @Test("actions shifted by one row do not lead there")
    func shifted() throws {
        let manifest = try TwoArmManifest().make()
        let wrong = Column.action.shifted(try table(manifest), by: 1)
        #expect(ReplayOracle(manifest: manifest).deviation(of: wrong).linear > 1e-3)
    }

    private func table(_ manifest: Manifest, _ period: Nanoseconds? = nil) throws -> EpisodeTable {
        let record = RecordedCell.story(manifest).record()
        let tables = Resampler(manifest: manifest, rowPeriod: period).tables(of: record).tables
        #expect(tables.count == 1)
        return try #require(tables.first)
    }
}
