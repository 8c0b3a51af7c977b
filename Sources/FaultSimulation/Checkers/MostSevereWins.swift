internal import Control
internal import Spatial

/// Invariant 10: of all that is wrong the most severe decides: a stop stops every arm, a robot that
/// is not ready or not seen holds, a hard push holds once. What was not ours is seated anew.
struct MostSevereWins: Sendable {
    private var isArmed = PerGroup<Bool>(repeating: true, count: 4)

    mutating func check(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        if scene.ledger.stop != 0 {
            findings.must(
                new.effective == .stopped, "MostSevereWins", group,
                "\(new.effective) although stop \(scene.ledger.stop) is in force")
            return
        }
        findings.must(
            new.effective != .stopped, "MostSevereWins", group, "stopped without a stop")
        if scene.input.robotMode != .ready || !scene.isStateComplete(group) || scene.isFrozen {
            findings.must(
                new.effective >= .hold, "MostSevereWins", group,
                "\(new.effective) although the robot is \(scene.input.robotMode) or unseen")
        }
        if scene.input.robotMode == .fault {
            findings.must(
                new.effective >= .fault, "MostSevereWins", group,
                "\(new.effective) although the robot reports a fault")
        }
        checkPush(group, scene, &findings)
        checkSeat(group, scene, &findings)
    }

    /// The first time that a push passes the threshold the arm holds; after that an operator may
    /// back away, until it fell below the lower one.
    private mutating func checkPush(_ group: Int, _ scene: Scene, _ findings: inout Findings) {
        let limits = scene.configuration.groups[group].limits
        guard let force = scene.input.groups[group].observation.wrench?.force.length else { return }
        if force < limits.slowForce { isArmed[group] = true }
        guard force > limits.holdForce, isArmed[group] else { return }
        isArmed[group] = false
        findings.must(
            scene.authority(group) >= .hold, "MostSevereWins", group,
            "\(scene.authority(group)) against \(force) N")
    }

    /// After another mode, and after a reset, the setpoint is where the arm is.
    private func checkSeat(_ group: Int, _ scene: Scene, _ findings: inout Findings) {
        let wasOthers = scene.modeBefore != .ready || scene.before.episode.state == .resetting
        guard wasOthers, scene.input.robotMode == .ready, scene.isStateComplete(group),
            scene.input.tick > 2
        else { return }
        let observation = scene.input.groups[group].observation
        let new = scene.after.groups[group]
        if scene.configuration.groups[group].space.isCartesian, let tool = observation.tool {
            let off = (new.setpoint.position - tool.position).length
            findings.must(
                off <= 1e-9, "MostSevereWins", group, "not seated: \(off) m from the arm")
        }
    }
}
