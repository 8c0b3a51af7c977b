public import Control

/// What a look at one device found. Made by `DeviceSurvey`, shown by `reins devices`.
public struct DeviceReport: Equatable, Sendable {
    public enum Access: Equatable, Sendable {
        /// `hasLight`: it has a light that can be switched.
        case open(PuckKind?, PuckButtonTable, hasLight: Bool)
        case refused(OpenFailure)
        /// It was not opened: nothing here wants it.
        case unasked
    }

    public var identity: DeviceIdentity
    public var verdict: DeviceVerdict
    public var access: Access
    /// Another program that keeps the device for itself.
    public var other: OtherReader?

    public init(
        identity: DeviceIdentity, verdict: DeviceVerdict, access: Access, other: OtherReader? = nil
    ) {
        self.identity = identity
        self.verdict = verdict
        self.access = access
        self.other = other
    }

    /// A puck that an operator could drive with now.
    public var isUsable: Bool {
        guard case .puck = verdict, case .open = access else { return false }
        return other == nil
    }
}

extension DeviceReport {
    private var isPuckOnAir: Bool {
        if case .puck = verdict { !identity.connection.isWire } else { false }
    }

    /// Why its own button does not enable, and what to do instead.
    private var airRemedy: String {
        let way =
            switch identity.connection {
            case .receiver: "It is on the air (a receiver)"
            case .bluetooth: "It is on the air (Bluetooth)"
            case .unknown, .wire: "How it is connected is not known"
            }
        return way + ", so its own button is no enabling switch: one that dies while it is pressed "
            + "looks like a hand that keeps still. Plug its cable in, or a pedal, or name a "
            + "keyboard with `--switch NAME`; until then keys nudge."
    }

    /// `relative`, `absolute -350…350`, `pedal`, …
    public var kindText: String {
        switch (verdict, access) {
        case (.puck, .open(.absolute(let ranges), _, _)):
            let low = (0..<6).map { ranges.minimum[$0] }.min() ?? 0
            let high = (0..<6).map { ranges.maximum[$0] }.max() ?? 0
            return "3D mouse, absolute axes, \(low) to \(high)"
        case (.puck(let isRelative), _):
            return "3D mouse, \(isRelative ? "relative" : "absolute") axes"
        case (.keys(let isPedal), _): return isPedal ? "pedal or button box" : "keyboard"
        case (.refused(let reason), _): return "not used: \(reason)"
        case (.other, _): return "other"
        }
    }

    public var stateText: String {
        switch access {
        case .open where other != nil: "held by another program"
        case .open where isPuckOnAir: "ready, with a pedal or a key as enabling switch"
        case .open: "ready"
        case .refused(.denied): "permission denied"
        case .refused(.missing): "the device file is missing"
        case .refused(.failed(let code)): "cannot be opened (error \(code))"
        case .unasked: "not opened"
        }
    }

    /// What to do, one sentence each; empty where all is well.
    public var remedies: [String] {
        var remedies = other.map { [$0.remedy] } ?? []
        if isPuckOnAir { remedies.append(airRemedy) }
        guard case .refused(let failure) = access else { return remedies }
        switch failure {
        case .denied:
            remedies += [
                "Install the udev rule: `reins devices --udev-rule | sudo tee "
                    + "/etc/udev/rules.d/\(UdevRule.fileName)`, then "
                    + "`sudo udevadm control --reload && sudo udevadm trigger -s input`.",
                "Over SSH no seat is yours: `sudo usermod -aG input $USER` and log in again.",
            ]
        case .missing:
            remedies.append(
                "If this is a container, start it with `--device=\(identity.node)` or "
                    + "`-v /dev/input:/dev/input`.")
        case .failed:
            remedies.append("Unplug it and plug it in again; if that changes nothing, see `dmesg`.")
        }
        return remedies
    }
}
