public import Control
public import Spatial

/// What the simulated cell's head does while an arm is in human hands.
public enum HeadRule: String, Sendable, CaseIterable {
    case policy, hold
    /// Taken, held and handed back with the right arm.
    case follows
}

/// A head between the arms that the policy turns slowly from side to side. It follows its setpoint
/// and touches nothing.
public struct SimulatedHead: Sendable, Equatable {
    /// Place among the groups.
    public static let group = 2
    public static let actionWidth = 6
    static let home = Pose(position: Vector3(0, 0, 0.55), rotation: .identity)
    /// Greatest turning of the policy, rad/s, and how long it takes from side to side and back, s.
    static let turning = 0.3
    static let period = 8.0
    /// Time constant towards the setpoint, s.
    static let lag = 0.08

    /// In its base frame.
    public private(set) var pose = SimulatedHead.home

    public init() {}

    public var observation: GroupObservation {
        var observation = GroupObservation()
        observation.tool = pose
        return observation
    }

    public mutating func follow(_ setpoint: Pose, seconds: Double) {
        let error = pose.displacement(to: setpoint)
        pose = pose.advanced(by: error * min(1, seconds / SimulatedHead.lag), for: 1)
    }

    /// What the policy wants of it on an observation of this time, m/s and rad/s.
    public static func action(at time: Nanoseconds) -> [Double] {
        let phase = time.inSeconds * 2 * .pi / period
        return [0, 0, 0, 0, 0, turning * Elementary.sine(phase)]
    }

    /// The rows of a chunk of two arms with the head's entries after them.
    public static func widened(
        _ values: [Double], rows: Int, observedAt: Nanoseconds, period: Nanoseconds
    ) -> [Double] {
        let width = values.count / max(1, rows)
        return (0..<rows).flatMap { row in
            values[(row * width)..<((row + 1) * width)]
                + action(at: observedAt &+ Int64(row) &* period)
        }
    }

    static func manifest(_ rule: HeadRule) -> String {
        let words =
            switch rule {
            case .policy: "\"policy\""
            case .hold: "\"hold\""
            case .follows: "{ follows: \"right\" }"
            }
        return """
                {
                  name: "head", kind: "head", while_taken: \(words), joints: [],
                  action: {
                    space: "ee_velocity", rotation: "axis_angle", frame: "base", composition: "world"
                  },
                  limits: {
                    linear_speed_m_s: 0.05, angular_speed_rad_s: 0.6,
                    linear_acceleration_m_s2: 1, angular_acceleration_rad_s2: 4,
                    workspace_low_m: [-0.05, -0.05, 0.5], workspace_high_m: [0.05, 0.05, 0.6],
                    slow_force_n: 35, hold_force_n: 55,
                  },
                  leash: { linear_m: 0.02, angular_rad: 0.2 },
                  tracking: { linear_m: 0.03, angular_rad: 0.3 },
                  base_in_world: [0, 0, 0, 0, 0, 0, 1],
                  tcp_in_flange: [0, 0, 0, 0, 0, 0, 1],
                  base_from_view: [0, 0, 0, 0, 0, 0, 1],
                  coupled: [], gripper: null,
                }
            """
    }
}
