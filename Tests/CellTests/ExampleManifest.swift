import Control

/// A cell with two simulated arms, as an integrator would write its manifest.
enum ExampleManifest {
    static let text = manifest(groups: [arm("left"), arm("right")])

    static func manifest(groups: [String]) -> String {
        """
        {
          manifest: 1,
          robot: { name: "bench", simulated: true },
          control: {
            rate_hz: 100, state_latency_ms: 0, unattended: "hold", delta: false, start: "runtime",
          },
          policy: {
            id: "scripted", version: "1", hash: "none", latency_ms: 30, period_ms: 50,
            horizon: 16, shadow_horizon: 8, max_age_ms: 1000, instruction: "insert the plug",
            gauges: ["confidence", "value"],
          },
          cameras: [{ name: "front", width: 128, height: 128, rate_hz: 20 }],
          features: [{ name: "table_height", unit: "m" }],
          groups: [\(groups.joined(separator: ", "))],
        }
        """
    }

    static func arm(_ name: String) -> String {
        """
        {
          name: "\(name)", joints: ["a", "b", "c", "d", "e", "f", "g"], coupled: [],
          action: { space: "ee_delta", rotation: "axis_angle", reference: "last_target",
            frame: "base", composition: "world" },
          limits: {
            linear_speed_m_s: 0.25, angular_speed_rad_s: 1, linear_acceleration_m_s2: 2,
            angular_acceleration_rad_s2: 8, workspace_low_m: [-1, -1, -1],
            workspace_high_m: [1, 1, 1], slow_force_n: 20, hold_force_n: 60,
          },
          leash: { linear_m: 0.05, angular_rad: 0.5 },
          tracking: { linear_m: 0.1, angular_rad: 1 },
          base_in_world: [0, 0, 0, 0, 0, 0, 1], tcp_in_flange: [0, 0, 0.1, 0, 0, 0, 1],
          base_from_view: [0, 0, 0, 0, 0, 0, 1],
          gripper: { kind: "continuous", closed: 0, open: 1, tolerance: 0.1, unit: "share" },
          wrench: { frame: "tool", sign: "on_tool" },
          tactile: { rows: 4, columns: 4, unit: "kPa" },
        }
        """
    }
}
