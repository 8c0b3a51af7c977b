import BuiltinKeymaps
import Control
import Keymap
import Messages
import Spatial

@testable import Console

/// The main situations in which the screen is looked at.
enum Situation: String, CaseIterable, Sendable {
    case connecting
    case policyDrives = "policy-drives"
    case taking
    case holdTaken = "hold-taken"
    case operatorDrives = "operator"
    case returning
    case linkSilent = "link-silent"
    case linkLost = "link-lost"
    case deviceLost = "device-lost"
    case stopped
    case frozen = "screen-frozen"
    case nearLimit = "near-limit"
    case ended
    case otherDrives = "other-drives"
    case watching
    case takingControl = "taking-control"
    case controlTaken = "control-taken"
    case passing
    case offering
    case offered
    case lent
    case borrowed
    case question
    case note
    case help

    static let keymap: Keymap = {
        do throws(KeymapError) {
            return try Keymap.parse(BuiltinKeymaps.defaultText, file: "default.json5")
        } catch { fatalError(error.description) }
    }()

    private static let models = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0, $0.makeModel()) })

    /// A model in this situation.
    var model: LiveModel { Situation.models[self] ?? makeModel() }

    private func makeModel() -> LiveModel {
        var model = LiveModel(
            LiveState(now: 0, address: "ipc:///run/reins/cell"), keymap: Situation.keymap, now: 0)
        guard self != .connecting else {
            model.now = 1_200_000_000
            return model
        }
        var live = SampleCell.live(ticks: 3400, change)
        let now = (live.link.newestStepAt ?? 0) + 4_000_000
        decorate(&live, now: now)
        _ = model.update(.live(live, now: now))
        act(&model, live: live, now: now)
        return model
    }

    /// What the cell says.
    private func change(_ step: inout Step) {
        let share = Double(step.tick % 400) / 400
        step.gauges = [0.9 - 0.7 * share, 0.4 + 0.3 * share]
        step.groups[1].observation.wrench?.force.z = 4 + 9 * share
        switch self {
        case .connecting, .policyDrives, .linkSilent, .frozen, .question, .note, .help, .passing,
            .offering:
            break
        case .takingControl, .offered:
            step.lease.holder = SampleCell.otherClient
            right(&step, .operator)
        case .controlTaken:
            // Until a moment ago it was this console's.
            guard step.tick >= 3300 else { return right(&step, .operator) }
            step.lease.holder = SampleCell.otherClient
            step.lease.tag.sequence = 2
            right(&step, .hold, .leaseTaken)
        case .lent:
            lend(&step, to: SampleCell.otherClient)
            right(&step, .operator)
        case .borrowed:
            step.lease.holder = SampleCell.otherClient
            lend(&step, to: SampleCell.client)
            right(&step, .hold, .taken)
        case .taking: right(&step, .taking)
        case .holdTaken: right(&step, .hold, .taken)
        case .operatorDrives:
            right(&step, .operator)
            step.groups[1].decision.limits = [.leash, .linearSpeed]
            step.groups[1].decision.enabled = true
            step.groups[1].decision.commandAge = 6_000_000
            step.groups[1].decision.freshness = .fresh
            step.groups[1].decision.gripperAuthority = .operator
        case .returning:
            right(&step, .returning)
            step.groups[1].decision.requested = .policy
            step.groups[1].decision.gripperAuthority = .kept
        case .linkLost: right(&step, .linkLost)
        case .deviceLost: right(&step, .deviceLost)
        case .stopped:
            step.stop = 3
            for index in 0..<2 { step.groups[index].decision.effective = .stopped }
        case .nearLimit: step.episode.startedAt = step.now - 593_300_000_000
        case .ended:
            step.episode.state = .ended
            step.episode.outcome = .success
            for index in 0..<2 {
                step.groups[index].decision.effective = .hold
                step.groups[index].decision.hold = .notRunning
                step.groups[index].candidate = nil
            }
        case .watching: step.lease = LeaseState()
        case .otherDrives:
            step.lease.holder = SampleCell.otherClient
            right(&step, .operator)
            step.groups[1].decision.enabled = true
        }
    }

    /// The right arm.
    private func lend(_ step: inout Step, to client: UInt64) {
        step.groups[1].decision.loan.tag = LeaseTag(epoch: 0xC0FFEE, sequence: 2)
        step.groups[1].decision.loan.holder = client
    }

    private func right(
        _ step: inout Step, _ authority: Authority, _ reason: HoldReason = .none
    ) {
        step.groups[1].decision.effective = authority
        step.groups[1].decision.hold = reason
        step.groups[1].decision.requested = .operator
    }

    /// What the console knows beside it.
    private func decorate(_ live: inout LiveState, now: Nanoseconds) {
        var puck = PuckStatus(name: "SpaceMouse Wireless")
        if self == .operatorDrives {
            puck.axes = SIMD8(0.3, -0.1, -0.62, 0, 0.2, -0.05, 0, 0)
            puck.buttons = ["left"]
        }
        if self == .deviceLost { puck.condition = .gone(since: now - 3_100_000_000) }
        live.input.pucks = [puck]
        live.input.enabling.source = .pedal("FootSwitch")
        live.input.enabling.isClosed = self == .operatorDrives
        live.recorder = .recording(
            .init(
                file: "2024-05-01T140312Z-bench.mcap", bytes: 12_400_000,
                duration: 34_000_000_000, dropped: 0))
        live.latency.eventToCommand = LatencySpread(
            count: 812, median: 310_000, percentile99: 900_000, longest: 2_400_000)
        live.latency.commandToExecution = LatencySpread(
            count: 3391, median: 5_100_000, percentile99: 9_900_000, longest: 12_000_000)
        live.latency.clock = ClockStatus(offset: -41_200_003_500, uncertainty: 210_000)
        if self == .watching { live.cell?.role = .observe }
        if self == .frozen { live.screen.thawed = (now - 1_000_000_000, 1_400_000_000) }
        var tactile = Tactile()
        tactile.rows = 4
        tactile.columns = 4
        tactile.pressure = (0..<16).map { Float($0) }
        live.apply(tactile, group: 1)
        for (second, text) in [
            (0, "console has control now."), (4, "Episode 12 runs."),
            (21, "The right arm holds: taken over, waiting for the operator's hand."),
            (22, "The right arm is driven by the operator."),
        ] {
            var event = Event()
            event.stamp.seconds = Int32(1_700_000_000 + second)
            event.group = second > 20 ? 1 : 255
            event.text = text
            live.apply(event)
        }
        if let ownership { live.apply(ownership) }
        if self == .takingControl { live.cell?.role = .admin }
        if self == .otherDrives {
            var reply = Reply()
            reply.holderName = "bench two"
            live.apply(reply)
        }
    }

    private var ownership: Ownership? {
        var news = Ownership()
        news.lease.tag = LeaseTag(epoch: 0xC0FFEE, sequence: 1)
        (news.lease.holder, news.holderName) = (SampleCell.otherClient, "bench two")
        for (client, name) in [(SampleCell.client, "anna"), (SampleCell.otherClient, "bench two")] {
            var label = ConsoleLabel()
            (label.client, label.name, label.role) = (client, name, .operate)
            news.consoles.append(label)
        }
        switch self {
        case .takingControl: break
        case .controlTaken:
            news.lease.tag.sequence = 2
            (news.former, news.formerName, news.cause) = (SampleCell.client, "anna", .takeLease)
            news.formerTag = LeaseTag(epoch: 0xC0FFEE, sequence: 1)
        case .passing, .offering:
            (news.lease.holder, news.holderName) = (SampleCell.client, "anna")
            guard self == .offering else { break }
            news.offer.to = SampleCell.otherClient
            news.offer.until = 34_000_000_000 + 14_000_000_000
        case .offered: news.offer.until = 34_000_000_000 + 14_000_000_000
        case .lent, .borrowed:
            if self == .lent { (news.lease.holder, news.holderName) = (SampleCell.client, "anna") }
            var label = LoanLabel()
            label.group = 1
            label.lease.tag = LeaseTag(epoch: 0xC0FFEE, sequence: 2)
            (label.lease.holder, label.holderName) =
                self == .lent
                ? (SampleCell.otherClient, "bench two") : (SampleCell.client, "anna")
            news.loans = [label]
        case .connecting, .policyDrives, .taking, .holdTaken, .operatorDrives, .returning,
            .linkSilent, .linkLost, .deviceLost, .stopped, .frozen, .nearLimit, .ended,
            .otherDrives, .watching, .question, .note, .help:
            return nil
        }
        return news
    }

    /// What the operator does.
    private func act(_ model: inout LiveModel, live: LiveState, now: Nanoseconds) {
        switch self {
        case .linkSilent: _ = model.update(.live(live, now: now + 1_240_000_000))
        case .question: _ = model.update(.intent(.quit))
        case .note:
            _ = model.update(.intent(.note))
            for scalar in "Stecker verkantet – näher".unicodeScalars {
                _ = model.update(.key(scalar == " " ? .space : .character(scalar)))
            }
        case .help: _ = model.update(.intent(.help))
        case .takingControl:
            _ = model.update(.intent(.takeControl))
            for scalar in "bench t".unicodeScalars {
                _ = model.update(.key(scalar == " " ? .space : .character(scalar)))
            }
        case .passing:
            _ = model.update(.intent(.passControl))
            _ = model.update(.key(.enter))
            _ = model.update(.key(.character("b")))
        case .controlTaken:
            model.interface.ownGrant = LeaseTag(epoch: 0xC0FFEE, sequence: 1)
            _ = model.update(.live(live, now: now))
        case .policyDrives: _ = model.update(.intent(.gripperToggle))
        case .connecting, .taking, .holdTaken, .operatorDrives, .returning, .linkLost, .deviceLost,
            .stopped, .frozen, .nearLimit, .ended, .otherDrives, .watching, .offering, .offered,
            .lent, .borrowed:
            break
        }
    }
}
