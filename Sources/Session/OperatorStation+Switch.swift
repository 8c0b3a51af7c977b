internal import Console
internal import Control
internal import Keymap

/// Which puck moves which arm, and what counts as the enabling switch.
extension OperatorStation {
    /// One puck drives what is selected; two drive an arm each, in the order of their places.
    func puck(ofGroup index: Int) -> Puck? {
        let driving = driving
        if driving.count >= 2 { return index < driving.count ? driving[index] : nil }
        return drive.groups & bit(index) != 0 ? driving.first : nil
    }

    /// The pucks that can drive with the switches there are.
    var driving: [Puck] { hasSeparateSwitch ? pucks : pucks.filter(\.mayEnable) }

    /// Whether only a pedal or a key would let this puck drive.
    func lacksSwitch(puck id: Int) -> Bool {
        !hasSeparateSwitch && pucks.contains { $0.id == id && !$0.mayEnable }
    }

    func groups(ofPuck id: Int) -> GroupMask {
        groups.indices.reduce(0) { puck(ofGroup: $1)?.id == id ? $0 | bit($1) : $0 }
    }

    var hasSeparateSwitch: Bool { !switches.isEmpty }

    /// The contacts that enable a group now. Where there is a pedal or key, that is what gives the
    /// arm to the hand, puck or none.
    func contacts(
        ofGroup index: Int, from source: EnablingFollower.Source
    ) -> [EnablingContact.ID: EnablingContact] {
        var contacts: [EnablingContact.ID: EnablingContact] = [:]
        let isSelected = drive.groups & bit(index) != 0
        switch source {
        case .none: break
        case .puck where hasSeparateSwitch, .keys where hasSeparateSwitch && isSelected:
            for (id, contact) in switches { contacts[.device(id)] = contact }
        case .puck(let id): contacts[.button(puck: id)] = pucks.first { $0.id == id }?.button
        case .keys where hasSeparateSwitch: break
        case .keys: contacts[.keys] = groups[index].keys
        }
        return contacts
    }

    func enableButtons(of puck: Puck) -> [String] {
        keymap.puckButtons[puck.layout, default: []].filter { $0.action == .enable }.map(\.button)
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
        guard let puck = driving.first else { return .nudges }
        return .puckButton(enableButtons(of: puck).first ?? "no")
    }
}
