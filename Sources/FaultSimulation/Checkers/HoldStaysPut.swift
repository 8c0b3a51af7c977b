internal import Control
internal import Spatial

/// Invariants 1 and 4: an arm that holds comes to rest within the time its limits need, and then
/// its setpoint stays where it is. It is brought to where the arm is only at a press, once, and
/// says so.
struct HoldStaysPut: Sendable {
    private struct Rest: Sendable {
        /// Ticks since it holds, those of a re-seating not counted.
        var held = 0
        var presses: UInt32 = 0
        var target: Vector3?
    }

    private var rests = PerGroup<Rest>(repeating: Rest(), count: 4)

    mutating func check(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        if scene.ledger.pages[group].isFirstCommand {
            rests[group].presses = scene.ledger.command(of: group)?.presses ?? 0
        }
        if new.limits.contains(.reseated) {
            checkReseating(group, scene, &findings)
            rests[group].held = 0
            return
        }
        rests[group].target = nil
        guard isAtRest(new.effective), isAtRest(scene.authorityBefore(group)),
            !scene.mayReseat(group)
        else {
            rests[group].held = 0
            return
        }
        rests[group].held += 1
        let isCartesian = settings.space.isCartesian
        guard rests[group].held > brakingTicks(settings.limits, isCartesian, scene) else { return }
        findings.must(
            new.motion == .zero && new.jointSetpoint == old.jointSetpoint
                && (!isCartesian || new.setpoint == old.setpoint),
            "HoldStaysPut", group, "creeps while it holds (\(new.hold))")
    }

    /// Twice what a straight brake needs: each tick may be late.
    private func brakingTicks(_ limits: GroupLimits, _ isCartesian: Bool, _ scene: Scene) -> Int {
        let seconds =
            isCartesian
            ? max(
                limits.linearSpeed / limits.linearAcceleration,
                limits.angularSpeed / limits.angularAcceleration)
            : limits.jointSpeed.max() / limits.jointAcceleration.min()
        return 3 + 2 * Int(seconds / (Double(scene.bounds.tick) * 1e-9))
    }

    /// Only where a press found the arm far from its setpoint, and only towards the arm.
    private mutating func checkReseating(
        _ group: Int, _ scene: Scene, _ findings: inout Findings
    ) {
        let old = scene.before.groups[group].setpoint.position
        let new = scene.after.groups[group].setpoint.position
        guard let target = rests[group].target else {
            let pressed =
                scene.ledger.command(of: group).map {
                    $0.presses != rests[group].presses && $0.enabled
                } ?? false
            rests[group].presses = scene.ledger.command(of: group)?.presses ?? 0
            findings.must(pressed, "HoldStaysPut", group, "re-seated without a press")
            rests[group].target = scene.input.groups[group].observation.tool?.position ?? new
            return
        }
        let settings = scene.configuration.groups[group]
        let margin = settings.limits.linearSpeed * scene.seconds * 4
        findings.must(
            (target - new).length <= (target - old).length + margin, "HoldStaysPut", group,
            "re-seated away from the arm")
    }

    private func isAtRest(_ authority: Authority) -> Bool {
        switch authority {
        case .hold, .linkLost, .deviceLost, .fault, .stopped: true
        case .policy, .returning, .delta, .operator, .taking: false
        }
    }
}
