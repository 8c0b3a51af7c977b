public import Spatial

/// Turns a puck's counts into the twist that the operator asks for.
///
/// Order: clamp, bias, dead band with rescale, curve, gate, gain, smoothing, mounting and frame,
/// speed level, slew limit. An axis that is let go is at zero in the same step: nothing here makes
/// a release slower. Counts of a doubtful device are zero already when they come in.
public struct Conditioner: Sendable {
    /// May be changed at any time; a changed mounting or frame acts from the next step, so the
    /// caller changes those only while the puck is neutral.
    public var settings: ConditionerSettings
    /// From the operator's frame to the frame in which the command is given. Latched at takeover.
    public private(set) var frame = Rotation.identity
    /// What passes the gate, share of full deflection per puck axis, -1 to 1. For the screen.
    public private(set) var deflection = Twist.zero
    private var smoothed = Twist.zero
    private var output = Twist.zero
    private var gate = DominantAxis()
    private var last: Int64?

    /// Longer steps than this count as this long, s: after a pause nothing leaps.
    private static let longestStep = 0.05

    public init(settings: ConditionerSettings = ConditionerSettings()) {
        self.settings = settings
    }

    /// Starts from rest with the frame of a takeover.
    /// - Parameter frame: from the operator's frame (base, or the view turned to the base) to the
    ///   frame of the command: identity for base, the tool's inverse rotation for tool commands.
    public mutating func latch(frame: Rotation) {
        self.frame = frame.isFinite ? frame : .identity
        reset()
    }

    /// Forgets what was smoothed: the next step starts from rest.
    public mutating func reset() {
        smoothed = .zero
        output = .zero
        deflection = .zero
        gate = DominantAxis()
        last = nil
    }

    /// One step, at a sample or at a control tick.
    /// - Parameter now: monotonic, ns.
    /// - Returns: the twist asked for, m/s and rad/s, in the latched frame.
    public mutating func step(_ counts: PuckCounts, at now: Int64) -> Twist {
        let seconds = elapsed(to: now)
        let shaped = Twist(
            linear: shaped(counts.translation, bias: settings.translationBias),
            angular: shaped(counts.rotation, bias: settings.rotationBias))
        deflection = gated(shaped)
        let target = Twist(
            linear: deflection.linear * settings.translationGain * settings.linearFullScale,
            angular: deflection.angular * settings.rotationGain * settings.angularFullScale)
        smoothed = Twist(
            linear: smoothing(smoothed.linear, toward: target.linear, seconds),
            angular: smoothing(smoothed.angular, toward: target.angular, seconds))
        let aimed =
            Twist(
                linear: settings.mounting.turned(smoothed.linear),
                angular: settings.mounting.turned(smoothed.angular)
            ).rotated(by: frame) * settings.speed
        output = Twist(
            linear: Self.slewed(output.linear, to: aimed.linear, settings.linearSlew * seconds),
            angular: Self.slewed(output.angular, to: aimed.angular, settings.angularSlew * seconds))
        // Settings that nobody validated must not become a command.
        if !output.isFinite { reset() }
        return output
    }

    private mutating func elapsed(to now: Int64) -> Double {
        defer { last = now }
        guard let last, now > last else { return last == nil ? 0.01 : 0 }
        return min(Self.longestStep, Double(now &- last) / 1e9)
    }
}

extension Conditioner {
    /// Clamp, bias, dead band, curve: counts to share of full deflection.
    private func shaped(_ counts: SIMD3<Int32>, bias: Vector3) -> Vector3 {
        var shaped = Vector3.zero
        for axis in 0..<3 {
            let count = Double(PuckCounts.clamped(counts[axis]))
            let share = min(1, max(-1, (count - bias[axis]) / Double(PuckCounts.fullScale)))
            let past = share.magnitude - settings.deadBand
            guard past > 0 else { continue }
            let s = past / (1 - settings.deadBand)
            let curved = s * (1 - settings.curve) + settings.curve * s * s * s
            shaped[axis] = share < 0 ? -curved : curved
        }
        return shaped
    }

    private mutating func gated(_ twist: Twist) -> Twist {
        switch settings.gate {
        case .all: return twist
        case .translation: return Twist(linear: twist.linear, angular: .zero)
        case .rotation: return Twist(linear: .zero, angular: twist.angular)
        case .dominant: return gate.passed(twist)
        }
    }

    /// First-order smoothing that knows its step; what aims at zero goes there at once.
    private func smoothing(_ from: Vector3, toward target: Vector3, _ seconds: Double) -> Vector3 {
        let share = seconds / max(1e-9, settings.timeConstant + seconds)
        var next = from + (target - from) * share
        for axis in 0..<3 where target[axis] == 0 { next[axis] = 0 }
        return next
    }

    /// Growth limited to `step` along the straight way; whatever shrinks does so at once.
    private static func slewed(_ from: Vector3, to target: Vector3, _ step: Double) -> Vector3 {
        var start = Vector3.zero
        for axis in 0..<3 where (from[axis] < 0) == (target[axis] < 0) {
            start[axis] =
                from[axis].magnitude < target[axis].magnitude ? from[axis] : target[axis]
        }
        return start + (target - start).limited(to: step)
    }
}
