internal import Control
internal import Simulation
internal import Spatial

/// An arm that follows its setpoint with a lag, can be pushed, frozen, moved by hand and left
/// without a state. For joint spaces its kinematics are linear, so that every part of a tick can
/// be worked out on paper.
struct ModelArm: Sendable {
    private let isCartesian: Bool
    private let hasGripper: Bool
    private(set) var tool = Pose.identity
    private(set) var joints = SIMD8<Double>.zero
    private var gripper: Double
    /// Share of the way to the setpoint in one tick.
    private let following: Double
    /// An offset that something in the way imposes, m.
    var push = Vector3.zero
    var force = 0.0
    /// Whether it measures the force at all.
    var hasWrench = true
    /// An arm that gives way although it is told to stay, as a brake that slips: how fast, m/s or
    /// rad/s, and whether it turns instead of moving.
    var creep = 0.0
    var creepTurns = false
    /// How far it came so, m or rad.
    private var crept = 0.0
    /// Position of the tool for joint angles: three of the joints along x, y and z, m/rad.
    private static let reach = 0.15

    init(_ group: GroupConfiguration, _ chance: inout SeededGenerator) {
        isCartesian = group.space.isCartesian
        hasGripper = group.hasGripper
        gripper = group.gripperHigh * chance.uniform()
        following = chance.pick([1, 0.5, 0.2])
        let start = Vector3(
            chance.symmetric(0.3), chance.symmetric(0.3), chance.symmetric(0.3))
        tool = Pose(position: start, rotation: .identity)
        guard !isCartesian else { return }
        for lane in 0..<3 { joints[lane] = start[lane] / ModelArm.reach * 0.5 }
        tool = ModelArm.pose(of: joints)
    }

    /// What a driver reports.
    var observation: GroupObservation {
        var result = GroupObservation()
        result.tool = Pose(position: tool.position + push, rotation: tool.rotation)
        if isCartesian, crept != 0 {
            let way = Twist(
                linear: Vector3(0, creepTurns ? 0 : crept, 0),
                angular: Vector3(creepTurns ? crept : 0, 0, 0))
            result.tool = result.tool?.moved(by: way)
        }
        if !isCartesian {
            result.joints = joints
            result.joints?[1] += crept
            if crept != 0 { result.tool = ModelArm.pose(of: result.joints ?? joints) }
        }
        if hasWrench { result.wrench = Wrench(force: Vector3(0, 0, force), torque: .zero) }
        result.gripper = hasGripper ? gripper : nil
        return result
    }

    /// Gives way for `seconds`.
    mutating func slip(_ seconds: Double) {
        crept = min(0.6, max(-0.6, crept + creep * seconds))
    }

    /// Follows its setpoint again.
    mutating func standFirm() {
        (creep, crept) = (0, 0)
    }

    mutating func follow(_ decision: GroupDecision) {
        if isCartesian {
            let position = tool.position
            tool.position = position + (decision.setpoint.position - position) * following
            tool.rotation =
                following == 1
                ? decision.setpoint.rotation
                : tool.rotation.interpolated(to: decision.setpoint.rotation, following)
        } else {
            joints += (decision.jointSetpoint - joints) * following
            tool = ModelArm.pose(of: joints)
        }
        if let wanted = decision.gripper { gripper += (wanted - gripper) * following }
    }

    /// Somebody moves it by hand, m.
    mutating func moveByHand(_ offset: Vector3) {
        if isCartesian {
            tool.position = (tool.position + offset).clamped(
                lowerBound: Vector3(repeating: -0.5), upperBound: Vector3(repeating: 0.5))
        } else {
            for lane in 0..<3 {
                joints[lane] = min(2, max(-2, joints[lane] + offset[lane] / ModelArm.reach))
            }
            tool = ModelArm.pose(of: joints)
        }
    }

    static func kinematics(at joints: SIMD8<Double>) -> Kinematics {
        var jacobian = FixedList<6, SIMD8<Double>>(repeating: .zero, count: 6)
        for lane in 0..<6 { jacobian[lane][lane] = lane < 3 ? reach : 1 }
        return Kinematics(tool: pose(of: joints), jacobian: jacobian)
    }

    private static func pose(of joints: SIMD8<Double>) -> Pose {
        Pose(
            position: Vector3(joints[0], joints[1], joints[2]) * reach, rotation: .identity)
    }
}
