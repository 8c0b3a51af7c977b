internal import Control
internal import Spatial

/// A tick in one line each for what came in and what was decided, to read a broken promise by.
extension Scene {
    public var trace: String {
        var words = ["\(input.tick)", "\(now / 1_000_000) ms"]
        if input.robotMode != .ready { words.append("robot \(input.robotMode)") }
        words.append(after.lease.holder == 0 ? "no lease" : "lease \(after.lease.holder)")
        words.append("\(after.episode.state)")
        if after.stop != 0 { words.append("STOP \(after.stop)") }
        for index in input.requests.indices {
            let request = input.requests[index]
            let answer = index < after.answers.count ? after.answers[index].refusal : .malformed
            words.append(
                "[\(request.client): \(request.kind) \(request.groups)"
                    + (answer == .none ? "]" : " refused: \(answer)]"))
        }
        return words.joined(separator: " ")
            + groups.map { "\n    " + line(of: $0) }.joined()
    }

    private func line(of group: Int) -> String {
        let new = after.groups[group]
        var words = [LifePlan.groupNames[group], "\(new.effective)"]
        if new.hold != .none { words.append("(\(new.hold))") }
        words.append("asked \(new.requested)")
        if new.loan.isHeld { words.append("lent to \(new.loan.holder)") }
        if let command = ledger.command(of: group) {
            let age = (ledger.commandAge(of: group, at: now) ?? 0) / 1_000_000
            words.append(
                "hand \(age) ms \(command.enabled ? "closed" : "open") #\(command.presses)"
                    + (command.neutralSeen ? " neutral" : "")
                    + (command.deviceAlive ? "" : " no mouse"))
        }
        if let candidate = input.groups[group].candidate {
            words.append("plan \(candidate.chunk).\(candidate.index)")
        } else {
            words.append("no plan")
        }
        if !isStateComplete(group) { words.append("unseen") }
        if isFrozen { words.append("frozen") }
        if let tool = input.groups[group].observation.tool {
            words.append("measured \(tool.position.x) \(tool.position.y) \(tool.position.z)")
        }
        if let wrench = input.groups[group].observation.wrench {
            words.append("\(wrench.force.length) N")
        }
        let position = new.setpoint.position
        words.append("v \(new.motion) at \(position.x) \(position.y) \(position.z)")
        if let gripper = new.gripper { words.append("gripper \(gripper) \(new.gripperAuthority)") }
        return (words + new.limits.words).joined(separator: " ")
    }
}
