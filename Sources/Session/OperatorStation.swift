internal import Console
internal import Control
internal import InputDevice
internal import Keymap
internal import Spatial

/// What the operator's hands are doing, as the command for the cell: pure, time is an argument.
///
/// Pucks, enabling switch and drive settings come in; ``command(at:)`` is what goes out. The
/// enabling switch is a pedal or a key where there is one, else the own button of a puck on a wire,
/// else short nudges by keys that have no release. A puck on the air has no say without a pedal or
/// a key: a radio that dies looks like a hand that keeps pressing.
struct OperatorStation {
    /// A puck in use, or a story's.
    struct Puck {
        var id: Int
        var name: String
        /// Where it is plugged in: decides which arm it drives when there are two.
        var place: String
        var layout: PuckLayout
        /// Whether a button of its own may be the enabling switch.
        var mayEnable = true
        var conditioner: Conditioner
        var latest: PuckSample?
        /// Another program holds it: by its name, where that is known.
        var holder: OtherReader?
    }

    struct Group {
        var wasEnabled = false
        var presses: UInt32 = 0
        var neutralSeen = false
        var toggles: UInt32 = 0
    }

    private struct NudgeInForce {
        var nudge: Nudge
        var until: Nanoseconds
    }

    /// A gripper key where keys are all there is: held for a moment, without motion.
    private struct GripperPress {
        var groups: GroupMask
        var until: Nanoseconds
    }

    let keymap: Keymap
    let groupCount: Int
    private(set) var pucks: [Puck] = []
    /// Closed pedals and keys, by device.
    private(set) var switches: [Int: Bool] = [:]
    private(set) var drive = DriveSettings()
    private(set) var groups: [Group]
    private var nudge: NudgeInForce?
    private var gripperPress: GripperPress?
    /// Groups whose puck went away while the hand moved them: they have no device, and keys are no
    /// substitute that an operator asked for, until one is plugged in or the loss is accepted.
    private var bereft: GroupMask = 0

    init(keymap: Keymap, groupCount: Int) {
        self.keymap = keymap
        self.groupCount = groupCount
        groups = [Group](repeating: Group(), count: groupCount)
    }

    // MARK: devices

    /// - Parameter mayEnable: false for one that is on the air: its own button does not count.
    mutating func add(
        puck id: Int, name: String, place: String, layout: PuckLayout, mayEnable: Bool = true
    ) {
        remove(puck: id)
        bereft = 0
        let puck = Puck(
            id: id, name: name, place: place, layout: layout, mayEnable: mayEnable,
            conditioner: Conditioner(settings: keymap.motion.conditioner(drive)))
        pucks.append(puck)
        pucks.sort { $0.place < $1.place }
    }

    mutating func remove(puck id: Int) { pucks.removeAll { $0.id == id } }

    /// A puck went away.
    /// - Parameter driven: groups that the cell moved by the operator's hand.
    mutating func lose(puck id: Int, driven: GroupMask) {
        bereft |= groups(ofPuck: id) & driven
        remove(puck: id)
    }

    /// The operator knows, and goes on with what is left: keys, where that is all.
    mutating func acceptLoss() { bereft = 0 }

    /// - Parameter holder: the program that holds the puck, nil once none does.
    mutating func mark(puck id: Int, heldBy holder: OtherReader?) {
        for index in pucks.indices where pucks[index].id == id { pucks[index].holder = holder }
    }

    mutating func sample(_ sample: PuckSample, from id: Int) {
        for index in pucks.indices where pucks[index].id == id { pucks[index].latest = sample }
    }

    mutating func add(switch id: Int) { switches[id] = false }
    mutating func remove(switch id: Int) { switches[id] = nil }
    mutating func set(switch id: Int, closed: Bool) { switches[id] = closed }

    // MARK: what the model asks for

    mutating func apply(_ settings: DriveSettings) {
        drive = settings
        for index in pucks.indices {
            pucks[index].conditioner.settings = keymap.motion.conditioner(settings)
        }
    }

    mutating func toggleGripper(_ mask: GroupMask) {
        for index in groups.indices where mask & bit(index) != 0 { groups[index].toggles &+= 1 }
    }

    mutating func begin(_ nudge: Nudge, at now: Nanoseconds) {
        self.nudge = NudgeInForce(nudge: nudge, until: now &+ nudge.duration)
    }

    /// Presses, toggles and lets go after `duration`.
    mutating func pressGripper(
        _ mask: GroupMask, for duration: Nanoseconds, at now: Nanoseconds
    ) {
        toggleGripper(mask)
        gripperPress = GripperPress(groups: mask, until: now &+ duration)
    }

    mutating func letGo() {
        nudge = nil
        gripperPress = nil
    }

    // MARK: what goes out

    /// The command at this moment. Changes of the switch since the last call count as edges.
    mutating func command(at now: Nanoseconds) -> PerGroup<GroupCommand> {
        if let nudge, now >= nudge.until { self.nudge = nil }
        if let gripperPress, now >= gripperPress.until { self.gripperPress = nil }
        var result = PerGroup<GroupCommand>(filler: GroupCommand())
        var twists: [Int: Twist] = [:]
        for index in pucks.indices {
            twists[pucks[index].id] = pucks[index].conditioner.step(
                counts(of: pucks[index], at: now), at: now)
        }
        for index in groups.indices {
            result.append(command(ofGroup: index, twists, at: now))
        }
        return result
    }

    /// A device that is silent means what it said last, by rules of its own. A story's puck is no
    /// device: where the story stands still, so does its hand.
    private func counts(of puck: Puck, at now: Nanoseconds) -> PuckCounts {
        guard let sample = puck.latest else { return .zero }
        let isStory = puck.id == OperatorStation.storyPuck
        return isStory && now &- sample.stamp > .milliseconds(100) ? .zero : sample.counts
    }

    private mutating func command(
        ofGroup index: Int, _ twists: [Int: Twist], at now: Nanoseconds
    ) -> GroupCommand {
        var command = GroupCommand()
        command.frame = drive.frame
        let puck = puck(ofGroup: index)
        let enabled: Bool
        if bereft & bit(index) != 0 {
            enabled = false
        } else if let puck {
            enabled = isSwitchClosed(with: puck)
            command.twist = twists[puck.id] ?? .zero
            command.deviceAlive = isAlive(puck)
            describe(puck, at: now, in: &command)
        } else if driving.isEmpty {
            enabled = isEnabledByKeys(index)
            let isNudged = enabled && drive.groups & bit(index) != 0
            command.twist = isNudged ? nudge?.nudge.twist ?? .zero : .zero
            command.deviceAlive = true
        } else {
            enabled = false
            command.deviceAlive = true
        }
        // A puck that has not spoken yet may be held; where there is none, nothing is.
        let isNeutral = puck.map { $0.latest?.isCentred ?? false } ?? true
        follow(enabled, isNeutral: isNeutral, group: index)
        command.enabled = enabled
        command.presses = groups[index].presses
        command.neutralSeen = groups[index].neutralSeen
        command.gripperToggles = groups[index].toggles
        return command
    }

    /// Without a puck that counts: a nudge is a press, a motion and a release in one. Where there
    /// is a pedal or key all the same, that is what gives the arm to the hand.
    private func isEnabledByKeys(_ index: Int) -> Bool {
        let isSelected = drive.groups & bit(index) != 0
        if hasSeparateSwitch { return isSelected && switches.values.contains(true) }
        let isPressed = (gripperPress?.groups ?? 0) & bit(index) != 0
        return isPressed || (isSelected && nudge != nil)
    }

    /// Counts an edge, and remembers whether the puck was seen neutral since.
    private mutating func follow(_ enabled: Bool, isNeutral: Bool, group index: Int) {
        if enabled, !groups[index].wasEnabled {
            groups[index].presses &+= 1
            groups[index].neutralSeen = false
        }
        if !enabled { groups[index].neutralSeen = false }
        if enabled, isNeutral { groups[index].neutralSeen = true }
        groups[index].wasEnabled = enabled
    }

    private func describe(_ puck: Puck, at now: Nanoseconds, in command: inout GroupCommand) {
        guard let sample = puck.latest else { return }
        for axis in 0..<6 { command.counts[axis] = Int16(clamping: sample.counts[axis]) }
        command.sampleAge = max(0, now &- sample.stamp)
    }

    private func isAlive(_ puck: Puck) -> Bool {
        if puck.holder != nil { return false }
        // One that has just been opened and has not spoken yet is not lost.
        guard let sample = puck.latest else { return true }
        switch sample.condition {
        case .live, .unproven, .dropped: return true
        case .gone: return false
        }
    }

    func bit(_ index: Int) -> GroupMask { 1 << GroupMask(truncatingIfNeeded: index) }
}

extension PuckLayout {
    init(_ table: PuckButtonTable) {
        switch table {
        case .pair: self = .pair
        case .pro: self = .pro
        case .numbered: self = .numbered
        }
    }

    var table: PuckButtonTable {
        switch self {
        case .pair: .pair
        case .pro: .pro
        case .numbered: .numbered
        }
    }
}
