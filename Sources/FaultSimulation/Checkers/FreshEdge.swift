internal import Control

/// Invariant 1: an arm comes into the hand only by a closing of the enabling switch that is newer
/// than whatever made it hold, with the puck seen neutral since. Letting go and closing again
/// between two commands is a new closing.
struct FreshEdge: Sendable {
    private var engaged = PerGroup<UInt32>(repeating: 0, count: 4)

    mutating func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            let command = scene.ledger.command(of: group)
            if scene.ledger.pages[group].isFirstCommand { engaged[group] = command?.presses ?? 0 }
            guard scene.authority(group) == .operator else { continue }
            guard let command else {
                findings.note("FreshEdge", group, "operator without any command")
                continue
            }
            let isNew = scene.authorityBefore(group) != .operator
            guard isNew || command.presses != engaged[group] else { continue }
            findings.must(
                command.presses != engaged[group]
                    && (!isNew || command.presses != scene.ledger.pages[group].spentPresses),
                "FreshEdge", group, "engaged by an old press (\(command.presses))")
            findings.must(
                command.neutralSeen, "FreshEdge", group, "engaged without the puck seen neutral")
            findings.must(
                (scene.ledger.commandAge(of: group, at: scene.now) ?? .max) <= scene.bounds.repeat,
                "FreshEdge", group, "engaged by an old command")
            findings.must(
                scene.input.robotMode == .ready && scene.isStateComplete(group)
                    && !scene.isFrozen, "FreshEdge", group,
                "engaged without a robot that is ready and seen")
            engaged[group] = command.presses
        }
    }
}
