import Spatial
import Testing

@testable import Control

/// Every form, frame and composition against scipy and numpy. What is compared is poses, joints and
/// entries; the bound is rounding.
@Suite("Actions mean what scipy and numpy say they mean")
struct ReferenceTests {
    static let bound = 1e-11
    static let period = Nanoseconds.milliseconds(50)

    /// Fails where one of the cases is off, and prints the worst, for the record.
    private func compare(_ kind: String, atLeast count: Int, _ error: (ReferenceCase) -> Double) {
        let cases = ReferenceCase.all(kind)
        var worst = 0.0
        for one in cases {
            let off = error(one)
            if !(off < Self.bound) { Issue.record("\(one) is off by \(off)") }
            worst = max(worst, off)
        }
        #expect(cases.count >= count)
        print("{\"figure\": \"mapping \(kind)\", \"cases\": \(cases.count), \"worst\": \(worst)}")
    }

    @Test("rotations are written in every form")
    func rotations() {
        compare("rotation", atLeast: 20) { one in
            let rotation = one.rotation("quaternion")
            var worst = 0.0
            for key in one.keys where key != "quaternion" {
                guard let form = RotationForm(word: String(key)) else { return .infinity }
                var entries = Entries(count: form.entryCount)
                form.write(rotation, to: &entries, at: 0)
                let expected = one.numbers(key)
                guard expected.count == entries.count else { return .infinity }
                var off = zip(entries.array, expected).map { abs($0 - $1) }.max() ?? .infinity
                if off > Self.bound, case .euler = form {
                    // In gimbal lock and at half a turn several angles say the same rotation. That
                    // they are read as scipy reads them, other cases say.
                    off = readBackError(form, entries, rotation)
                }
                worst = max(worst, off)
            }
            return worst
        }
    }

    private func readBackError(_ form: RotationForm, _ entries: Entries, _ rotation: Rotation)
        -> Double
    {
        let back = form.rotation(in: entries, at: 0, otherwise: .identity)
        return (back.map { $0 * rotation.inverse })?.angle ?? .infinity
    }

    @Test("deltas lead there, in every form, frame and composition")
    func deltas() {
        compare("delta", atLeast: 180) { one in
            let mapping = ActionMapping(group: one.group(.eeDelta), policyPeriod: Self.period)
            let action = PolicyCandidate(Entries(one.numbers("entries")))
            let motion = mapping.motion(of: action, from: .init(one.start), tick: 10_000_000)
            return error(motion, one, Self.period)
        }
    }

    @Test("and are written as they are read")
    func inverse() {
        compare("inverse", atLeast: 180) { one in
            let mapping = ActionMapping(group: one.group(.eeDelta), policyPeriod: Self.period)
            let end = Pose(
                position: one.vector("to"), rotation: Rotation(axisAngle: one.vector("turned")))
            let made = mapping.action(
                from: .init(one.start), to: end, joints: .zero, motion: .zero, over: 10_000_000)
            let expected = one.numbers("entries")
            guard made.count == expected.count else { return .infinity }
            return zip(made.array, expected).map { abs($0 - $1) }.max() ?? .infinity
        }
    }

    @Test("poses are reached in every form")
    func poses() {
        compare("pose", atLeast: 35) { one in
            let mapping = ActionMapping(group: one.group(.eePose), policyPeriod: Self.period)
            let start = Pose(position: .zero, rotation: .identity)
            let action = PolicyCandidate(Entries(one.numbers("entries")))
            guard
                let motion = mapping.motion(of: action, from: .init(start), tick: 10_000_000)
            else { return .infinity }
            let twist = ActionMapping.twist(of: motion)
            return start.advanced(by: twist, for: Self.period.inSeconds).error(to: one.end)
        }
    }

    @Test("a twist leads along the exponential of its matrix")
    func velocities() {
        compare("velocity", atLeast: 60) { one in
            let mapping = ActionMapping(group: one.group(.eeVelocity), policyPeriod: Self.period)
            let tick = Nanoseconds.seconds(one.numbers("seconds")[0])
            let action = PolicyCandidate(Entries(one.numbers("entries")))
            let motion = mapping.motion(of: action, from: .init(one.start), tick: tick)
            return error(motion, one, tick)
        }
    }

    @Test("a chunk leads along the product of its exponentials")
    func chains() {
        compare("chain", atLeast: 20) { one in
            let space = one.word("space") == "ee_delta" ? ActionSpace.eeDelta : .eeVelocity
            let mapping = ActionMapping(group: one.group(space), policyPeriod: Self.period)
            var pose = one.start
            let values = one.numbers("entries")
            for row in 0..<16 {
                let action = Entries(values[(row * 6)..<(row * 6 + 6)])
                guard let next = played(action, mapping, from: pose) else { return .infinity }
                pose = next
            }
            return pose.error(to: one.end)
        }
    }

    /// One row in five ticks, as the cell plays it.
    private func played(_ action: Entries, _ mapping: ActionMapping, from start: Pose) -> Pose? {
        var pose = start
        for tick in 0..<5 {
            let rest = Self.period - Nanoseconds(tick) * 10_000_000
            let candidate = PolicyCandidate(action, anchor: start, remaining: rest)
            guard
                let motion = mapping.motion(
                    of: candidate, from: .init(pose), tick: 10_000_000)
            else { return nil }
            pose = pose.advanced(by: ActionMapping.twist(of: motion), for: 0.01)
        }
        return pose
    }

    @Test("joints follow by damped least squares, away from their ends")
    func joints() {
        compare("joints", atLeast: 25) { one in
            let expected = one.numbers("velocity")
            let count = expected.count
            var group = GroupConfiguration()
            group.space = .jointVelocity
            group.joints = count
            group.limits.jointLow = SIMD8(repeating: -one.numbers("ends")[0])
            group.limits.jointHigh = SIMD8(repeating: one.numbers("ends")[0])
            let values = one.numbers("jacobian")
            var jacobian = FixedList<6, SIMD8<Double>>(repeating: .zero, count: 6)
            for row in 0..<6 { jacobian[row] = lanes(values[(row * count)...].prefix(count)) }
            let twist = ActionMapping.twist(of: lanes(one.numbers("twist")[...]))
            let velocity = DampedLeastSquares(
                Kinematics(tool: .identity, jacobian: jacobian), group
            ).velocity(
                for: twist, at: lanes(one.numbers("at")[...]),
                posture: lanes(one.numbers("posture")[...])
            ).joints
            let scale = max(1, expected.map(abs).max() ?? 1)
            var off = 0.0
            for lane in 0..<8 {
                off = max(off, abs(velocity[lane] - (lane < count ? expected[lane] : 0)) / scale)
            }
            // Damped by a thousandth, a rounding error may grow by a million.
            return off * 1e-3
        }
    }

    private func lanes(_ values: ArraySlice<Double>) -> SIMD8<Double> {
        var result = SIMD8<Double>.zero
        for (lane, value) in values.enumerated() { result[lane] = value }
        return result
    }

    private func error(_ motion: SIMD8<Double>?, _ one: ReferenceCase, _ span: Nanoseconds)
        -> Double
    {
        guard let motion else { return .infinity }
        let twist = ActionMapping.twist(of: motion)
        return one.start.advanced(by: twist, for: span.inSeconds).error(to: one.end)
    }
}
