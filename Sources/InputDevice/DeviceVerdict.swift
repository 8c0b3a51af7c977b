/// What a device can be for Reins, judged from its capabilities and identity alone.
public enum DeviceVerdict: Equatable, Sendable {
    /// Six axes that report displacement or state.
    case puck(isRelative: Bool)
    /// Keys and no axes: could serve as an enabling switch where the configuration names it.
    case keys(isPedal: Bool)
    /// Looks like a puck and is none; the reason is one clause.
    case refused(reason: String)
    /// Nothing of interest.
    case other
}

extension DeviceVerdict {
    static let connexion: UInt16 = 0x256f
    static let logitech: UInt16 = 0x046d

    /// 3D mice that were sold under Logitech's id, which stands on much else.
    static let logitechPucks: [UInt16] = [
        0xc603, 0xc605, 0xc606, 0xc621, 0xc623, 0xc625, 0xc626, 0xc627, 0xc628, 0xc629, 0xc62b,
        0xc640,
    ]

    /// 3Dconnexion's devices that are no 3D mice: CadMice, keyboards, a number pad.
    static let connexionOthers: [UInt16] = [
        0xc62c, 0xc641, 0xc650, 0xc651, 0xc654, 0xc655, 0xc656, 0xc657, 0xc658, 0xc664, 0xc665,
        0xc668,
    ]

    /// Keys up to this many make a pedal or a button box; more make a keyboard.
    static let mostPedalKeys = 8

    /// - Parameter isAdmitted: the configuration names this device as a puck whatever its maker.
    init(_ identity: DeviceIdentity, _ capabilities: Capabilities, isAdmitted: Bool = false) {
        let hasAxes = capabilities.hasSixRelative || capabilities.hasSixAbsolute
        let isMaker = identity.vendor == Self.connexion || Self.isLogitechPuck(identity)
        if identity.vendor == Self.connexion, Self.connexionOthers.contains(identity.product) {
            self = .refused(reason: "3Dconnexion makes it, but it is not a 3D mouse")
        } else if isMaker, identity.name.hasSuffix("Universal Receiver Mouse") {
            self = .refused(reason: "it is the pointer half of a receiver")
        } else if isMaker, !hasAxes {
            self = .refused(
                reason: "it shows no six axes; a receiver without a paired mouse does so")
        } else if hasAxes, isMaker || isAdmitted {
            self = .puck(isRelative: capabilities.hasSixRelative)
        } else if hasAxes, !capabilities.isGamepad {
            self = .refused(reason: "its maker is unknown; name it in the settings to use it")
        } else if capabilities.keys.count > 0, capabilities.relative.count == 0,
            capabilities.absolute.count == 0
        {
            self = .keys(isPedal: capabilities.keys.count <= Self.mostPedalKeys)
        } else {
            self = .other
        }
    }

    private static func isLogitechPuck(_ identity: DeviceIdentity) -> Bool {
        identity.vendor == logitech && logitechPucks.contains(identity.product)
    }
}
