/// Everything that an operator can ask for, named once. Keymaps, stories, the screen and the log
/// use these words.
public enum Intent: String, Sendable, CaseIterable, Hashable {
    // Who drives
    case takeLeft, takeRight, takeBoth, takeSelected, handBack, hold, switchArm
    // Safety
    case stop, reset, acknowledge
    // Episode
    case start, success, failure, discard, next, note
    // Gripper
    case gripperToggle, releaseGripper
    // How the puck drives
    case speedSlower, speedFaster, modeTranslation, modeRotation, modeDominant, frameNext
    case pairingNext
    // Driving without a puck
    case nudgeForward, nudgeBack, nudgeLeft, nudgeRight, nudgeUp, nudgeDown
    case nudgeRollLeft, nudgeRollRight, nudgePitchUp, nudgePitchDown, nudgeYawLeft, nudgeYawRight
    // Control
    case getControl, giveControl, passControl, takeControl
    // Lists
    case up, down, pageUp, pageDown, open, back
    // Screen
    case help, quit, confirm, cancel

    /// Headings of the key help, in its order.
    public enum Group: String, Sendable, CaseIterable {
        case authority = "Who drives"
        case safety = "Stopping"
        case episode = "Episode"
        case gripper = "Gripper"
        case motion = "How the puck drives"
        case nudges = "Driving by keyboard"
        case control = "Control"
        case lists = "Lists"
        case screen = "Screen"
    }

    public var group: Group {
        switch self {
        case .takeLeft, .takeRight, .takeBoth, .takeSelected, .handBack, .hold, .switchArm:
            .authority
        case .stop, .reset, .acknowledge: .safety
        case .start, .success, .failure, .discard, .next, .note: .episode
        case .gripperToggle, .releaseGripper: .gripper
        case .speedSlower, .speedFaster, .modeTranslation, .modeRotation, .modeDominant,
            .frameNext, .pairingNext:
            .motion
        case .nudgeForward, .nudgeBack, .nudgeLeft, .nudgeRight, .nudgeUp, .nudgeDown,
            .nudgeRollLeft, .nudgeRollRight, .nudgePitchUp, .nudgePitchDown, .nudgeYawLeft,
            .nudgeYawRight:
            .nudges
        case .getControl, .giveControl, .passControl, .takeControl: .control
        case .up, .down, .pageUp, .pageDown, .open, .back: .lists
        case .help, .quit, .confirm, .cancel: .screen
        }
    }

    /// The contexts in which a keymap may bind the intent.
    public var contexts: [KeyContext] {
        switch group {
        case .authority, .episode, .gripper, .motion, .nudges, .control: [.live]
        case .lists: [.review]
        case .safety: self == .stop ? [.everywhere] : [.live]
        case .screen: self == .confirm || self == .cancel ? [.prompt] : [.everywhere]
        }
    }

    /// True where a puck button may ask for it: what a hand on the puck may do without looking.
    public var isForButtons: Bool {
        switch group {
        case .authority, .safety, .gripper, .motion: self != .reset
        case .episode, .nudges, .control, .lists, .screen: false
        }
    }
}
