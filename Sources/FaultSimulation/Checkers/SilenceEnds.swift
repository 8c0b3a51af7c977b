internal import Control

/// Invariant 1: an arm that a human moves, or that waits for one, is moved no longer than the
/// command is fresh, the switch closed, the mouse there and the lease held.
struct SilenceEnds: Sendable {
    func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups where isMovedByHuman(scene.authority(group)) {
            let silence = scene.ledger.silence(of: group, at: scene.now)
            findings.must(
                scene.ledger.holder != 0, "SilenceEnds", group,
                "\(scene.authority(group)) although nobody holds the lease")
            findings.must(
                silence <= scene.bounds.stale, "SilenceEnds", group,
                "\(scene.authority(group)) after \(silence / 1_000_000) ms without a command")
            // One that was sent before the first command of a lease has nothing to go by.
            guard let command = scene.ledger.command(of: group) else { continue }
            findings.must(
                command.deviceAlive, "SilenceEnds", group,
                "\(scene.authority(group)) without a mouse")
            if scene.authority(group) == .operator {
                findings.must(
                    command.enabled, "SilenceEnds", group, "operator with the switch open")
            }
        }
    }

    private func isMovedByHuman(_ authority: Authority) -> Bool {
        switch authority {
        case .operator, .delta, .taking, .returning: true
        case .policy, .hold, .deviceLost, .linkLost, .fault, .stopped: false
        }
    }
}
