internal import Control
internal import Spatial

/// A 3D mouse that exists only in a story.
enum VirtualPuck {
    static func sample(_ counts: PuckCounts, at now: Nanoseconds) -> PuckSample {
        let isNeutral = counts.isWithin(PuckSettings.standard.neutralBand)
        return PuckSample(
            counts: counts, buttons: .none, stamp: now, condition: .live, isNeutral: isNeutral,
            isCentred: counts == .zero)
    }

    /// The counts at which the conditioning gives a twist: its stages undone one after the other.
    /// What no deflection reaches is cut to full deflection, each axis for itself.
    ///
    /// - Parameters:
    ///   - twist: m/s and rad/s in the frame of the command.
    ///   - settings: of the conditioner that the counts will go through; its gate must be `all`.
    static func counts(for twist: Twist, through settings: ConditionerSettings) -> PuckCounts {
        var counts = PuckCounts.zero
        let linear = unmounted(twist.linear, settings)
        let angular = unmounted(twist.angular, settings)
        for axis in 0..<3 {
            counts.translation[axis] = count(
                linear[axis], full: settings.linearFullScale * settings.translationGain[axis],
                bias: settings.translationBias[axis], settings)
            counts.rotation[axis] = count(
                angular[axis], full: settings.angularFullScale * settings.rotationGain[axis],
                bias: settings.rotationBias[axis], settings)
        }
        return counts
    }

    /// From the operator's axes to the puck's: the mounting is a rotation, so its inverse is its
    /// transpose.
    private static func unmounted(_ vector: Vector3, _ settings: ConditionerSettings) -> Vector3 {
        let units = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)]
        var result = Vector3.zero
        for axis in 0..<3 { result[axis] = settings.mounting.turned(units[axis]).dot(vector) }
        return result
    }

    private static func count(
        _ speed: Double, full: Double, bias: Double, _ settings: ConditionerSettings
    ) -> Int32 {
        let greatest = full * settings.speed
        guard greatest > 0, speed.isFinite else { return 0 }
        let curved = min(1, (speed / greatest).magnitude)
        guard curved > 1e-6 else { return 0 }
        let share = settings.deadBand + uncurved(curved, settings.curve) * (1 - settings.deadBand)
        let counts = (share * Double(PuckCounts.fullScale)).rounded()
        return Int32(((speed < 0 ? -counts : counts) + bias).rounded())
    }

    /// Solves `s (1 - k) + k s³ = curved`; it rises all the way, so halving finds it.
    private static func uncurved(_ curved: Double, _ k: Double) -> Double {
        var low = 0.0
        var high = 1.0
        for _ in 0..<40 {
            let s = (low + high) / 2
            if s * (1 - k) + k * s * s * s < curved { low = s } else { high = s }
        }
        return (low + high) / 2
    }
}
