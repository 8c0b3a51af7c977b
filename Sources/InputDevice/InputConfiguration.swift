public import Control

/// Which devices to use and how.
public struct InputConfiguration: Equatable, Sendable {
    public var puck = PuckSettings.standard
    /// Six-axis devices of makers that are not known, to be used as pucks all the same.
    public var admittedPucks: [DeviceMatch] = []
    public var enablingSwitches: [SwitchRule] = []

    public init() {}
}

/// Names a device in the settings.
public enum DeviceMatch: Equatable, Hashable, Sendable {
    /// Every pedal that has one of the rule's keys. Never a keyboard: those are named.
    case anyPedal
    /// The node, or the physical path: what `reins devices` shows.
    case path(String)
    /// Any part of the name, upper and lower case alike.
    case name(String)

    /// As it was named.
    public var words: String {
        switch self {
        case .anyPedal: "pedal"
        case .path(let path): "at " + path
        case .name(let part): "“" + part + "”"
        }
    }

    public func matches(_ identity: DeviceIdentity) -> Bool {
        switch self {
        // Told by what it can do, not by what it is called: see `InputDevices`.
        case .anyPedal: false
        case .path(let path):
            !path.isEmpty && (path == identity.node || path == identity.physicalPath)
        case .name(let part):
            !part.isEmpty && identity.name.lowercased().contains(part.lowercased())
        }
    }
}

/// A keyboard or pedal whose keys, or some of them, are an enabling switch.
public struct SwitchRule: Equatable, Hashable, Sendable {
    /// Whether the device is kept from everyone else while Reins has it open.
    public enum Hold: String, CaseIterable, Equatable, Hashable, Sendable {
        /// A pedal's keys would otherwise be typed into the terminal; a keyboard is left alone.
        case pedal
        case always
        case never
    }

    public var match: DeviceMatch
    /// evdev key codes that count. Empty means all of a pedal, and none of a keyboard: on one of
    /// those any typing would close the switch, so name a key.
    public var keys: Set<UInt16>
    public var hold: Hold

    public init(match: DeviceMatch, keys: Set<UInt16> = [], hold: Hold = .pedal) {
        self.match = match
        self.keys = keys
        self.hold = hold
    }
}
