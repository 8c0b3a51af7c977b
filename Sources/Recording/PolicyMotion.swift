internal import Control
internal import Messages
internal import Spatial

/// What the policy's candidate of a tick would have done to the setpoint, executed or not.
struct PolicyMotion {
    let mapping: ActionMapping
    private let group: Int
    private let tick: Nanoseconds

    init(manifest: Manifest, group: Int) {
        self.group = group
        tick = manifest.control.tickPeriod
        mapping = ActionMapping(
            group: manifest.control.groups[group], policyPeriod: manifest.control.policy.period)
    }

    /// Velocity of the setpoint, as ``GroupDecision/motion``; nil where the action is not one.
    func motion(of candidate: PolicyCandidate, in step: Step, after before: Step)
        -> SIMD8<Double>?
    {
        let last = before.groups[group].decision
        return motion(
            of: candidate,
            from: .init(
                setpoint: last.setpoint, joints: last.jointSetpoint,
                measured: step.groups[group].observation.tool ?? last.setpoint))
    }

    func motion(
        of candidate: PolicyCandidate, from reference: ActionMapping.Reference
    ) -> SIMD8<Double>? {
        mapping.motion(of: candidate, from: reference, tick: tick)
    }
}
