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
        /// Its buttons that are an enabling switch.
        var enablingButtons: [String]
        /// Whether a button of its own may be the enabling switch.
        var mayEnable = true
        var conditioner: Conditioner
        var latest: PuckSample?
        /// Another program holds it: by its name, where that is known.
        var holder: OtherReader?
        /// Its enabling button; nil until the puck has spoken.
        var button: EnablingContact?
    }

    struct Group {
        var enabling = EnablingFollower()
        /// Nudge and gripper key as one contact, where keys are all there is.
        var keys = EnablingContact(found: false)
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
    /// Pedals and keys, by device.
    private(set) var switches: [Int: EnablingContact] = [:]
    private(set) var drive = DriveSettings()
    private(set) var groups: [Group]
    /// How one puck, or the keys, move two arms: what was chosen last while no switch was closed.
    private var pairing = PuckPairing.parallel
    private var nudge: NudgeInForce?
    private var gripperPress: GripperPress?
    /// Groups whose puck went away while the hand moved them: they have no device, and keys are no
    /// substitute that an operator asked for, until one is plugged in or the loss is accepted.
    private var bereft: GroupMask = 0

    init(keymap: Keymap, groupCount: Int) {
        self.keymap = keymap
        self.groupCount = groupCount
        groups = [Group](repeating: Group(), count: groupCount)
        settle()
    }

    // MARK: devices

    /// - Parameter mayEnable: false for one that is on the air: its own button does not count.
    mutating func add(
        puck id: Int, name: String, place: String, layout: PuckLayout, mayEnable: Bool = true
    ) {
        remove(puck: id)
        bereft = 0
        let puck = Puck(
            id: id, name: name, place: place, layout: layout,
            enablingButtons: enableButtons(of: layout), mayEnable: mayEnable,
            conditioner: Conditioner(settings: keymap.motion.conditioner(drive)))
        pucks.append(puck)
        pucks.sort { $0.place < $1.place }
        settle()
    }

    mutating func remove(puck id: Int) {
        pucks.removeAll { $0.id == id }
        settle()
    }

    /// A puck went away.
    /// - Parameter driven: groups that the cell moved by the operator's hand.
    mutating func lose(puck id: Int, driven: GroupMask) {
        bereft |= groups(ofPuck: id) & driven
        remove(puck: id)
    }

    /// The operator knows, and goes on with what is left: keys, where that is all.
    mutating func acceptLoss() {
        bereft = 0
        settle()
    }

    /// - Parameter holder: the program that holds the puck, nil once none does.
    mutating func mark(puck id: Int, heldBy holder: OtherReader?) {
        for index in pucks.indices where pucks[index].id == id { pucks[index].holder = holder }
    }

    mutating func sample(_ sample: PuckSample, from id: Int) {
        for index in pucks.indices where pucks[index].id == id {
            pucks[index].latest = sample
            let (names, table) = (pucks[index].enablingButtons, pucks[index].layout.table)
            let isClosed = sample.buttons.list.contains { names.contains(table.name(of: $0)) }
            if pucks[index].button == nil {
                pucks[index].button = EnablingContact(found: isClosed)
                settle()
            } else {
                pucks[index].button?.set(closed: isClosed)
            }
        }
    }

    mutating func add(switch id: Int) {
        switches[id] = EnablingContact(found: false)
        settle()
    }

    mutating func remove(switch id: Int) {
        switches[id] = nil
        settle()
    }

    mutating func set(switch id: Int, closed: Bool) { switches[id]?.set(closed: closed) }

    // MARK: what the model asks for

    mutating func apply(_ settings: DriveSettings) {
        // What was begun for one arm does not go on with another.
        if settings.groups != drive.groups { letGo() }
        drive = settings
        settle()
        for index in pucks.indices {
            pucks[index].conditioner.settings = keymap.motion.conditioner(settings)
        }
    }

    mutating func toggleGripper(_ mask: GroupMask) {
        for index in groups.indices where mask & bit(index) != 0 { groups[index].toggles &+= 1 }
    }

    mutating func begin(_ nudge: Nudge, at now: Nanoseconds) {
        expire(at: now)
        self.nudge = NudgeInForce(nudge: nudge, until: now &+ nudge.duration)
        closeKeys()
    }

    /// Presses, toggles and lets go after `duration`.
    mutating func pressGripper(
        _ mask: GroupMask, for duration: Nanoseconds, at now: Nanoseconds
    ) {
        expire(at: now)
        toggleGripper(mask)
        gripperPress = GripperPress(groups: mask, until: now &+ duration)
        closeKeys()
    }

    mutating func letGo() {
        nudge = nil
        gripperPress = nil
        closeKeys()
    }

    /// What keys began ends by itself.
    private mutating func expire(at now: Nanoseconds) {
        if let nudge, now >= nudge.until { self.nudge = nil }
        if let gripperPress, now >= gripperPress.until { self.gripperPress = nil }
        closeKeys()
    }

    /// A gripper key within a nudge is no second press, nor the other way round.
    private mutating func closeKeys() {
        for index in groups.indices {
            let isNudged = nudge != nil && drive.groups & bit(index) != 0
            let isGripped = (gripperPress?.groups ?? 0) & bit(index) != 0
            groups[index].keys.set(closed: isNudged || isGripped)
        }
    }

    // MARK: what goes out

    /// The command at this moment. Closings of the switch since the last call count as presses.
    mutating func command(at now: Nanoseconds) -> PerGroup<GroupCommand> {
        expire(at: now)
        settle()
        var result = PerGroup<GroupCommand>(filler: GroupCommand())
        // In the order of the pucks.
        var twists: [Twist] = []
        for index in pucks.indices {
            twists.append(
                pucks[index].conditioner.step(counts(of: pucks[index], at: now), at: now))
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
        ofGroup index: Int, _ twists: [Twist], at now: Nanoseconds
    ) -> GroupCommand {
        var command = GroupCommand()
        command.frame = pairingInForce == nil ? drive.frame : .view
        follow(index)
        let enabled = groups[index].enabling.isEnabled
        switch source(ofGroup: index) {
        case .puck(let id):
            guard let place = pucks.firstIndex(where: { $0.id == id }) else { break }
            command.twist = twists[place]
            command.deviceAlive = isAlive(pucks[place])
            describe(pucks[place], at: now, in: &command)
        // No puck that counts: a nudge is a press, a motion and a release in one.
        case .keys:
            let isNudged = enabled && drive.groups & bit(index) != 0
            command.twist = isNudged ? nudge?.nudge.twist ?? .zero : .zero
            command.deviceAlive = true
        case .none: command.deviceAlive = bereft & bit(index) == 0
        }
        if let pairing = pairingInForce, drive.groups & bit(index) != 0 {
            command.twist = pairing.part(
                of: command.twist, isOpposite: drive.opposite & bit(index) != 0)
        }
        command.enabled = enabled
        command.presses = groups[index].enabling.presses
        command.neutralSeen = groups[index].neutralSeen
        command.gripperToggles = groups[index].toggles
        return command
    }

    /// What moves a group now.
    private func source(ofGroup index: Int) -> EnablingFollower.Source {
        if bereft & bit(index) != 0 { return .none }
        if let place = place(ofGroup: index) { return .puck(pucks[place].id) }
        return hasDrivingPuck ? .none : .keys
    }

    /// Takes the contacts as they are now: what closes after this is an act under what is in force.
    private mutating func settle() {
        for index in groups.indices { follow(index) }
        if !isClosed { pairing = drive.pairing }
    }

    /// How two arms are moved at once; nil where the hand moves one, or each arm has its own puck.
    var pairingInForce: PuckPairing? {
        drive.opposite != 0 && !hasPuckForEach ? pairing : nil
    }

    /// Counts closings, and remembers whether the puck was seen neutral since.
    private mutating func follow(_ index: Int) {
        let source = source(ofGroup: index)
        let isPressed = groups[index].enabling.follow(
            source, contacts(ofGroup: index, from: source))
        // A puck that has not spoken yet may be held; where there is none, nothing is.
        let isNeutral = place(ofGroup: index).map { pucks[$0].latest?.isCentred ?? false } ?? true
        let isEnabled = groups[index].enabling.isEnabled
        if isPressed || !isEnabled { groups[index].neutralSeen = false }
        if isEnabled, isNeutral { groups[index].neutralSeen = true }
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
