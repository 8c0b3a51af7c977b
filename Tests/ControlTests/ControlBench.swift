import Control
import Spatial

/// A cell on a bench: one or two arms that follow their setpoint at once, a policy that moves at a
/// constant velocity, an operator whose hands the test moves. Time is virtual.
struct ControlBench {
    var arbiter: Arbiter
    var now: Nanoseconds = 1_000_000_000
    var tick: UInt64 = 0
    var measured: [Pose]
    var jointsMeasured: [SIMD8<Double>]
    /// What the policy offers; nil for none.
    var policyVelocity: Vector3? = Vector3(0.05, 0, 0)
    var inferenceBegan: Nanoseconds?
    var gripperWanted = 1.0
    var force = Vector3.zero
    var robotMode = RobotMode.ready
    var command: OperatorCommand?
    var sequence: UInt32 = 0
    var requests: [Request] = []
    /// What a second console sends every tick, under the grant that it names.
    var second: OperatorCommand?
    /// How far the right arm is off its setpoint, m.
    var slip = Vector3.zero
    var feelsWrench = true
    var seesTool = true
    var gripperReading: Double?
    var kinematics: Kinematics?
    /// When the driver says that the state was measured; nil: it says nothing.
    var measuredAt: Nanoseconds?
    /// Whether that grows.
    var isAlive = true
    /// Whether the console is there and sends its command every tick.
    var linkUp = true
    private(set) var last = Decision()

    static let client: UInt64 = 7
    static let epoch: UInt64 = 0xABCD

    init(_ edit: (inout ControlConfiguration) -> Void = { _ in }) {
        var configuration = ControlConfiguration()
        for _ in 0..<2 {
            var group = GroupConfiguration()
            group.hasGripper = true
            group.limits.workspaceLow = Vector3(repeating: -1)
            group.limits.workspaceHigh = Vector3(repeating: 1)
            group.limits.slowForce = 20
            group.limits.holdForce = 40
            configuration.groups.append(group)
        }
        edit(&configuration)
        arbiter = Arbiter(configuration: configuration, leaseEpoch: ControlBench.epoch)
        measured = configuration.groups.indices.map { _ in .identity }
        jointsMeasured = configuration.groups.indices.map { _ in .zero }
    }

    var lease: LeaseTag { arbiter.state.lease.tag }

    /// One tick of 10 ms; what is asked for by `request(_:)` before is answered in it.
    @discardableResult
    mutating func step() -> Decision {
        var input = makeInput()
        input.robotMode = robotMode
        for request in requests { input.requests.append(request) }
        requests = []
        last = arbiter.step(input)
        for index in measured.indices {
            measured[index] = last.groups[index].setpoint
            jointsMeasured[index] = last.groups[index].jointSetpoint
        }
        return last
    }

    mutating func makeInput() -> ArbiterInput {
        tick += 1
        precondition(tick < 50_000, "a test waits for what never comes")
        now += 10_000_000
        var input = ArbiterInput()
        input.tick = tick
        input.now = now
        if isAlive { measuredAt = measuredAt.map { $0 + 1 } }
        input.measuredAt = measuredAt ?? 0
        for index in measured.indices {
            var group = GroupInput()
            group.observation.tool = seesTool ? measured[index] : nil
            group.observation.gripper = gripperReading
            group.kinematics = kinematics
            if index == 1 { group.observation.tool?.position += slip }
            group.observation.joints = jointsMeasured[index]
            if feelsWrench {
                group.observation.wrench = Wrench(force: force, torque: .zero)
            }
            group.candidate = candidate(index)
            input.groups.append(group)
        }
        if linkUp, var sent = command {
            sequence += 1
            sent.lease = lease
            sent.sequence = sequence
            sent.receivedAt = now
            input.commands.append(sent)
        }
        if second != nil {
            second?.sequence += 1
            second?.receivedAt = now
            if let second { input.commands.append(second) }
        }
        return input
    }

    private func candidate(_ index: Int) -> PolicyCandidate? {
        guard let policyVelocity else { return nil }
        let group = arbiter.configuration.groups[index]
        var entries = Entries(count: group.entryCount)
        for axis in 0..<3 { entries[axis] = policyVelocity[axis] * 0.05 }
        if group.hasGripper { entries[group.entryCount - 1] = gripperWanted }
        let began = inferenceBegan ?? now - 20_000_000
        return PolicyCandidate(
            entries: entries, chunk: tick, index: 1, remaining: 30_000_000, observation: tick,
            observedAt: began - 10_000_000, inferenceBegan: began, offeredAt: began + 5_000_000)
    }

    mutating func steps(_ count: Int) { for _ in 0..<count { step() } }

    mutating func request(_ kind: RequestKind, groups: GroupMask = 0b10, argument: UInt64 = 0) {
        requests.append(
            Request(
                kind, client: ControlBench.client, lease: lease, groups: groups,
                argument: argument))
    }

    /// Asks, takes the tick, and returns the answer.
    mutating func ask(
        _ kind: RequestKind, groups: GroupMask = 0b10, argument: UInt64 = 0
    ) -> Refusal {
        request(kind, groups: groups, argument: argument)
        return step().answers[0].refusal
    }

    /// To a running episode with the lease held and a command stream with the switch open.
    mutating func begin() {
        step()
        requests.append(Request(.next))
        step()
        requests.append(Request(.resetDone))
        step()
        _ = ask(.acquireLease)
        hands { $0.deviceAlive = true }
        step()
        _ = ask(.start)
        steps(30)
    }

    /// Changes what the operator does with the arms of `groups`.
    mutating func hands(groups: GroupMask = 0b1111, _ edit: (inout GroupCommand) -> Void) {
        var next = command ?? OperatorCommand()
        if next.groups.isEmpty {
            next.groups = PerGroup(repeating: GroupCommand(), count: measured.count)
        }
        for index in next.groups.indices where groups & (1 << UInt8(index)) != 0 {
            var group = next.groups[index]
            edit(&group)
            next.groups[index] = group
        }
        command = next
    }

    /// Closes the enabling switch with the puck neutral.
    mutating func press(groups: GroupMask = 0b10) {
        hands(groups: groups) {
            $0.enabled = true
            $0.presses += 1
            $0.neutralSeen = true
        }
    }

    mutating func release(groups: GroupMask = 0b10) {
        hands(groups: groups) {
            $0.enabled = false
            $0.neutralSeen = false
        }
    }

    /// Takes the right arm and closes the switch.
    mutating func takeRight() {
        _ = ask(.takeOver)
        steps(20)
        press()
        step()
    }
}
