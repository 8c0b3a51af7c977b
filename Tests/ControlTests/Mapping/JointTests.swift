import Spatial
import Testing

@testable import Control

/// An arm of seven joints, as most that are sold: turning and bending joints by turns.
@Suite("Joints for a twist of the tool")
struct JointTests {
    static func kinematics(_ joints: SIMD8<Double>) -> Kinematics {
        let heights = [0.34, 0, 0.4, 0, 0.4, 0, 0.13]
        var tool = Pose.identity
        var axes: [(place: Vector3, axis: Vector3)] = []
        for joint in 0..<7 {
            tool = tool * Pose(position: Vector3(0, 0, heights[joint]), rotation: .identity)
            let axis = joint % 2 == 0 ? Axis.z.unit : Axis.y.unit
            axes.append((tool.position, tool.rotation.rotating(axis)))
            tool =
                tool * Pose(position: .zero, rotation: Rotation(axisAngle: axis * joints[joint]))
        }
        tool = tool * Pose(position: Vector3(0, 0, 0.1), rotation: .identity)
        var jacobian = FixedList<6, SIMD8<Double>>(repeating: .zero, count: 6)
        for joint in 0..<7 {
            let linear = axes[joint].axis.cross(tool.position - axes[joint].place)
            for row in 0..<3 {
                jacobian[row][joint] = linear[row]
                jacobian[row + 3][joint] = axes[joint].axis[row]
            }
        }
        return Kinematics(tool: tool, jacobian: jacobian)
    }

    static var group: GroupConfiguration {
        var group = GroupConfiguration()
        group.space = .jointVelocity
        group.joints = 7
        return group
    }

    private func solve(
        _ linear: Vector3, at joints: SIMD8<Double>, posture: SIMD8<Double>,
        _ group: GroupConfiguration = JointTests.group
    ) -> SIMD8<Double> {
        DampedLeastSquares(Self.kinematics(joints), group).velocity(
            for: Twist(linear: linear, angular: .zero), at: joints, posture: posture
        ).joints
    }

    static let bent: SIMD8<Double> = [0.2, 0.6, -0.3, -1.2, 0.4, 0.9, 0.1, 0]

    @Test("the tool goes where the twist says, whatever the posture wants")
    func follows() {
        var joints = Self.bent
        let start = Self.kinematics(joints).tool
        for _ in 0..<200 {
            joints += solve(Vector3(-0.05, 0.08, 0), at: joints, posture: Self.bent) * 0.01
        }
        let end = Self.kinematics(joints).tool
        let expected = Pose(
            position: start.position + Vector3(-0.1, 0.16, 0), rotation: start.rotation)
        #expect(end.error(to: expected) < 2e-3)
    }

    @Test("there and back ends in the posture of the takeover")
    func posture() {
        var joints = Self.bent
        for tick in 0..<1200 {
            let along = tick < 200 ? 0.05 : (tick < 400 ? -0.05 : 0)
            joints += solve(Vector3(along, 0, 0), at: joints, posture: Self.bent) * 0.01
        }
        for lane in 0..<7 { #expect(abs(joints[lane] - Self.bent[lane]) < 0.02) }
    }

    @Test("a stretched arm asked further stays calm, and says why")
    func singular() {
        let joints: SIMD8<Double> = [0.3, 1e-4, 0, -1e-4, 0, 1e-4, 0, 0]
        let solved = DampedLeastSquares(Self.kinematics(joints), Self.group).velocity(
            for: Twist(linear: Vector3(0.25, 0.1, 0), angular: .zero), at: joints,
            posture: joints)
        #expect(solved.nearSingularity)
        for lane in 0..<7 { #expect(abs(solved.joints[lane]) < 3) }
        let bent = DampedLeastSquares(Self.kinematics(Self.bent), Self.group).velocity(
            for: .zero, at: Self.bent, posture: Self.bent)
        #expect(bent.joints == .zero)
    }

    /// Without the third or the fourth joint this posture is singular: there the speed gives way.
    @Test("a joint at its end leaves the motion to the others", arguments: [0, 1, 4, 5, 6])
    func ends(joint: Int) {
        let push = Vector3(0, 0.1, 0)
        let free = solve(push, at: Self.bent, posture: Self.bent)
        var group = Self.group
        let isUpward = free[joint] > 0
        group.limits.jointHigh[joint] = Self.bent[joint] + (isUpward ? 0 : 1)
        group.limits.jointLow[joint] = Self.bent[joint] - (isUpward ? 1 : 0)
        let kept = solve(push, at: Self.bent, posture: Self.bent, group)
        #expect(kept[joint] == 0)
        let tool = Self.kinematics(Self.bent).twist(of: kept)
        #expect((tool.linear - push).length < 0.02 && tool.angular.length < 0.05)
        // The way back is open to it.
        let back = solve(-push, at: Self.bent, posture: Self.bent, group)
        #expect(abs(back[joint] + free[joint]) < 1e-9)
    }
}
