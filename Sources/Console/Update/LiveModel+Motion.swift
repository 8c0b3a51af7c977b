internal import Control
internal import Keymap
internal import Spatial

/// How the puck drives; and driving by keys that have no release: each press is a short motion
/// that ends by itself.
extension LiveModel {
    mutating func changeDrive(_ intent: Intent) -> [Effect] {
        var later = ""
        if intent == .speedSlower { interface.speedLevel -= 1 }
        if intent == .speedFaster { interface.speedLevel += 1 }
        if intent == .modeTranslation { toggle(.translation) }
        if intent == .modeRotation { toggle(.rotation) }
        if intent == .modeDominant { toggle(.dominant) }
        if intent == .frameNext {
            interface.drive.frame = interface.drive.frame.next
            later = " from the next takeover"
        }
        let highest = keymap.motion.speedLevels.count - 1
        interface.speedLevel = max(0, min(highest, interface.speedLevel))
        interface.drive.speed = keymap.motion.speed(level: interface.speedLevel)
        let drive = interface.drive
        let share = Figures.fixed(drive.speed * 100, places: 0)
        say("Puck: \(share) % speed, \(drive.gate.words), frame \(drive.frame.words)\(later).")
        return [.drive(drive)]
    }

    private mutating func toggle(_ gate: ConditionerSettings.Gate) {
        interface.drive.gate = interface.drive.gate == gate ? .all : gate
    }

    mutating func nudge(_ intent: Intent) -> [Effect] {
        let direction = Intent.nudges[intent] ?? .zero
        let twist = Twist(
            linear: direction.linear * keymap.motion.nudgeLinear,
            angular: direction.angular * keymap.motion.nudgeAngular)
        return [.nudge(Nudge(twist: twist, duration: .seconds(keymap.motion.nudgeSeconds)))]
    }
}

extension OperatorFrame {
    var next: OperatorFrame {
        switch self {
        case .base: .tool
        case .tool: .view
        case .view: .base
        }
    }
}

extension Intent {
    /// Unit motions in the operator's frame: x forward, y left, z up; rotations right-handed about
    /// these.
    static let nudges: [Intent: Twist] = [
        .nudgeForward: Twist(linear: Vector3(1, 0, 0), angular: .zero),
        .nudgeBack: Twist(linear: Vector3(-1, 0, 0), angular: .zero),
        .nudgeLeft: Twist(linear: Vector3(0, 1, 0), angular: .zero),
        .nudgeRight: Twist(linear: Vector3(0, -1, 0), angular: .zero),
        .nudgeUp: Twist(linear: Vector3(0, 0, 1), angular: .zero),
        .nudgeDown: Twist(linear: Vector3(0, 0, -1), angular: .zero),
        .nudgeRollLeft: Twist(linear: .zero, angular: Vector3(-1, 0, 0)),
        .nudgeRollRight: Twist(linear: .zero, angular: Vector3(1, 0, 0)),
        .nudgePitchUp: Twist(linear: .zero, angular: Vector3(0, -1, 0)),
        .nudgePitchDown: Twist(linear: .zero, angular: Vector3(0, 1, 0)),
        .nudgeYawLeft: Twist(linear: .zero, angular: Vector3(0, 0, 1)),
        .nudgeYawRight: Twist(linear: .zero, angular: Vector3(0, 0, -1)),
    ]
}
