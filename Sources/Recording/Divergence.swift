internal import Control
public import Messages
internal import Spatial

/// How far the policy's next step would have been from the one executed, at one tick.
public struct StepDivergence: Equatable, Sendable {
    /// Difference of the setpoint's velocity: mm/s. In joint spaces 0.
    public var linear: Double
    /// deg/s; in joint spaces the largest joint's.
    public var angular: Double
    /// Difference of the gripper's command in the manifest's unit; nil without a gripper.
    public var gripper: Double?
}

/// The divergence of one group over many ticks: samples exist only where the policy's action is a
/// *fresh* shadow, made on an observation later than the takeover.
public struct Divergence: Equatable, Sendable {
    /// Fresh shadow samples.
    public private(set) var samples = 0
    public private(set) var meanLinear = 0.0
    public private(set) var meanAngular = 0.0
    public private(set) var maximumLinear = 0.0
    public private(set) var maximumAngular = 0.0
    public private(set) var maximumGripper: Double?

    public init() {}

    public mutating func add(_ sample: StepDivergence) {
        samples += 1
        meanLinear += (sample.linear - meanLinear) / Double(samples)
        meanAngular += (sample.angular - meanAngular) / Double(samples)
        maximumLinear = max(maximumLinear, sample.linear)
        maximumAngular = max(maximumAngular, sample.angular)
        if let gripper = sample.gripper { maximumGripper = max(maximumGripper ?? 0, gripper) }
    }

    /// - Parameters:
    ///   - before: the step of the tick before, from whose setpoint both motions start.
    ///   - manifest: of the recording.
    /// - Returns: nil where there is no fresh shadow action, or where the step before is missing.
    public static func of(
        _ step: Step, group: Int, after before: Step, manifest: Manifest
    ) -> StepDivergence? {
        let now = step.groups[group]
        guard step.tick == before.tick &+ 1, group < step.groups.count,
            now.decision.freshness == .fresh, let candidate = now.candidate
        else { return nil }
        let motion = PolicyMotion(manifest: manifest, group: group)
        guard let policy = motion.motion(of: candidate, in: step, after: before) else {
            return nil
        }
        let configuration = manifest.control.groups[group]
        let difference = policy - now.decision.motion
        guard difference.isFinite else { return nil }
        var linear = 0.0
        var angular = 0.0
        if configuration.space.isCartesian {
            let twist = ActionMapping.twist(of: difference)
            linear = twist.linear.length * 1000
            angular = twist.angular.length
        } else {
            for joint in 0..<configuration.joints {
                angular = max(angular, abs(difference[joint & 7]))
            }
        }
        let gripper = now.decision.gripper.flatMap { commanded in
            motion.mapping.gripper(of: candidate.entries, holding: commanded)
                .map { abs($0 - commanded) }
        }
        return StepDivergence(
            linear: linear, angular: angular * 180 / .pi, gripper: gripper)
    }
}
