internal import Control
internal import Simulation
internal import Spatial

/// The life of one cell: from its start through every trouble that its seed holds, to the calm in
/// which all must be usable again.
public final class Life {
    public let plan: LifePlan
    public let scene: Scene
    public private(set) var findings = Findings()
    public private(set) var tick = 0
    private var arbiter: Arbiter
    private var schedule: ChunkSchedule
    private var policy: ModelPolicy
    private var arms: [ModelArm]
    private var consoles: [ModelConsole]
    private let faults: FaultClock
    private var checkers = Checkers()
    private var pucks = PerGroup<PuckIsHonest>(repeating: PuckIsHonest(), count: 4)
    private var chance: SeededGenerator
    private let isJoint: [Bool]
    private var now = Nanoseconds.seconds(1)
    private var robotMode = RobotMode.ready
    /// Whose arm gives way.
    private var creeping: Int?
    /// What the driver's own clock reads before the cell's.
    private var driverAhead = Nanoseconds.seconds(5000)
    /// What a late screen has not shown yet.
    private var views: [View] = []

    private let troubledTicks: Int

    /// - Parameter troubledTicks: ticks before the faults end; a short life meets fewer of them.
    public init(seed: UInt64, troubledTicks: Int = FaultSimulation.troubledTicks) {
        self.troubledTicks = troubledTicks
        plan = LifePlan(seed: seed)
        let configuration = plan.configuration
        chance = SeededGenerator(seed: seed, stream: 4)
        let epoch = chance.next() | 1
        arbiter = Arbiter(configuration: configuration, leaseEpoch: epoch)
        schedule = ChunkSchedule(configuration: configuration)
        policy = ModelPolicy(plan)
        scene = Scene(configuration, epoch: epoch)
        faults = FaultClock(plan)
        arms = []
        isJoint = configuration.groups.indices.map {
            !configuration.groups[$0].space.isCartesian
        }
        consoles = (0..<(plan.hasRival ? 2 : 1)).map { [plan] in
            ModelConsole(plan, client: UInt64($0 + 1))
        }
        for index in configuration.groups.indices {
            arms.append(ModelArm(configuration.groups[index], &chance))
            arms[index].hasWrench = plan.wrenches & (1 << GroupMask(truncatingIfNeeded: index)) != 0
            scene.input.groups.append(GroupInput())
        }
        scene.before = Decision()
        scene.before.groups = PerGroup(
            repeating: GroupDecision(), count: configuration.groups.count)
        for index in scene.before.groups.indices { scene.before.groups[index].hold = .notRunning }
        scene.after = scene.before
    }

    public var isOver: Bool {
        tick >= troubledTicks + FaultSimulation.calmTicks
    }

    public var transitions: TransitionsInTable { checkers.transitions }
    public var interventions: Int { checkers.interventions.opened }

    /// Lives to the end, or to the first promise that is broken.
    public func run() {
        while !isOver, findings.list.isEmpty { advance() }
    }

    /// One tick of everything.
    public func advance() {
        tick += 1
        if tick == troubledTicks { calmDown() }
        let begun = faults.advance(to: tick)
        pass(begun)
        for index in consoles.indices {
            consoles[index].advance(tick: tick, now: now, faults: faults, begun: begun)
        }
        if plan.hasPucks { checkPucks() }
        think()
        disturb(begun)
        takeInput()
        if tick % 512 == 100 { checkers.replay.begin(arbiter, ticks: 64) }
        scene.after = arbiter.step(scene.input)
        schedule.note(arbiter.state, after: scene.input)
        scene.ledger.write(scene)
        scene.noteWhoseRobotItIs()
        checkers.check(scene, &findings)
        show()
        // A robot that is not ready, or that its runtime resets, follows nobody's setpoint.
        if robotMode == .ready, !isResetting {
            for index in arms.indices { arms[index].follow(scene.after.groups[index]) }
        }
        guard isOver, let recovery = consoles[0].recovery else { return }
        UsableAgain().check(recovery, scene, &findings)
    }

    private func checkPucks() {
        let hands = consoles[0].hands
        for index in hands.indices where !consoles[0].isGone {
            pucks[index].check(
                hands[index], index, now, plan.configuration.tickPeriod, &findings)
        }
    }

    private func calmDown() {
        faults.calm()
        for index in consoles.indices.dropFirst() {
            consoles[index].isGone = true
            consoles[index].link.breakOff()
        }
        consoles[0].recovery = Recovery()
        for index in arms.indices {
            arms[index].push = .zero
            arms[index].force = 0
            arms[index].standFirm()
        }
        creeping = nil
        robotMode = .ready
    }

    /// Time passes: mostly one period, sometimes a stall of the cell, sometimes a clock that jumps
    /// ahead over a suspended machine.
    private func pass(_ begun: Set<Fault>) {
        scene.lastNow = scene.now
        let period = plan.configuration.tickPeriod
        now &+= period
        guard !begun.isEmpty else { return }
        if begun.contains(.cellStall) { now &+= Int64(chance.within(1...40)) &* period }
        if begun.contains(.clockPause) { now &+= .milliseconds(chance.pick([300, 3000, 60_000])) }
    }

    private func think() {
        let accepted = policy.advance(
            tick: UInt64(tick), now: now, arms: arms, faults: faults, schedule: &schedule)
        if let accepted { scene.chunks.add(accepted) }
    }

    private func disturb(_ begun: Set<Fault>) {
        if !begun.isEmpty {
            let index = chance.below(arms.count)
            if begun.contains(.push) {
                arms[index].push = chance.happens(0.5) ? .zero : Vector3(0, 0.02, 0.1)
            }
            if begun.contains(.wrench) { arms[index].force = chance.pick([0, 10, 25, 45, 70]) }
            if begun.contains(.robotMode) {
                robotMode = chance.happens(0.4) ? .fault : chance.pick(RobotMode.allCases)
            }
            if begun.contains(.creep), creeping == nil { beginCreep(index) }
        }
        creep()
        if robotMode != .ready, !faults.isOn(.robotMode, at: tick) { robotMode = .ready }
        guard robotMode == .freedrive || isResetting else { return }
        for index in arms.indices {
            let (x, y, z) = (
                chance.symmetric(0.01), chance.symmetric(0.01), chance.symmetric(0.01)
            )
            arms[index].moveByHand(Vector3(x, y, z))
        }
    }

    /// By itself, or because somebody pushes.
    private func beginCreep(_ index: Int) {
        creeping = index
        arms[index].creep = chance.pick([0.01, 0.05, 0.2, 1, -0.1])
        // From somewhere else, through its setpoint and on.
        if chance.happens(0.3) { arms[index].slip(-chance.pick([0.5, 2])) }
        arms[index].creepTurns = chance.happens(0.4)
        if chance.happens(0.4) { arms[index].force = chance.pick([10, 25, 30]) }
    }

    private func creep() {
        guard let index = creeping else { return }
        guard faults.isOn(.creep, at: tick) else {
            if arms[index].force > 0 { arms[index].force = 0 }
            arms[index].standFirm()
            creeping = nil
            return
        }
        arms[index].slip(plan.configuration.tickPeriod.inSeconds)
    }

    private var isResetting: Bool { scene.before.episode.state == .resetting }

    private func takeInput() {
        scene.modeBefore = scene.input.robotMode
        scene.input.tick = UInt64(tick)
        scene.input.now = now
        scene.input.robotMode = robotMode
        let isFrozen = faults.isOn(.stateFreeze, at: tick)
        if plan.hasStamps, !isFrozen { stamp() }
        for index in arms.indices {
            let joints = scene.before.groups[index].jointSetpoint
            if !isFrozen { scene.input.groups[index].observation = arms[index].observation }
            if isStateInDoubt { spoil(index) }
            if faults.isOn(.wrenchMissing, at: tick), chance.happens(0.5) {
                scene.input.groups[index].observation.wrench = nil
            }
            let hasKinematics = isJoint[index] && !faults.isOn(.kinematicsMissing, at: tick)
            scene.input.groups[index].kinematics =
                hasKinematics ? ModelArm.kinematics(at: joints) : nil
            scene.input.groups[index].candidate = schedule.candidate(
                group: index, at: now, measured: scene.input.groups[index].observation.tool)
        }
        scene.input.commands.removeAll()
        scene.input.requests.removeAll()
        for index in consoles.indices {
            if let command = consoles[index].link.command(at: now) {
                scene.input.commands.append(command)
            }
            while !scene.input.requests.isFull,
                let request = consoles[index].link.takeRequest(at: now)
            {
                scene.input.requests.append(request)
            }
        }
        askAsRuntime()
    }

    /// The driver's clock may begin anew, and its stamps come with jitter.
    private func stamp() {
        if chance.below(4000) == 0 { driverAhead = 2000 - now }
        scene.input.measuredAt = now &+ driverAhead &- Int64(chance.below(1000))
    }

    private var isStateInDoubt: Bool {
        faults.isOn(.stateMissing, at: tick) || faults.isOn(.stateGarbage, at: tick)
    }

    private func spoil(_ index: Int) {
        var observation = scene.input.groups[index].observation
        defer { scene.input.groups[index].observation = observation }
        if faults.isOn(.stateMissing, at: tick), chance.happens(0.5) {
            observation.tool = nil
            observation.joints = nil
        }
        if faults.isOn(.stateGarbage, at: tick), chance.happens(0.3) {
            observation.tool?.position.y = .nan
            observation.joints?[1] = .infinity
            observation.wrench?.force.x = .nan
            observation.gripper = .nan
        }
    }

    /// The runtime says when the scene stands, and may start an episode itself.
    private func askAsRuntime() {
        guard !scene.input.requests.isFull else { return }
        switch scene.before.episode.state {
        case .resetting:
            guard chance.happens(0.1) else { return }
            scene.input.requests.append(Request(.resetDone))
            if chance.happens(0.2) { scene.input.requests.append(Request(.start)) }
        case .idle, .ready:
            guard chance.happens(0.01) else { return }
            let kind: RequestKind = scene.before.episode.state == .idle ? .next : .start
            scene.input.requests.append(Request(kind))
        case .ended:
            if chance.happens(0.005) { scene.input.requests.append(Request(.next)) }
        case .running: break
        }
    }

    /// Every console sees the step, as late as its link is.
    private func show() {
        views.append(View(of: scene))
        if views.count > plan.linkDelay + 1 { views.removeFirst() }
        for index in consoles.indices { consoles[index].view = views[0] }
        scene.before = scene.after
    }
}
