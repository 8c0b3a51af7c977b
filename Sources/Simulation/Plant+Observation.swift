public import Control
public import Spatial

/// All that leaves the cell in one tick: what policy, operator and recording see.
public struct PlantObservation: Sendable, Equatable {
    public var groups = PerGroup<GroupObservation>(filler: GroupObservation())
    /// In the order of ``PlantFeature``.
    public var features: [Double] = []
    /// Per group, row-major 4 by 4, kPa.
    public var tactile: [[Float]] = []

    public init() {}

    public func vector(_ first: PlantFeature) -> Vector3 {
        let at = first.rawValue
        guard features.count >= at + 3 else { return .zero }
        return Vector3(features[at], features[at + 1], features[at + 2])
    }
}

/// Extra entries of the observation, all in the right arm's base frame. Each case is the x of
/// three.
public enum PlantFeature: Int, CaseIterable, Sendable {
    /// The socket's mouth as the marker detector gives it, m. Bent: right in the middle, ever more
    /// wrong away from it.
    case socket = 0
    /// The plug's tip as the wrist camera sees it, m.
    case plug = 3
    /// Its velocity, m/s.
    case plugVelocity = 6
    /// From the tip to the mouth as the wrist camera measures it, m. The policy does not use it.
    case gap = 9

    public static let names: [(name: String, unit: String)] =
        ["socket", "plug", "plug_velocity", "gap"].flatMap { name in
            ["x", "y", "z"].map { ("\(name)_\($0)", name == "plug_velocity" ? "m/s" : "m") }
        }
}

extension Plant {
    /// What the sensors give now. Draws the sensors' noise: call it once for each tick.
    public mutating func observe() -> PlantObservation {
        var observation = PlantObservation()
        let bases = [settings.leftBase, settings.rightBase]
        for (arm, base) in zip(arms, bases) {
            var group = GroupObservation()
            group.tool = base.inverse * arm.tool
            group.gripper = arm.gripper
            group.wrench = measuredWrench(arm)
            observation.groups.append(group)
            observation.tactile.append(pressure(arm))
        }
        let base = settings.rightBase.inverse
        let mouth = base.applied(to: socket.position)
        let plug = base.applied(to: tip)
        let seenPlug = plug + noise.normalVector(settings.plugNoise)
        let velocity =
            base.rotation.rotating(tipVelocity) + noise.normalVector(settings.speedNoise)
        let gap = mouth - plug + noise.normalVector(settings.gapNoise)
        for vector in [detected(mouth, base), seenPlug, velocity, gap] {
            observation.features += [vector.x, vector.y, vector.z]
        }
        return observation
    }

    /// The mouth as the bent detector sees it.
    private mutating func detected(_ mouth: Vector3, _ base: Pose) -> Vector3 {
        let middle = base.applied(to: settings.mouthMiddle)
        let away = SIMD2(mouth.x - middle.x, mouth.y - middle.y)
        let seen =
            middle
            + Vector3(
                (settings.bendX * away).sum(), (settings.bendY * away).sum(), mouth.z - middle.z)
        return seen + detectorError + noise.normalVector(settings.detectorNoise)
    }

    /// On the tool, in the tool's frame, tared.
    private mutating func measuredWrench(_ arm: ArmState) -> Wrench {
        let back = arm.tool.rotation.inverse
        return Wrench(
            force: back.rotating(arm.wrench.force) + noise.normalVector(settings.forceNoise),
            torque: back.rotating(arm.wrench.torque) + noise.normalVector(settings.torqueNoise))
    }

    /// A mound of pressure whose top moves to the side that the load leans on.
    private func pressure(_ arm: ArmState) -> [Float] {
        let grip = max(0, settings.releaseOpening - arm.gripper) / settings.releaseOpening
        let back = arm.tool.rotation.inverse
        let force = back.rotating(arm.wrench.force)
        let torque = back.rotating(arm.wrench.torque)
        let column = 1.5 + min(1.5, max(-1.5, force.x * 0.08 + torque.y * 1.2))
        let row = 1.5 + min(1.5, max(-1.5, force.z * 0.05))
        let top = 60 * grip + 1.5 * force.length
        return (0..<16).map { place in
            let down = Double(place / 4) - row
            let across = Double(place % 4) - column
            return Float(top * Elementary.exponential(-(down * down + across * across) / 2.2))
        }
    }
}
