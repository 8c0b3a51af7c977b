public import Messages

/// Manifests of two arms, for tests: right with a gripper and a wrench, left with neither.
public struct TwoArmManifest {
    public var space = "ee_delta"
    public var rotation = "axis_angle"
    public var frame = "base"
    public var reference = "last_target"
    public var rateHz = 100
    public var periodMs = 50
    public var simulated = true
    public var cameras = ["front"]
    public var pictureWidth = 64

    public init(
        space: String = "ee_delta", rotation: String = "axis_angle", frame: String = "base",
        periodMs: Int = 50, cameras: [String] = ["front"]
    ) {
        self.space = space
        self.rotation = rotation
        self.frame = frame
        self.periodMs = periodMs
        self.cameras = cameras
    }

    public func make() throws(ManifestError) -> Manifest { try Manifest(text: text) }

    private var action: String {
        switch space {
        case "ee_delta":
            "{space: 'ee_delta', rotation: \(turn), reference: '\(reference)', \(axes)}"
        case "ee_velocity": "{space: 'ee_velocity', rotation: \(turn), \(axes)}"
        case "ee_pose": "{space: 'ee_pose', rotation: \(turn)}"
        default: "{space: '\(space)'}"
        }
    }

    private var turn: String {
        let isQuaternion = rotation.hasPrefix("quaternion")
        return "'\(rotation)'" + (isQuaternion ? ", hemisphere: 'positive_w'" : "")
    }

    private var axes: String {
        "frame: '\(frame)'"
            + (rotation == "none"
                ? "" : ", composition: '\(frame == "tool" ? "body" : "world")'")
    }

    private var jointLimits: String {
        space.hasPrefix("joint")
            ? """
            joint_low_rad: [-9, -9, -9], joint_high_rad: [9, 9, 9], joint_speed_rad_s: [9, 9, 9],
            joint_acceleration_rad_s2: [400, 400, 400]
            """ : ""
    }

    private func group(_ name: String, gripper: Bool) -> String {
        """
        {name: '\(name)', joints: ['j1', 'j2', 'j3'], action: \(action),
         limits: {linear_speed_m_s: 3, angular_speed_rad_s: 10, linear_acceleration_m_s2: 50,
          angular_acceleration_rad_s2: 200, workspace_low_m: [-9, -9, -9],
          workspace_high_m: [9, 9, 9], slow_force_n: 9000, hold_force_n: 9001,
          \(jointLimits)},
         leash: {linear_m: 1, angular_rad: 1.5}, tracking: {linear_m: 1, angular_rad: 3},
         base_in_world: [0, 0, 0, 0, 0, 0, 1], tcp_in_flange: [0, 0, 0, 0, 0, 0, 1],
         base_from_view: [0, 0, 0, 0, 0, 0, 1], coupled: [],
         gripper: \(gripper ? "{kind: 'continuous', closed: 0, open: 1, tolerance: 0.1, unit: 'share'}" : "null"),
         wrench: \(gripper ? "{frame: 'tool', sign: 'on_tool'}" : "null")}
        """
    }

    private var text: String {
        """
        {manifest: 1, robot: {name: 'test', simulated: \(simulated)},
         control: {rate_hz: \(rateHz), state_latency_ms: 0, driver_watchdog_ms: 100,
           unattended: 'hold', delta: true,
          start: 'operator'},
         policy: {id: 'p', version: '1', hash: 'h', latency_ms: 0, instruction: 'insert the plug',
          gauges: ['confidence'], period_ms: \(periodMs), horizon: 16, shadow_horizon: 8,
          max_age_ms: 1000},
         cameras: [\(cameras.map { "{name: '\($0)', width: \(pictureWidth), height: 48, rate_hz: 20}" }.joined(separator: ","))],
         features: [{name: 'plug_depth', unit: 'm'}],
         groups: [\(group("left", gripper: false)), \(group("right", gripper: true))]}
        """
    }
}
