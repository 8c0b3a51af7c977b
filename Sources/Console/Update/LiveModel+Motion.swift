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

    /// How one puck moves both arms. In force once the switch is open.
    mutating func changePairing() -> [Effect] {
        interface.drive.pairing = interface.drive.pairing.next
        let words = interface.drive.pairing.words
        let isSelected = interface.drive.opposite != 0
        let when =
            live.input.enabling.isClosed
            ? " once the switch is open"
            : isSelected ? "" : ", once both are taken (\(key(.takeBoth)))"
        say("BOTH arms \(words)\(when): \(interface.drive.pairing.meaning).")
        return [.drive(interface.drive)]
    }

    /// Selects groups, and which of several arms goes with the hand: the right one, or the last.
    mutating func select(_ groups: GroupMask) {
        interface.drive.groups = groups
        let arms = groups & (live.cell?.mask(of: .both) ?? 0)
        guard arms.nonzeroBitCount >= 2 else {
            interface.drive.opposite = 0
            return
        }
        let right = arms & (live.cell?.mask(of: .right) ?? 0)
        let last = GroupMask(1) << GroupMask(truncatingIfNeeded: 7 - arms.leadingZeroBitCount)
        interface.drive.opposite = arms & ~(right == 0 ? last : right)
    }

    /// How one puck, or the keys, move both arms now; nil where the hand does not have both.
    var pairing: PuckPairing? {
        let taken = live.groups { $0.requested == .operator }
        let both = interface.drive.groups & (live.cell?.mask(of: .both) ?? 0)
        return taken & both == both ? pairingOfSelection : nil
    }

    /// The same of the arms that are selected, whoever has them; nil where that is one, or where
    /// each has its own puck.
    var pairingOfSelection: PuckPairing? {
        let own = live.input.pucks.reduce(0) { $0 | $1.groups }
        let isEach = live.input.pucks.count > 1 && own != 0
        guard interface.drive.opposite != 0, !isEach else { return nil }
        return live.input.pairing ?? interface.drive.pairing
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

extension PuckPairing {
    var words: String {
        switch self {
        case .parallel: "parallel"
        case .mirrored: "mirrored"
        case .relative: "relative"
        }
    }

    /// To follow the words in a sentence.
    var meaning: String {
        switch self {
        case .parallel: "both do what the hand does"
        case .mirrored: "the left one is the mirror image"
        case .relative: "each does half, in opposite directions"
        }
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
