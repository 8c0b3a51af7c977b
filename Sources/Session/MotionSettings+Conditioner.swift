internal import Console
internal import Control
internal import Keymap

extension MotionSettings {
    /// The keymap's motion and what the operator set on the way, as the conditioner takes them.
    func conditioner(_ drive: DriveSettings) -> ConditionerSettings {
        var settings = ConditionerSettings()
        settings.deadBand = deadBand
        settings.curve = curve
        settings.gate = drive.gate
        settings.translationGain = translationGain
        settings.rotationGain = rotationGain
        settings.linearFullScale = linearFullScale
        settings.angularFullScale = angularFullScale
        settings.timeConstant = timeConstant
        settings.speed = drive.speed
        settings.linearSlew = linearSlew
        settings.angularSlew = angularSlew
        settings.mounting.operatorYaw = operatorYaw
        let sources = axes.map(\.source)
        if sources.count == 3 {
            settings.mounting.axes = AxisMap(x: sources[0], y: sources[1], z: sources[2])
        }
        return settings
    }
}

extension MotionSettings.SignedAxis {
    fileprivate var source: AxisMap.Source {
        switch self {
        case .plusX: .plusX
        case .minusX: .minusX
        case .plusY: .plusY
        case .minusY: .minusY
        case .plusZ: .plusZ
        case .minusZ: .minusZ
        }
    }
}
