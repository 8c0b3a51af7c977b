internal import Control
internal import Spatial

/// Invariant 6: what is executed is finite, has the declared size and lies inside the declared
/// limits; an arm that was put outside them comes no farther out.
struct InsideLimits: Sendable {
    func check(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        findings.must(
            new.executed.isFinite && new.setpoint.isFinite, "InsideLimits", group,
            "executes a number that is none")
        findings.must(
            new.executed.count == settings.entryCount, "InsideLimits", group,
            "executes \(new.executed.count) entries")
        if settings.space.isCartesian {
            checkPose(group, old, new, settings, scene, &findings)
        } else {
            checkJoints(group, old, new, settings, scene, &findings)
        }
        if let gripper = new.gripper {
            findings.must(
                (settings.gripperLow...settings.gripperHigh).contains(gripper)
                    && new.executed[settings.entryCount - 1] == gripper,
                "InsideLimits", group, "the gripper's command is \(gripper)")
        }
    }

    private func checkPose(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        let limits = settings.limits
        let speed = Vector3(lanes: new.motion, from: 0).length
        findings.must(
            speed <= limits.linearSpeed * 1.000001, "InsideLimits", group, "moves at \(speed) m/s")
        let turning = Vector3(lanes: new.motion, from: 3).length
        findings.must(
            turning <= limits.angularSpeed * 1.000001, "InsideLimits", group,
            "turns at \(turning) rad/s")
        guard !scene.mayReseat(group) else { return }
        for axis in 0..<3 {
            let place = new.setpoint.position[axis]
            let was = old.setpoint.position[axis]
            findings.must(
                place <= max(limits.workspaceHigh[axis], was) + 1e-9
                    && place >= min(limits.workspaceLow[axis], was) - 1e-9,
                "InsideLimits", group, "leaves the workspace: \(place) m")
        }
    }

    private func checkJoints(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        let limits = settings.limits
        for joint in 0..<settings.joints {
            let speed = abs(new.motion[joint])
            findings.must(
                speed <= limits.jointSpeed[joint] * 1.000001, "InsideLimits", group,
                "joint \(joint) moves at \(speed) rad/s")
            guard !scene.mayReseat(group) else { continue }
            let (place, was) = (new.jointSetpoint[joint], old.jointSetpoint[joint])
            findings.must(
                place <= max(limits.jointHigh[joint], was) + 1e-9
                    && place >= min(limits.jointLow[joint], was) - 1e-9,
                "InsideLimits", group, "joint \(joint) leaves its range: \(place) rad")
        }
    }
}
