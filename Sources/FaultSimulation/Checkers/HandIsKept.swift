internal import Control
internal import Spatial

/// An arm that a human drives stays in the hand unless its own hand lets go or falls silent, or
/// something that is listed here ends it: no other console does, whatever it sends or does not.
struct HandIsKept: Sendable {
    private var presses = PerGroup<UInt32>(repeating: 0, count: 4)

    mutating func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            let command = scene.ledger.command(of: group)
            defer { presses[group] = command?.presses ?? 0 }
            guard scene.authorityBefore(group) == .operator, scene.authority(group) != .operator
            else { continue }
            let age = scene.ledger.commandAge(of: group, at: scene.now) ?? .max
            let isLetGo =
                !(command?.enabled ?? false) || !(command?.deviceAlive ?? false)
                || command?.presses != presses[group] || age > scene.bounds.stale
            findings.must(
                isLetGo || isAsked(group, scene) || isStopped(group, scene), "HandIsKept", group,
                "left the hand for \(scene.authority(group)) "
                    + "(\(scene.after.groups[group].hold)) without a reason")
        }
    }

    private func isAsked(_ group: Int, _ scene: Scene) -> Bool {
        let acts = scene.ledger.acts
        return acts.has(.takeOver, group) || acts.has(.hold, group) || acts.has(.handBack, group)
            || acts.has(.next, group) || scene.after.groups[group].hold == .coupled
            || scene.ledger.changedHands & (1 << UInt8(group)) != 0
    }

    private func isStopped(_ group: Int, _ scene: Scene) -> Bool {
        if scene.ledger.stop != 0 || scene.ledger.acts.has(.stop, group) { return true }
        if scene.input.robotMode != .ready || !scene.isStateComplete(group) { return true }
        let force = scene.input.groups[group].observation.wrench?.force.length ?? 0
        return scene.isFrozen || force > scene.configuration.groups[group].limits.holdForce
    }
}
