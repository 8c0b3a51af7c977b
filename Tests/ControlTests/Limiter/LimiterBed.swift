import Spatial

@testable import Control

/// A limiter and the situation that it judges: everything far from its limits, until a test says
/// otherwise. The velocity of before is the one that is wanted, so that nothing is a change.
struct LimiterBed {
    var group: GroupConfiguration
    var situation: MotionLimiter.Situation
    /// Whether the velocity of before follows what is wanted.
    var isSteady = true

    init(_ edit: (inout GroupConfiguration) -> Void = { _ in }) {
        var group = GroupConfiguration()
        group.space = .eeVelocity
        edit(&group)
        self.group = group
        situation = MotionLimiter.Situation(
            setpoint: .identity, joints: .zero, previous: .zero, measured: .identity,
            measuredTwist: .zero, kinematics: nil, force: 0, speedShare: 1, tick: 0.01)
    }

    /// An arm of six joints, three of which move its tool along x, y, z by a metre per radian and
    /// three of which turn it.
    static func joints(_ edit: (inout GroupConfiguration) -> Void = { _ in }) -> LimiterBed {
        var bed = LimiterBed {
            $0.space = .jointVelocity
            $0.joints = 6
            edit(&$0)
        }
        var rows = FixedList<6, SIMD8<Double>>(filler: .zero)
        for lane in 0..<6 {
            var row = SIMD8<Double>.zero
            row[lane] = 1
            rows.append(row)
        }
        bed.situation.kinematics = Kinematics(tool: .identity, jacobian: rows)
        return bed
    }

    /// Velocities of the tool (m/s, rad/s) or of the joints (rad/s).
    func limited(_ wanted: Double...) -> (SIMD8<Double>, Limits) {
        var motion = SIMD8<Double>.zero
        for (lane, value) in wanted.enumerated() { motion[lane] = value }
        var situation = situation
        if isSteady { situation.previous = motion }
        return MotionLimiter(group: group).limited(motion, situation)
    }

    /// The speed from which a brake of `acceleration` comes to rest within `distance`, a tick at
    /// that speed included: v t + v²/2a = d, solved for v.
    func speed(within distance: Double, at acceleration: Double) -> Double {
        let t = situation.tick
        return acceleration * ((t * t + 2 * distance / acceleration).squareRoot() - t)
    }
}

func isNear(_ a: Double, _ b: Double, by tolerance: Double = 1e-9) -> Bool {
    abs(a - b) <= tolerance
}
