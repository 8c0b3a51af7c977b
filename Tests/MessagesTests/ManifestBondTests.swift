import Control
import Messages
import Testing

/// What a manifest may say of groups that have to do with each other, and what is refused by name.
@Suite("The groups that belong together")
struct ManifestBondTests {
    private func text(_ groups: [String]) -> String {
        """
        {manifest: 1, robot: {name: 'robot', simulated: true},
         control: {rate_hz: 100, state_latency_ms: 0, unattended: 'hold', delta: false,
          start: 'operator'},
         policy: {id: 'p', version: '1', hash: 'h', latency_ms: 0, instruction: '', gauges: [],
          period_ms: 50, horizon: 16, shadow_horizon: 8, max_age_ms: 1000},
         cameras: [], features: [],
         groups: [\(groups.map(group).joined(separator: ", "))]}
        """
    }

    private func group(_ words: String) -> String {
        """
        {\(words), joints: [],
         action: {space: 'ee_velocity', rotation: 'none', frame: 'base'},
         limits: {linear_speed_m_s: 1, angular_speed_rad_s: 1, linear_acceleration_m_s2: 5,
          angular_acceleration_rad_s2: 5, workspace_low_m: [-1, -1, -1],
          workspace_high_m: [1, 1, 1], slow_force_n: 10, hold_force_n: 20},
         leash: {linear_m: 0.1, angular_rad: 1}, tracking: {linear_m: 0.1, angular_rad: 1},
         base_in_world: [0, 0, 0, 0, 0, 0, 1], tcp_in_flange: [0, 0, 0, 0, 0, 0, 1],
         base_from_view: [0, 0, 0, 0, 0, 0, 1], gripper: null}
        """
    }

    private func issues(_ groups: [String]) -> [String] {
        do {
            _ = try Manifest(text: text(groups))
            return []
        } catch { return error.issues.map(\.path) }
    }

    @Test("kinds and rules are read; an arm that keeps its policy is what is not said")
    func read() throws {
        let manifest = try Manifest(
            text: text([
                "name: 'left', coupled: []",
                "name: 'torso', coupled: [], kind: 'torso', while_taken: 'hold'",
                "name: 'head', coupled: [], kind: 'head', while_taken: {follows: 'left'}",
            ]))
        #expect(manifest.groups.map(\.kind) == [.arm, .torso, .head])
        let rules = manifest.control.groups.indices.map { manifest.control.groups[$0].whileTaken }
        #expect(rules == [.policy, .hold, .follows(0)])
    }

    @Test("what cannot be is refused with the name of its field")
    func refused() {
        let arm = "name: 'left', coupled: []"
        #expect(issues([arm + ", kind: 'leg'"]) == ["groups[0].kind"])
        #expect(issues([arm + ", while_taken: 'rest'"]) == ["groups[0].while_taken"])
        #expect(
            issues([arm + ", while_taken: {follows: 'tail'}"])
                == ["groups[0].while_taken.follows"])
        #expect(issues([arm + ", while_taken: {}"]) == ["groups[0].while_taken.follows"])
        #expect(
            issues([arm + ", while_taken: {follows: 'left'}"])
                == ["groups[0].while_taken.follows"])
        #expect(
            issues([arm + ", while_taken: {follows: 'left', by: 'hand'}"]).contains(
                "groups[0].while_taken.by"))
    }

    @Test("a circle of followers, and coupled groups with two rules")
    func together() {
        #expect(
            issues([
                "name: 'torso', coupled: [], while_taken: {follows: 'head'}",
                "name: 'head', coupled: [], while_taken: {follows: 'torso'}",
            ]) == ["groups[0].while_taken.follows", "groups[1].while_taken.follows"])
        #expect(
            issues([
                "name: 'left', coupled: ['right']",
                "name: 'right', coupled: [], while_taken: 'hold'",
            ]) == ["groups[0].while_taken"])
    }
}
