public import Control

/// One opening of one device. A device that was unplugged and came back has a new one.
public struct DeviceID: Equatable, Hashable, Sendable {
    public let number: Int
}

/// A device in use.
public struct DeviceInfo: Equatable, Sendable {
    public enum Role: Equatable, Sendable {
        case puck(PuckKind, PuckButtonTable)
        case enablingSwitch(isPedal: Bool)
    }

    public let id: DeviceID
    public let identity: DeviceIdentity
    public let role: Role
    /// It has a light that `setLight` can switch.
    public let hasLight: Bool
}

/// What `InputDevices.drain` tells, in the order it happened.
public enum InputEvent: Equatable, Sendable {
    public enum Departure: Equatable, Hashable, Sendable {
        /// The node went away.
        case unplugged
        /// Reading failed with this `errno` while the node was there: revoked by a session switch,
        /// or broken. It is tried again.
        case unreadable(Int32)
    }

    case added(DeviceInfo)
    /// Before this came a last sample with zero counts, or a release of the switch.
    case removed(DeviceID, Departure)
    case sample(DeviceID, PuckSample)
    /// A press or release on a puck. Also in the samples; here once per edge, and with a release
    /// for every press, whatever happens to the device.
    case button(DeviceID, code: UInt16, isDown: Bool, stamp: Int64)
    /// The enabling switch of a pedal or keyboard. Any doubt releases it.
    case enablingSwitch(DeviceID, isClosed: Bool, stamp: Int64)
    /// Another program holds the device: it gets every event, we get none.
    case grabRefused(DeviceID, OtherReader)
    /// The program that held the device let it go: it can be armed again.
    case grabFreed(DeviceID)
    /// A device that would be used cannot be opened. Once per device; it goes on being tried.
    case openRefused(DeviceIdentity, OpenFailure)
}

/// The program that keeps a device for itself.
public struct OtherReader: Equatable, Hashable, Sendable {
    /// `spacenavd (process 812)`; nil where this user may not see whose it is.
    public let name: String?

    public init(name: String?) { self.name = name }

    /// One sentence with what to do, soonest what a line of 80 columns must still hold.
    public var remedy: String {
        guard let name else {
            return "another program keeps this device: `sudo systemctl stop spacenavd` if that is "
                + "it, or set `grab = false` in /etc/spnavrc."
        }
        guard name.hasPrefix("spacenavd") else {
            return "\(name) keeps this device: stop it, or unplug the device there."
        }
        return "\(name) keeps this device: `sudo systemctl stop spacenavd`, or set `grab = false` "
            + "in /etc/spnavrc."
    }
}

/// Why a device could not be opened.
public enum OpenFailure: Error, Equatable, Hashable, Sendable {
    case denied
    case missing
    /// Not an input device, or any other `errno`.
    case failed(Int32)
}
