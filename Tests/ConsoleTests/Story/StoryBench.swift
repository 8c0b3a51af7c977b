import Control
import Keymap
import Messages
import Spatial

@testable import Console

/// A story, the console's model, the operator's hand and the arbiter in one loop, in virtual time.
/// The arms follow their setpoints; what the story does goes the way of keys and puck.
struct StoryBench {
    let manifest = SampleCell.manifest()
    var arbiter: Arbiter
    var player: StoryPlayer
    var model: LiveModel
    var live: LiveState
    var tick: UInt64 = 100
    var tools = [Pose](
        repeating: Pose(position: Vector3(0.42, 0.1, 0.25), rotation: .identity), count: 2)
    var features = [0.5, 0.05, 0.20]
    var gauges = [0.9, 0.5]
    /// N, on the right tool.
    var force = 1.0
    /// Whether the cell is heard.
    var isHeard = true
    var acts: [OperatorAct] = []
    var effects: [Effect] = []
    private var conditioner = Conditioner()
    private var sample = VirtualPuck.sample(.zero, at: 0)
    private var command = GroupCommand()
    private var sequence: UInt32 = 0
    private var requests: [Request] = []
    private var nextLease = LeaseTag.none

    init(_ text: String) throws {
        self.init(try Story(text: text))
    }

    init(_ story: Story) {
        arbiter = Arbiter(configuration: manifest.control, leaseEpoch: 5)
        player = StoryPlayer(story)
        live = LiveState(now: 0)
        live.apply(SampleCell.facts())
        live.input.enabling.source = .story
        model = LiveModel(live, keymap: Situation.keymap, now: 0)
        command.deviceAlive = true
        // A runtime that brings the scene back at once.
        requests = [Request(.next), Request(.resetDone)]
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
                        kind, client: SampleCell.client, lease: nextLease, id: id, groups: groups,
                        argument: argument))
            case .toggleGripper: command.gripperToggles += 1
            case .remark, .drive, .nudge, .letGo, .quit: break
            }
        }
    }

    private mutating func stepCell() {
        var input = ArbiterInput()
        input.tick = tick
        input.now = now
        for index in 0..<2 {
            var group = GroupInput()
            group.observation = observation(index)
            group.candidate = PolicyCandidate(
                entries: Entries([0, 0, 0, 0, 0, 0, 1]), chunk: tick, index: 0, remaining: 0,
                observation: tick, observedAt: now, inferenceBegan: now, offeredAt: now)
            input.groups.append(group)
        }
        for request in requests.prefix(8) { input.requests.append(request) }
        requests = []
        if nextLease != .none { input.command = nextCommand() }
        let decision = arbiter.step(input)
        for index in 0..<2 { tools[index] = decision.groups[index].setpoint }
        show(decision, input)
    }

    private func observation(_ index: Int) -> GroupObservation {
        var observation = GroupObservation()
        observation.tool = tools[index]
        observation.gripper = 1
        observation.wrench = Wrench(
            force: Vector3(0, 0, index == 1 ? force : 1), torque: .zero)
        return observation
    }

    private mutating func nextCommand() -> OperatorCommand {
        sequence += 1
        var command = OperatorCommand()
        command.lease = nextLease
        command.sequence = sequence
        command.receivedAt = now
        let twist = conditioner.step(sample.counts, at: now)
        for index in 0..<2 {
            var group = self.command
            let isDriven = model.interface.drive.groups.contains(group: index)
            group.enabled = isDriven && group.enabled
            group.twist = isDriven ? twist : .zero
            command.groups.append(group)
        }
        return command
    }

    private mutating func show(_ decision: Decision, _ input: ArbiterInput) {
        var step = SampleCell.step(tick: tick)
        step.features = features
        step.gauges = gauges
        step.lease = decision.lease
        step.episode = decision.episode
        step.stop = decision.stop
        for index in 0..<2 {
            step.groups[index].observation = input.groups[index].observation
            step.groups[index].decision = decision.groups[index]
        }
        if decision.lease.tag != nextLease, decision.lease.holder == SampleCell.client {
            nextLease = decision.lease.tag
            sequence = 0
        }
        guard isHeard else { return carryOut(model.update(.live(live, now: now))) }
        live.apply(step, receivedAt: now)
        for index in decision.answers.indices where decision.answers[index].client != 0 {
            var reply = Reply()
            reply.answer = decision.answers[index]
            live.apply(reply)
        }
        carryOut(model.update(.live(live, now: now)))
    }
}
