import Control
import JSON5
import Messages
import Spatial
import Testing

/// What a manifest may say of its actions, and what is refused by name.
@Suite("The actions a manifest declares")
struct ManifestActionTests {
    static let gripper = "{kind: 'continuous', closed: 0, open: 1, tolerance: 0.1, unit: 'share'}"

    private func text(
        _ action: String, gripper: String = ManifestActionTests.gripper, extra: String = ""
    ) -> String {
        let limitsOfJoints =
            action.contains("joint")
            ? """
            joint_low_rad: [-2, -2], joint_high_rad: [2, 2], joint_speed_rad_s: [1, 1],
            joint_acceleration_rad_s2: [5, 5],
            """ : ""
        return """
            {manifest: 1, robot: {name: 'arm', simulated: true},
             control: {rate_hz: 100, state_latency_ms: 0, unattended: 'hold', delta: false,
              start: 'operator'},
             policy: {id: 'p', version: '1', hash: 'h', latency_ms: 0, instruction: '', gauges: [],
              period_ms: 50, horizon: 16, shadow_horizon: 8, max_age_ms: 1000},
             cameras: [], features: [],
             groups: [{name: 'arm', joints: ['a', 'b'], coupled: [], action: \(action),
              limits: {linear_speed_m_s: 1, angular_speed_rad_s: 1, linear_acceleration_m_s2: 5,
               angular_acceleration_rad_s2: 5, workspace_low_m: [-1, -1, -1],
               \(limitsOfJoints) workspace_high_m: [1, 1, 1], slow_force_n: 10,
               hold_force_n: 20},
              leash: {linear_m: 0.1, angular_rad: 1}, tracking: {linear_m: 0.1, angular_rad: 1},
              base_in_world: [0, 0, 0, 0, 0, 0, 1], tcp_in_flange: [0, 0, 0, 0, 0, 0, 1],
              base_from_view: [0, 0, 0, 0, 0, 0, 1], gripper: \(gripper) \(extra)}]}
            """
    }

    /// The group as it was read, or what was refused.
    private func group(_ action: String, gripper: String = ManifestActionTests.gripper)
        -> GroupConfiguration?
    {
        do { return try Manifest(text: text(action, gripper: gripper)).control.groups[0] } catch {
            Issue.record("\(action): \(error.sentence)")
            return nil
        }
    }

    private func refused(
        _ action: String, gripper: String = ManifestActionTests.gripper, extra: String = ""
    ) -> [String] {
        do {
            _ = try Manifest(text: text(action, gripper: gripper, extra: extra))
            return []
        } catch { return error.issues.map(\.path) }
    }

    static let forms: [(String, RotationForm)] =
        [
            ("rotation: 'none'", .none), ("rotation: 'axis_angle'", .axisAngle),
            ("rotation: 'six_d'", .sixD(.columns)), ("rotation: 'six_d_rows'", .sixD(.rows)),
        ]
        + ["x", "y", "z", "w"].enumerated().flatMap { index, side in
            let hemisphere = RotationForm.Hemisphere.allCases[index]
            return [
                (
                    "rotation: 'quaternion_xyzw', hemisphere: 'positive_\(side)'",
                    RotationForm.quaternion(.xyzw, hemisphere)
                ),
                (
                    "rotation: 'quaternion_wxyz', hemisphere: 'positive_\(side)'",
                    .quaternion(.wxyz, hemisphere)
                ),
            ]
        }
        + EulerOrder.all.map {
            let axes = $0.isIntrinsic ? "intrinsic" : "extrinsic"
            return (
                "rotation: 'euler', euler_order: '\($0.letters)', euler_axes: '\(axes)'",
                .euler($0)
            )
        }

    @Test("every rotation form is read as declared")
    func forms() {
        #expect(Set(Self.forms.map(\.1)) == Set(RotationForm.all))
        for (words, form) in Self.forms {
            let pose = group("{space: 'ee_pose', \(words)}")
            #expect(pose?.rotationForm == form)
            let composition = form == .none ? "" : "composition: 'body',"
            let delta = group(
                "{space: 'ee_delta', \(words), frame: 'tool', \(composition) "
                    + "reference: 'chunk_start'}")
            #expect(delta?.rotationForm == form)
            #expect(delta?.entryCount == 3 + form.entryCount + 1)
        }
    }

    @Test("so are frames, compositions and references")
    func axes() {
        let turn = "rotation: 'axis_angle'"
        let read = group(
            "{space: 'ee_delta', \(turn), frame: 'view', composition: 'world', "
                + "reference: 'measured'}")
        #expect(read?.actionFrame == .view)
        #expect(read?.composition == .world)
        #expect(read?.deltaReference == .measured)
        let velocity = group(
            "{space: 'ee_velocity', \(turn), frame: 'base', composition: 'body'}")
        #expect(velocity?.composition == .body)
        let joints = group("{space: 'joint_position'}")
        #expect(joints?.motionCount == 2)
    }

    @Test("a binary gripper is read as one")
    func binary() {
        let words = "{kind: 'binary', closed: 1, open: -1, tolerance: 0.2, unit: 'sign'}"
        let read = group("{space: 'joint_position'}", gripper: words)
        #expect(read?.gripperKind == .binary)
        #expect(read?.gripperLow == 1)
        #expect(read?.gripperHigh == -1)
    }

    @Test(
        "what cannot be, is missing or means nothing is refused by its name",
        arguments: [
            ("{space: 'ee_twist'}", "space"),
            ("{space: 'ee_pose', rotation: 'matrix'}", "rotation"),
            ("{space: 'ee_pose', rotation: 'quaternion_xyzw'}", "hemisphere"),
            ("{space: 'ee_pose', rotation: 'quaternion_xyzw', hemisphere: 'any'}", "hemisphere"),
            ("{space: 'ee_pose', rotation: 'euler', euler_axes: 'intrinsic'}", "euler_order"),
            (
                "{space: 'ee_pose', rotation: 'euler', euler_order: 'xxy', euler_axes: 'intrinsic'}",
                "euler_order"
            ),
            ("{space: 'ee_pose', rotation: 'euler', euler_order: 'xyz'}", "euler_axes"),
            ("{space: 'ee_pose', rotation: 'axis_angle', frame: 'tool'}", "frame"),
            ("{space: 'ee_pose', rotation: 'axis_angle', reference: 'measured'}", "reference"),
            (
                "{space: 'ee_velocity', rotation: 'six_d', frame: 'base', composition: 'world'}",
                "rotation"
            ),
            ("{space: 'ee_velocity', rotation: 'axis_angle', frame: 'base'}", "composition"),
            (
                "{space: 'ee_velocity', rotation: 'axis_angle', frame: 'tool', composition: 'world'}",
                "composition"
            ),
            (
                "{space: 'ee_velocity', rotation: 'none', frame: 'base', composition: 'body'}",
                "composition"
            ),
            ("{space: 'joint_position', rotation: 'axis_angle'}", "rotation"),
            ("{space: 'joint_position', unit: 'deg'}", "unit"),
        ])
    func refusals(action: String, field: String) {
        #expect(refused(action).contains("groups[0].action." + field), "\(refused(action))")
    }

    @Test("so is a gripper that cannot be")
    func grippers() {
        let action = "{space: 'joint_position'}"
        let rest = "closed: 0, open: 1, unit: 'm'"
        #expect(refused(action, gripper: "{\(rest), tolerance: 0.1}") == ["groups[0].gripper.kind"])
        #expect(
            refused(action, gripper: "{kind: 'binary', \(rest), tolerance: 0.5}")
                == ["groups[0].gripper.tolerance"])
        #expect(
            refused(action, gripper: "{kind: 'binary', \(rest), tolerance: 0.1, effort: 5}")
                == ["groups[0].gripper.effort"])
        #expect(refused(action, extra: ", payload: 1") == ["groups[0].payload"])
    }
}
