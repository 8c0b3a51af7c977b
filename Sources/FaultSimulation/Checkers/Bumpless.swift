internal import Control
internal import Spatial

/// Invariant 4: between two ticks neither the setpoint's velocity nor the setpoint itself jumps,
/// whoever took over from whom; while blending the speed is held lower still.
struct Bumpless: Sendable {
    func check(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        let seconds = scene.seconds
        if settings.space.isCartesian {
            checkPose(group, settings, old, new, scene, seconds, &findings)
        } else {
            checkJoints(group, settings, old, new, scene, seconds, &findings)
        }
    }

    private func checkPose(
        _ group: Int, _ settings: GroupConfiguration, _ old: GroupDecision, _ new: GroupDecision,
        _ scene: Scene, _ seconds: Double, _ findings: inout Findings
    ) {
        let limits = settings.limits
        guard !scene.mayReseat(group) else { return }
        let linear = Vector3(lanes: new.motion, from: 0)
        let angular = Vector3(lanes: new.motion, from: 3)
        let change = linear - Vector3(lanes: old.motion, from: 0)
        let turn = angular - Vector3(lanes: old.motion, from: 3)
        findings.must(
            change.length <= limits.linearAcceleration * seconds * 1.000001 + 1e-9, "Bumpless",
            group, "the velocity jumps by \(change.length) m/s")
        findings.must(
            turn.length <= limits.angularAcceleration * seconds * 1.000001 + 1e-9, "Bumpless",
            group, "the turning jumps by \(turn.length) rad/s")
        let moved = new.setpoint.position - old.setpoint.position
        findings.must(
            moved.length <= linear.length * seconds * 1.000001 + 1e-9, "Bumpless", group,
            "the setpoint jumps by \(moved.length) m")
        if new.effective == .returning {
            let share = scene.configuration.blendSpeedShare
            let bound = max(
                Vector3(lanes: old.motion, from: 0).length, limits.linearSpeed)
            findings.must(
                linear.length <= bound * 1.000001, "Bumpless", group, "too fast in the blend")
            let waits = new.executedCandidateIsOld(in: scene, group)
            let calm = max(
                Vector3(lanes: old.motion, from: 0).length, limits.linearSpeed * share * 0.001)
            findings.must(
                !waits || linear.length <= calm * 1.000001 + 1e-9, "Bumpless", group,
                "speeds up before the policy's first fresh action")
        }
    }

    private func checkJoints(
        _ group: Int, _ settings: GroupConfiguration, _ old: GroupDecision, _ new: GroupDecision,
        _ scene: Scene, _ seconds: Double, _ findings: inout Findings
    ) {
        guard !scene.mayReseat(group) else { return }
        let limits = settings.limits
        for joint in 0..<settings.joints {
            let change = abs(new.motion[joint] - old.motion[joint])
            findings.must(
                change <= limits.jointAcceleration[joint] * seconds * 1.000001 + 1e-9, "Bumpless",
                group, "joint \(joint) jumps by \(change) rad/s")
            let moved = abs(new.jointSetpoint[joint] - old.jointSetpoint[joint])
            findings.must(
                moved <= abs(new.motion[joint]) * seconds * 1.000001 + 1e-9, "Bumpless", group,
                "the setpoint of joint \(joint) jumps by \(moved) rad")
        }
    }
}

extension GroupDecision {
    /// Whether the policy has nothing yet that it inferred after the hand-back or for the scene.
    fileprivate func executedCandidateIsOld(in scene: Scene, _ group: Int) -> Bool {
        guard let candidate = scene.input.groups[group].candidate else { return true }
        return candidate.inferenceBegan < scene.ledger.pages[group].epochBegan
    }
}

extension Vector3 {
    init(lanes: SIMD8<Double>, from first: Int) {
        self.init(lanes[first], lanes[first + 1], lanes[first + 2])
    }
}
