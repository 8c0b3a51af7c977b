internal import Console
internal import Control
internal import Keymap

/// Which puck moves which arm, and what counts as the enabling switch.
extension OperatorStation {
    /// One puck drives what is selected; two drive an arm each, in the order of their places.
    func puck(ofGroup index: Int) -> Puck? { place(ofGroup: index).map { pucks[$0] } }

    /// Which of the pucks that is. Asked several times for each command, so it copies none of them.
    func place(ofGroup index: Int) -> Int? {
        var (first, own): (Int?, Int?) = (nil, nil)
        var count = 0
        for place in pucks.indices where mayDrive(place) {
            if count == 0 { first = place }
            if count == index { own = place }
            count += 1
        }
        if count >= 2 { return own }
        return drive.groups & bit(index) != 0 ? first : nil
    }

    /// Whether a puck can drive with the switches there are.
    private func mayDrive(_ place: Int) -> Bool { hasSeparateSwitch || pucks[place].mayEnable }

    var hasDrivingPuck: Bool { pucks.indices.contains(where: mayDrive) }

    /// Whether only a pedal or a key would let this puck drive.
    func lacksSwitch(puck id: Int) -> Bool {
        !hasSeparateSwitch && pucks.contains { $0.id == id && !$0.mayEnable }
    }

    var hasPuckForEach: Bool {
        var count = 0
        for place in pucks.indices where mayDrive(place) { count += 1 }
        return count >= 2
    }

    func groups(ofPuck id: Int) -> GroupMask {
        groups.indices.reduce(0) { puck(ofGroup: $1)?.id == id ? $0 | bit($1) : $0 }
    }

    var hasSeparateSwitch: Bool { !switches.isEmpty }

    /// The contacts that enable a group now. Where there is a pedal or key, that is what gives the
    /// arm to the hand, puck or none.
    func contacts(
        ofGroup index: Int, from source: EnablingFollower.Source
    ) -> [(id: EnablingContact.ID, contact: EnablingContact)] {
        let isSelected = drive.groups & bit(index) != 0
        switch source {
        case .none: return []
        case .puck where hasSeparateSwitch, .keys where hasSeparateSwitch && isSelected:
            return switches.map { (.device($0), $1) }
        case .puck(let id):
            guard let button = pucks.first(where: { $0.id == id })?.button else { return [] }
            return [(.button(puck: id), button)]
        case .keys where hasSeparateSwitch: return []
        case .keys: return [(.keys, groups[index].keys)]
        }
    }

    func enableButtons(of layout: PuckLayout) -> [String] {
        keymap.puckButtons[layout, default: []].filter { $0.action == .enable }.map(\.button)
    }

    var isClosed: Bool { groups.contains(where: \.enabling.isEnabled) }

    /// The intents of a puck's buttons. The button that enables is no intent, unless a pedal or key
    /// does that.
    func intent(ofButton code: UInt16, puck id: Int) -> Intent? {
        guard let puck = pucks.first(where: { $0.id == id }) else { return nil }
        let name = puck.layout.table.name(of: code)
        switch keymap.action(ofPuckButton: name, layout: puck.layout) {
        case .intent(let intent): return intent
        case .enable, nil: return nil
        }
    }

    var enablingSource: EnablingSwitchStatus.Source {
        if hasSeparateSwitch { return .pedal("pedal") }
        guard let place = pucks.indices.first(where: mayDrive) else { return .nudges }
        return .puckButton(pucks[place].enablingButtons.first ?? "no")
    }
}
