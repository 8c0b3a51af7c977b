internal import Control
internal import Keymap
internal import Messages
internal import Screen

/// Something that wants acting on now, with what to do.
struct Alarm: Equatable {
    var text: String
    var style: Style
}

extension LiveModel {
    /// Most severe first. Each says what is, and then what to do.
    var alarms: [Alarm] {
        stopAlarms + linkAlarms + robotAlarms + armAlarms + inputAlarms + recordingAlarms
            + screenAlarms + offerAlarms + planeAlarms
    }

    private var stopAlarms: [Alarm] {
        guard let since = live.stopUnheardSince, now &- since > .milliseconds(300) else {
            return []
        }
        return [
            Alarm(
                text: "STOP NOT HEARD for \(Figures.span(now &- since)): use the EMERGENCY STOP. "
                    + "It is sent until the cell hears it.", style: .stop)
        ]
    }

    private var linkAlarms: [Alarm] {
        guard live.cell != nil else { return [] }
        var alarms: [Alarm] = []
        let age = Figures.span(live.link.age(at: now))
        if !isFresh, live.link.plane.isFresh(at: now) {
            alarms.append(
                Alarm(
                    text: "PICTURE \(age) OLD: the connection stalls. Who drives is up to date.",
                    style: .alarm))
        } else if !isFresh {
            let why: String =
                if case .broken(let reason, _) = live.link.phase {
                    " (\(reason.forDisplay(limit: 80)))"
                } else { "" }
            alarms.append(
                Alarm(
                    text: "NO NEWS FROM THE CELL for \(age)\(why): the picture is old. "
                        + "What you drove holds.",
                    style: .alarm))
        }
        if case .mine(stale: true) = live.lease {
            alarms.append(
                Alarm(
                    text: "The cell does not hear this console: others may get control.",
                    style: .alarm))
        }
        if let trip = live.link.roundTrip, trip > .milliseconds(250) {
            alarms.append(
                Alarm(
                    text: "Round trip \(Figures.span(trip)): above 250 ms nobody drives by hand.",
                    style: .warning))
        }
        return alarms
    }

    private var offerAlarms: [Alarm] {
        guard let left = live.offerLeft, isFresh else { return [] }
        let span = Figures.seconds(left)
        let groups = live.offeredGroups
        let what = groups == 0 ? "Control is" : titles(groups) + " is"
        let text: String? =
            switch live.offer {
            case .mine(let name):
                "\(what) offered to \(name ?? "anyone") for \(span): \(key(.passControl)) "
                    + "withdraws it."
            case .open where mayOperate:
                "\(live.ownerName) offers you \(groups == 0 ? "control" : titles(groups)) "
                    + "for \(span): \(key(.getControl)) accepts it."
            case .none, .open, .toAnother: nil
            }
        return text.map { [Alarm(text: $0, style: .warning)] } ?? []
    }

    /// Last of all: nothing is lost by it but on a bad network.
    private var planeAlarms: [Alarm] {
        guard live.link.plane.standing == .closed, isFresh else { return [] }
        let port = live.link.plane.port
        return [
            Alarm(
                text: "UDP port \(port) seems closed: commands go by TCP. Open it in the firewall.",
                style: .warning)
        ]
    }

    private var robotAlarms: [Alarm] {
        guard let newest = live.newest else { return [] }
        var alarms: [Alarm] = []
        if newest.stop != 0 {
            alarms.append(
                Alarm(
                    text: "STOPPED (stop \(newest.stop)): \(stopCause) "
                        + "first \(key(.reset)), then \(key(.confirm)) resets it.",
                    style: .stop))
        }
        if newest.robotMode != .ready {
            alarms.append(
                Alarm(
                    text: "ROBOT: \(newest.robotMode.words). Clear it at the robot.", style: .alarm)
            )
        }
        return alarms
    }

    private var armAlarms: [Alarm] {
        let lost = live.groups { $0.authority == .linkLost }
        let gone = live.groups { $0.authority == .deviceLost }
        let faulty = live.groups { $0.authority == .fault }
        var alarms: [Alarm] = []
        if faulty != 0 {
            alarms.append(
                Alarm(
                    text:
                        "FAULT: \(holding(faulty)) (\(reasons(faulty))). Look there, then "
                        + "\(key(.acknowledge)).",
                    style: .alarm))
        }
        if lost != 0 {
            alarms.append(
                Alarm(
                    text: "LINK WAS LOST: \(holding(lost)). Look there, then "
                        + "\(key(.acknowledge)).", style: .alarm))
        }
        if gone != 0 {
            let isHeld = live.input.pucks.contains { $0.condition.isShared }
            alarms.append(
                Alarm(
                    text: isHeld
                        ? "3D MOUSE NOT OURS: \(holding(gone)). Free it, then "
                            + "\(key(.acknowledge))."
                        : "3D MOUSE LOST: \(holding(gone)). Plug it in, then "
                            + "\(key(.acknowledge)).", style: .alarm))
        }
        return alarms
    }

    /// What to clear: an arm that brought the stop about by itself is named.
    private var stopCause: String {
        let drifted = live.groups { $0.authority == .stopped && $0.holdReason == .drift }
        return drifted == 0
            ? "clear the cause; then" : titles(drifted) + " " + HoldReason.drift.words + ";"
    }

    /// Why the groups are in fault, each reason once.
    private func reasons(_ groups: GroupMask) -> String {
        HoldReason.allCases.filter { reason in
            live.groups { $0.authority == .fault && $0.holdReason == reason } & groups != 0
        }.map(\.words).joined(separator: ", ")
    }

    private func holding(_ groups: GroupMask) -> String {
        titles(groups) + (groups & (groups &- 1) == 0 ? " holds" : " hold")
    }

    private var inputAlarms: [Alarm] {
        var alarms: [Alarm] = []
        for puck in live.input.pucks where puck.condition != .live {
            let text =
                puck.condition == .lacksSwitch
                // Told with its reason where there is time for it: `reins devices`.
                ? "Wireless puck: its button does not enable. Use its cable or a pedal."
                : "Puck \(puck.name): \(LiveView.condition(puck, self))."
            alarms.append(Alarm(text: text, style: .warning))
        }
        if !live.input.pucks.isEmpty, let problem = live.input.problem {
            alarms.append(Alarm(text: problem.forDisplay(limit: 200), style: .warning))
        }
        return alarms
    }

    private var recordingAlarms: [Alarm] {
        switch live.recorder {
        case .off, .waiting: []
        case .recording(let figures):
            figures.dropped == 0
                ? []
                : [
                    Alarm(
                        text: "\(figures.dropped) records were lost; the gaps are in the file.",
                        style: .warning)
                ]
        case .failed(let reason, let figures):
            [
                Alarm(
                    text: "NOT RECORDING: \(reason.forDisplay(limit: 120))"
                        + (figures.map { ". \($0.file) is kept" } ?? "") + ".",
                    style: .alarm)
            ]
        }
    }

    private var screenAlarms: [Alarm] {
        if let since = live.screen.frozenSince {
            return [
                Alarm(
                    text: "SCREEN FROZEN for \(Figures.span(now &- since)): what you drove holds.",
                    style: .alarm)
            ]
        }
        guard let thawed = live.screen.thawed, now &- thawed.at < .seconds(10) else { return [] }
        return [
            Alarm(
                text:
                    "The screen was frozen for \(Figures.span(thawed.after)): what you drove holds.",
                style: .warning)
        ]
    }
}

extension LiveView {
    /// The most severe ones in their rows; how many more there are stands at the end.
    static func drawAlarms(_ model: LiveModel, in area: Rect, on grid: inout Grid) {
        let alarms = model.alarms
        for (row, alarm) in alarms.prefix(area.rows).enumerated() {
            let hidden = row == area.rows - 1 ? alarms.count - area.rows : 0
            let more = hidden > 0 ? "  +\(hidden) more" : ""
            let text = TextWidth.fitWords(
                " " + alarm.text, area.columns - more.utf8.count - 1, glyphs: grid.glyphs)
            let line = Rect(
                column: area.column, row: area.row + row, columns: area.columns, rows: 1)
            if alarm.style == .stop { grid.fill(line, .stop) }
            grid.put(text, alarm.style, column: 0, row: 0, in: line)
            grid.put(
                more, alarm.style, column: area.columns - more.utf8.count - 1, row: 0, in: line)
        }
    }
}
