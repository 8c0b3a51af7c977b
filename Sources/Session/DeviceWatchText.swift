import Control
import InputDevice

/// Input events as lines, for people or as JSON.
struct DeviceWatchText {
    let isJSON: Bool
    private(set) var hasSeenPuck = false
    private var tables: [DeviceID: PuckButtonTable] = [:]
    private var nodes: [DeviceID: String] = [:]

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// The first line: from here on nothing that is plugged in is missed.
    func opening(seconds: Double) -> String {
        isJSON
            ? "{\"event\":\"watching\"}\n"
            : "Watching for \(Int(seconds.rounded())) s. Move the mouse, press its buttons, unplug it.\n"
    }

    /// One line with its end.
    /// - Parameter now: when it is told, monotonic ns.
    mutating func line(_ event: InputEvent, at now: Int64) -> String {
        note(event)
        return (isJSON ? json(event, now) : plain(event)) + "\n"
    }

    private mutating func note(_ event: InputEvent) {
        guard case .added(let info) = event else { return }
        nodes[info.id] = info.identity.node
        switch info.role {
        case .puck(_, let table):
            hasSeenPuck = true
            tables[info.id] = table
        case .enablingSwitch: break
        }
    }

    private func name(of code: UInt16, on id: DeviceID) -> String {
        (tables[id] ?? .numbered).name(of: code)
    }

    // MARK: for people

    private func plain(_ event: InputEvent) -> String {
        switch event {
        case .added(let info):
            return "+ \(info.identity.node)  \(info.identity.name)  (\(role(info)))"
        case .removed(let id, .unplugged): return "- \(node(id))  unplugged"
        case .removed(let id, .unreadable(let code)):
            return "- \(node(id))  cannot be read any more (error \(code)); trying again"
        case .sample(let id, let sample): return "  \(node(id)) \(bars(sample))"
        case .button(let id, let code, let isDown, _):
            return "  \(node(id))  \(name(of: code, on: id)) \(isDown ? "pressed" : "released")"
        case .enablingSwitch(let id, let isClosed, _):
            return "  \(node(id))  enabling switch \(isClosed ? "closed" : "open")"
        case .grabRefused(let id, let reader): return "! \(node(id))  \(reader.remedy)"
        case .grabFreed(let id): return "  \(node(id))  no other program holds it any more"
        case .openRefused(let identity, let failure):
            let report = DeviceReport(
                identity: identity, verdict: .puck(isRelative: true), access: .refused(failure))
            return
                (["! \(identity.node)  \(identity.name): \(report.stateText)."]
                + report.remedies.map { "  " + $0 }).joined(separator: "\n")
        }
    }

    private func node(_ id: DeviceID) -> String { nodes[id] ?? "device \(id.number)" }

    private func role(_ info: DeviceInfo) -> String {
        switch info.role {
        case .puck(.relative, _): "3D mouse, relative"
        case .puck(.absolute, _): "3D mouse, absolute"
        case .enablingSwitch(let isPedal): isPedal ? "pedal" : "keyboard"
        }
    }

    private func bars(_ sample: PuckSample) -> String {
        let axes = zip(["x", "y", "z", "rx", "ry", "rz"], 0..<6).map { name, axis in
            let count = String(sample.counts[axis])
            return name + String(repeating: " ", count: max(1, 5 - count.count)) + count
        }
        var parts = [axes.joined(separator: "  ")]
        switch sample.condition {
        case .live: break
        case .unproven: parts.append("unchanged for too long: counts as let go")
        case .dropped: parts.append("events were lost: counts as let go")
        case .gone: parts.append("gone")
        }
        if sample.isCentred { parts.append("centred") }
        return parts.joined(separator: "  ")
    }

    // MARK: JSON

    private func json(_ event: InputEvent, _ now: Int64) -> String {
        switch event {
        case .added(let info):
            return object(
                "added", info.id,
                [
                    "\"node\":\(quoted(info.identity.node))",
                    "\"name\":\(quoted(info.identity.name))",
                    "\"id\":\(quoted(info.identity.usbID))", "\"role\":\(quoted(role(info)))",
                    "\"physical_path\":\(quoted(info.identity.physicalPath))",
                    "\"light\":\(info.hasLight)",
                ])
        case .removed(let id, .unplugged):
            return object("removed", id, ["\"reason\":\"unplugged\""])
        case .removed(let id, .unreadable(let code)):
            return object("removed", id, ["\"reason\":\"unreadable\"", "\"error\":\(code)"])
        case .sample(let id, let sample): return object("sample", id, fields(sample, id, now))
        case .button(let id, let code, let isDown, let stamp):
            return object(
                "button", id,
                [
                    "\"button\":\(quoted(name(of: code, on: id)))", "\"code\":\(code)",
                    "\"down\":\(isDown)", "\"stamp_ns\":\(stamp)",
                ])
        case .enablingSwitch(let id, let isClosed, let stamp):
            return object("switch", id, ["\"closed\":\(isClosed)", "\"stamp_ns\":\(stamp)"])
        case .grabRefused(let id, let reader):
            return object(
                "grab-refused", id,
                [
                    "\"held_by\":\(reader.name.map(quoted) ?? "null")",
                    "\"remedy\":\(quoted(reader.remedy))",
                ])
        case .grabFreed(let id): return object("grab-freed", id, [])
        case .openRefused(let identity, let failure):
            let report = DeviceReport(
                identity: identity, verdict: .puck(isRelative: true), access: .refused(failure))
            return "{\"event\":\"open-refused\",\"report\":\(report.json)}"
        }
    }

    private func fields(_ sample: PuckSample, _ id: DeviceID, _ now: Int64) -> [String] {
        let counts = (0..<6).map { String(sample.counts[$0]) }.joined(separator: ",")
        let buttons = sample.buttons.list.map { quoted(name(of: $0, on: id)) }
        let condition =
            switch sample.condition {
            case .live: "live"
            case .unproven: "unproven"
            case .dropped: "dropped"
            case .gone: "gone"
            }
        return [
            "\"counts\":[\(counts)]", "\"buttons\":[\(buttons.joined(separator: ","))]",
            "\"condition\":\"\(condition)\"", "\"neutral\":\(sample.isNeutral)",
            "\"centred\":\(sample.isCentred)", "\"stamp_ns\":\(sample.stamp)", "\"told_ns\":\(now)",
        ]
    }

    private func object(_ event: String, _ id: DeviceID, _ fields: [String]) -> String {
        let head = ["\"event\":\"\(event)\"", "\"device\":\(id.number)"]
        return "{" + (head + fields).joined(separator: ",") + "}"
    }

    private func quoted(_ text: String) -> String { "\"" + escapedForJSON(text) + "\"" }
}
