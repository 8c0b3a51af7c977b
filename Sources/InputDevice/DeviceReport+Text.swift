import Control

extension DeviceReport {
    /// The page of `reins devices`.
    /// - Parameter reports: of one survey, in its order.
    public static func lines(_ reports: [DeviceReport]) -> [String] {
        let pucks = reports.filter(\.isPuckLike)
        let switches = reports.filter(\.isSwitch)
        var lines: [String] = []
        if pucks.isEmpty {
            lines += [
                "No 3D mouse found.",
                "  Plug one in, or switch its receiver on and pair it. `lsusb -d 256f:` and "
                    + "`lsusb -d 046d:` show whether the machine sees it at all.",
                "  Without one, the keyboard drives by short nudges.",
            ]
        }
        for report in pucks { lines += report.lines }
        if !switches.isEmpty {
            lines += ["", "Could serve as enabling switch, where the settings name it:"]
            lines += switches.map {
                "  \($0.identity.node)  \($0.identity.name)  (\($0.kindText), \($0.stateText))"
            }
        }
        return lines
    }

    private var isPuckLike: Bool {
        switch verdict {
        case .puck, .refused: true
        case .keys, .other: false
        }
    }

    private var isSwitch: Bool {
        switch verdict {
        case .keys: true
        case .puck, .refused, .other: false
        }
    }

    private var lines: [String] {
        var lines = [
            "\(identity.node)  \(identity.name)  \(identity.usbID)",
            "  \(kindText)",
        ]
        if !identity.physicalPath.isEmpty {
            lines.append("  plugged in at \(identity.physicalPath)")
        }
        guard case .puck = verdict else { return lines }
        if case .open(_, let buttons, let hasLight) = access {
            lines.append("  buttons: \(buttons.summary); light: \(hasLight ? "yes" : "no")")
        }
        lines.append("  state: \(stateText)")
        return lines + remedies.map { "  ! " + $0 }
    }
}

extension DeviceReport {
    /// One JSON object, for `reins devices --json`.
    public var json: String {
        let texts = [
            ("node", identity.node), ("name", identity.name), ("id", identity.usbID),
            ("physical_path", identity.physicalPath), ("kind", kindText), ("state", stateText),
        ]
        var parts = texts.map { "\"\($0.0)\":\"\(escapedForJSON($0.1))\"" }
        parts.append("\"usable\":\(isUsable)")
        parts.append("\"wire\":\(identity.connection.isWire)")
        if let other {
            parts.append(
                "\"held_by\":" + (other.name.map { "\"\(escapedForJSON($0))\"" } ?? "null"))
        }
        let remedies = remedies.map { "\"\(escapedForJSON($0))\"" }.joined(separator: ",")
        parts.append("\"remedies\":[\(remedies)]")
        return "{" + parts.joined(separator: ",") + "}"
    }
}

/// `text` for the inside of a JSON string. Control characters are gone from device texts already;
/// whatever is left of them becomes a question mark.
public func escapedForJSON(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": escaped += "\\\""
        case "\\": escaped += "\\\\"
        case _ where scalar.value < 0x20: escaped += "?"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
