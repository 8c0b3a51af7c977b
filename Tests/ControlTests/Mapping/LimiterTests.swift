import Spatial
import Testing

@testable import Control

/// A setpoint that wants everything, and an arm that follows, lags, or stands still at once.
@Suite("No bound gives way to another")
struct LimiterTests {
    static let slack = 1e-9

    /// An arm under the limiter alone.
    struct Arm {
        let limiter: MotionLimiter
        var situation: MotionLimiter.Situation
        var acted: Limits = []

        init(_ group: GroupConfiguration, at pose: Pose = .identity) {
            limiter = MotionLimiter(group: group)
            situation = MotionLimiter.Situation(
                setpoint: pose, joints: .zero, previous: .zero, measured: pose,
                measuredTwist: .zero, kinematics: nil, force: 0, speedShare: 1, tick: 0.01)
        }

        mutating func move(_ desired: SIMD8<Double>) {
            let (motion, limits) = limiter.limited(desired, situation)
            acted = limits
            situation.previous = motion
            if limiter.group.space.isCartesian {
                situation.setpoint = situation.setpoint.advanced(
                    by: ActionMapping.twist(of: motion), for: situation.tick)
            } else {
                situation.joints += motion * situation.tick
            }
        }

        /// The arm comes nearer to the setpoint by a share of the way.
        mutating func follow(_ share: Double) {
            guard let measured = situation.measured else { return }
            let next = measured.interpolated(to: situation.setpoint, share)
            situation.measuredTwist = measured.displacement(to: next) * (1 / situation.tick)
            situation.measured = next
        }

        var offset: Twist {
            situation.measured.map { $0.displacement(to: situation.setpoint) } ?? .zero
        }
    }

    static var group: GroupConfiguration {
        var group = GroupConfiguration()
        group.limits.workspaceLow = Vector3(repeating: -0.1)
        group.limits.workspaceHigh = Vector3(repeating: 0.1)
        group.leashLinear = 0.03
        group.leashAngular = 0.2
        return group
    }

    @Test("leash, workspace, speed and acceleration all hold at once", arguments: 0..<40)
    func together(seed: Int) {
        var chance = Chance(state: UInt64(seed) &* 977 &+ 5)
        var arm = Arm(Self.group)
        let limits = Self.group.limits
        var desired = SIMD8<Double>.zero
        var following = 0.3
        var reached: Limits = []
        for _ in 0..<2000 {
            if chance.happens(0.03) {
                desired = ActionMapping.lanes(of: chance.twist(0.5, 3))
            }
            // It hits something and stands, at once; or it goes on.
            if chance.happens(0.02) { following = chance.pick([0, 0, 0.05, 0.3, 1]) }
            arm.situation.tick = 0.005 + chance.share() * 0.015
            let before = ActionMapping.twist(of: arm.situation.previous)
            arm.move(desired)
            let now = ActionMapping.twist(of: arm.situation.previous)
            let tick = arm.situation.tick
            func must(_ holds: Bool, _ what: String) {
                if !holds { Issue.record("\(what), seed \(seed)") }
            }
            must(arm.offset.linear.length <= 0.03 + Self.slack, "linear leash")
            must(arm.offset.angular.length <= 0.2 + Self.slack, "angular leash")
            for axis in 0..<3 {
                must(abs(arm.situation.setpoint.position[axis]) <= 0.1 + Self.slack, "box")
            }
            let change = now - before
            must(
                change.linear.length <= limits.linearAcceleration * tick + Self.slack, "jump")
            must(
                change.angular.length <= limits.angularAcceleration * tick + Self.slack, "turn")
            must(now.linear.length <= limits.linearSpeed + Self.slack, "speed")
            must(arm.situation.previous == desired || !arm.acted.isEmpty, "a name for the limit")
            reached.formUnion(arm.acted)
            arm.follow(following)
        }
        #expect(reached.isSuperset(of: [.leash, .workspace, .acceleration]))
    }

    @Test("pushing against a wall ends at the leash, named, and the way back is free")
    func pushing() {
        var arm = Arm(Self.group)
        let push = ActionMapping.lanes(
            of: Twist(linear: Vector3(0.2, 0, 0), angular: Vector3(0, 0, 1)))
        for _ in 0..<600 { arm.move(push) }
        #expect(arm.acted.contains(.leash))
        #expect(abs(arm.offset.linear.length - 0.03) < 1e-3)
        #expect(abs(arm.offset.angular.length - 0.2) < 1e-2)
        for _ in 0..<5 { arm.move(push * -0.1) }
        #expect(!arm.acted.contains(.leash))
        #expect(arm.offset.linear.length < 0.03)
    }

    @Test("an arm that follows is not held back by the leash")
    func following() {
        var arm = Arm(Self.group)
        let turn = ActionMapping.lanes(
            of: Twist(linear: Vector3(0.05, 0, 0), angular: Vector3(0, 0, 0.5)))
        var held = false
        for _ in 0..<100 {
            arm.move(turn)
            arm.follow(0.2)
            held = held || arm.acted.contains(.leash)
        }
        #expect(!held)
    }

    @Test("joints slow down before their ends and never pass them", arguments: 0..<20)
    func joints(seed: Int) {
        var chance = Chance(state: UInt64(seed) &* 31 &+ 3)
        var group = GroupConfiguration()
        group.space = .jointVelocity
        group.joints = 7
        group.limits.jointLow = SIMD8(repeating: -0.6)
        group.limits.jointHigh = SIMD8(repeating: 0.5)
        var arm = Arm(group)
        var desired = SIMD8<Double>.zero
        var reached = false
        for _ in 0..<1500 {
            if chance.happens(0.02) { desired = chance.lanes(2) }
            desired[7] = 0
            arm.situation.tick = 0.005 + chance.share() * 0.015
            let before = arm.situation.previous
            arm.move(desired)
            for lane in 0..<7 {
                let (at, speed) = (arm.situation.joints[lane], arm.situation.previous[lane])
                if at > 0.5 + Self.slack || at < -0.6 - Self.slack {
                    Issue.record("joint \(lane) is at \(at), seed \(seed)")
                }
                let step = group.limits.jointAcceleration[lane] * arm.situation.tick
                if abs(speed - before[lane]) > step + Self.slack {
                    Issue.record("joint \(lane) jumps, seed \(seed)")
                }
            }
            reached = reached || arm.acted.contains(.jointPosition)
        }
        #expect(reached)
    }
}
