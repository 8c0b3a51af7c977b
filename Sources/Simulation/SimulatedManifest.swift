public import Messages

/// What the simulated cell declares about itself.
public enum SimulatedManifest {
    public static let tickHz = 100.0
    public static let cameraHz = 10.0
    public static let cameraWidth = 160
    public static let cameraHeight = 120
    public static let cameraNames = ["overview", "wrist"]
    /// Opening of the grippers, m.
    public static let gripperOpen = 0.08

    /// The manifest of a cell with this policy, as JSON5.
    /// - Parameters:
    ///   - runtimeStarts: whether the cell starts its episodes itself, without a console.
    ///   - episodeLimit: s after which it truncates them; nil says nothing of it.
    ///   - head: what a head does while an arm is taken; nil for a cell without one.
    public static func text(
        policyVersion: String = PlugPolicyParameters.base.version, policyHash: String = "none",
        runtimeStarts: Bool = false, episodeLimit: Double? = nil, head: HeadRule? = nil
    ) -> String {
        """
        {
          manifest: 1,
          robot: { name: "simulated two-arm bench", simulated: true },
          control: {
            rate_hz: \(tickHz), state_latency_ms: 10, driver_watchdog_ms: 100,
            unattended: "\(runtimeStarts ? "continue" : "hold")", delta: true,
            start: "\(runtimeStarts ? "runtime" : "operator")",
            \(episodeLimit.map { "episode_limit_s: \($0)," } ?? "")
          },
          policy: {
            id: "plug", version: "\(word(policyVersion))", hash: "\(word(policyHash))",
            latency_ms: 80, period_ms: 50, horizon: 16, shadow_horizon: 8, max_age_ms: 800,
            instruction: "\(PlugPolicy.instruction)",
            gauges: [\(PlugPolicy.gaugeNames.map { "\"\($0)\"" }.joined(separator: ", "))],
          },
          groups: [
        \(group("left", baseY: 0.30, low: "[0.20, -0.60, 0.02]", high: "[0.70, 0.20, 0.60]")),
        \(group("right", baseY: -0.30, low: "[0.20, -0.20, 0.02]", high: "[0.70, 0.60, 0.60]")),
        \(head.map { SimulatedHead.manifest($0) + "," } ?? "")
          ],
          cameras: [\(cameraNames.map(camera).joined(separator: ", "))],
          features: [\(PlantFeature.names.map(feature).joined(separator: ", "))],
        }
        """
    }

    /// The same, read. It is our own text: a mistake in it is a mistake of ours.
    /// - Throws: ``ManifestError``
    public static func manifest(
        policyVersion: String = PlugPolicyParameters.base.version, policyHash: String = "none",
        runtimeStarts: Bool = false
    ) throws(ManifestError) -> Manifest {
        try Manifest(
            text: text(
                policyVersion: policyVersion, policyHash: policyHash, runtimeStarts: runtimeStarts))
    }

    private static func word(_ text: String) -> String {
        String(text.filter { $0.isLetter || $0.isNumber || "._- ".contains($0) }.prefix(80))
    }

    private static func camera(_ name: String) -> String {
        "{ name: \"\(name)\", width: \(cameraWidth), height: \(cameraHeight), "
            + "rate_hz: \(cameraHz) }"
    }

    private static func feature(_ feature: (name: String, unit: String)) -> String {
        "{ name: \"\(feature.name)\", unit: \"\(feature.unit)\" }"
    }

    private static func group(_ name: String, baseY: Double, low: String, high: String) -> String {
        """
            {
              name: "\(name)", joints: [],
              action: { space: "ee_velocity", rotation: "axis_angle", frame: "base", composition: "world" },
              limits: {
                linear_speed_m_s: 0.15, angular_speed_rad_s: 0.8,
                linear_acceleration_m_s2: 2, angular_acceleration_rad_s2: 8,
                workspace_low_m: \(low), workspace_high_m: \(high),
                slow_force_n: 35, hold_force_n: 55,
              },
              leash: { linear_m: 0.02, angular_rad: 0.2 },
              tracking: { linear_m: 0.03, angular_rad: 0.3 },
              base_in_world: [0, \(baseY), 0, 0, 0, 0, 1],
              tcp_in_flange: [0, 0, 0.1, 0, 0, 0, 1],
              base_from_view: [0, 0, 0, 0, 0, 0, 1],
              coupled: [],
              gripper: { kind: "continuous", unit: "m", closed: 0, open: \(gripperOpen), tolerance: 0.005 },
              wrench: { frame: "tool", sign: "on_tool" },
              tactile: { rows: 4, columns: 4, unit: "kPa" },
            }
        """
    }
}
