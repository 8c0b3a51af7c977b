import Control
import Keymap
import Messages
import Spatial

@testable import Console

/// The cell that a story is played against: one tick at a time, in virtual time.
protocol BenchCell {
    var manifest: Manifest { get }
    /// One tick with what the console sent.
    mutating func advance(
        tick: UInt64, now: Nanoseconds, requests: [Request], command: OperatorCommand?
    ) -> (step: Step, answers: [Answer])
}

/// A story, the console's model, the operator's hand and a cell in one loop. What the story does
/// goes the way of keys and puck.
struct StoryBench<Cell: BenchCell> {
    var cell: Cell
    var player: StoryPlayer
    var model: LiveModel
    var live: LiveState
    var tick: UInt64 = 100
    /// Whether the cell is heard.
    var isHeard = true
    var acts: [OperatorAct] = []
    var effects: [Effect] = []
    private var conditioner = Conditioner()
    private var sample = VirtualPuck.sample(.zero, at: 0)
    private var command = GroupCommand()
    private var sequence: UInt32 = 0
    private var requests: [Request] = []
    private var lease = LeaseTag.none

    init(_ story: Story, cell: Cell) {
        self.cell = cell
        player = StoryPlayer(story)
        live = LiveState(now: 0)
        var welcome = Welcome()
        welcome.role = .operate
        welcome.session = 1
        welcome.client = SampleCell.client
        live.apply(CellFacts(manifest: cell.manifest, welcome: welcome, address: "ipc:///bench"))
        live.input.enabling.source = .story
        model = LiveModel(live, keymap: Situation.keymap, now: 0)
        command.deviceAlive = true
    }

    var now: Nanoseconds { Nanoseconds(tick) * 10_000_000 }

    /// Runs for so many seconds, or until the story is over.
    mutating func run(seconds: Double, _ world: (inout StoryBench) -> Void = { _ in }) {
        for _ in 0..<Int(seconds * 100) where player.verdict == nil {
            world(&self)
            advance()
        }
    }

    mutating func advance() {
        tick += 1
        let drive = model.interface.drive
        var settings = ConditionerSettings()
        settings.speed = drive.speed
        conditioner.settings = settings
        let new = player.advance(now: now, live: live, drive: drive, conditioner: settings)
        acts += new
        for act in new { carryOut(act) }
        stepCell()
    }

    private mutating func carryOut(_ act: OperatorAct) {
        switch act {
        case .intent(let intent): carryOut(model.update(.intent(intent)))
        case .key(let key): carryOut(model.update(.key(key)))
        case .puck(let sample): self.sample = sample
        case .enablingSwitch(let isClosed):
            if isClosed, !command.enabled { command.presses += 1 }
            command.neutralSeen = false
            command.enabled = isClosed
        case .say: break
        }
        if command.enabled, sample.isCentred { command.neutralSeen = true }
    }

    private mutating func carryOut(_ effects: [Effect]) {
        self.effects += effects
        for effect in effects {
            switch effect {
            case .request(let id, let kind, let groups, let argument):
                requests.append(
                    Request(
                        kind, client: SampleCell.client, lease: lease, id: id, groups: groups,
                        argument: argument))
            case .toggleGripper, .pressGripper: command.gripperToggles += 1
            case .remark, .drive, .nudge, .letGo, .quit: break
            }
        }
    }

    private mutating func stepCell() {
        let command = lease == .none ? nil : nextCommand()
        if tick % 50 == 0, lease != .none {
            requests.append(Request(.renewLease, client: SampleCell.client, lease: lease))
        }
        let (step, answers) = cell.advance(
            tick: tick, now: now, requests: requests, command: command)
        requests = []
        if step.lease.tag != lease, step.lease.holder == SampleCell.client {
            lease = step.lease.tag
            sequence = 0
        }
        if isHeard {
            live.apply(step, receivedAt: now)
            for answer in answers where answer.client != 0 {
                var reply = Reply()
                reply.answer = answer
                live.apply(reply)
            }
        }
        carryOut(model.update(.live(live, now: now)))
    }

    private mutating func nextCommand() -> OperatorCommand {
        sequence += 1
        var command = OperatorCommand()
        command.lease = lease
        command.sequence = sequence
        command.receivedAt = now
        let twist = conditioner.step(sample.counts, at: now)
        for index in 0..<cell.manifest.groups.count {
            var group = self.command
            let isDriven = model.interface.drive.groups.contains(group: index)
            group.enabled = isDriven && group.enabled
            group.twist = isDriven ? twist : .zero
            command.groups.append(group)
        }
        return command
    }
}
