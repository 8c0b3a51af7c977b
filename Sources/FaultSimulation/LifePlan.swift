public import Control
internal import Simulation
internal import Spatial

/// What a seed decides before its life begins: the robot, the policy's timing, the faults and how
/// often they come.
public struct LifePlan: Sendable {
    public let seed: UInt64
    public internal(set) var configuration = ControlConfiguration()
    /// Mean number of ticks between two acts of an operator.
    var actEvery = 30
    /// Share of the acts that make no sense at this moment.
    var nonsense = 0.1
    var hasRival = false
    /// Whether who has control mostly lends groups, where it would pass on the whole.
    var lends = false
    /// Whether the hands hold pucks whose events are read by the real code.
    var hasPucks = false
    /// Mean ticks between two faults of a kind; 0 for none of it.
    var faultEvery = PerFault(repeating: 0)
    /// Greatest delay of the link without a fault, in ticks.
    var linkDelay = 0
    /// Whether the robot's driver says when its state was measured.
    var hasStamps = true
    /// Groups that feel what pushes them, a bit each.
    var wrenches: GroupMask = 0
    /// Whether a partition holds commands back, as a stream does, or loses them.
    var linkHoldsBack = false

    public init(seed: UInt64) {
        self.seed = seed
        var chance = SeededGenerator(seed: seed, stream: 1)
        makeConfiguration(&chance)
        makeBonds()
        makeTroubles(&chance)
    }

    private mutating func makeConfiguration(_ chance: inout SeededGenerator) {
        configuration.tickPeriod = .milliseconds(chance.pick([10, 10, 10, 10, 5, 20, 4]))
        configuration.stateLatency = .milliseconds(chance.pick([0, 0, 10, 30]))
        configuration.unattended = chance.happens(0.3) ? .continue : .hold
        configuration.deltaEnabled = chance.happens(0.3)
        configuration.runtimeMayStart = chance.happens(0.3)
        configuration.policy.period = .milliseconds(chance.pick([50, 50, 33, 100]))
        configuration.policy.horizon = chance.pick([16, 8])
        configuration.policy.shadowHorizon = configuration.policy.horizon / 2
        configuration.policy.maximumAge = .milliseconds(chance.pick([1000, 800, 500]))
        let count = chance.pick([1, 2, 2, 2, 3])
        let isCoupled = count >= 2 && chance.happens(0.2)
        for index in 0..<count {
            var group = makeGroup(index, &chance)
            if isCoupled, index < 2 { group.coupled = 0b11 }
            configuration.groups.append(group)
        }
        configuration.policy.latency = .milliseconds(chance.pick([0, 40, 120, 400]))
    }

    /// What the groups have to do with each other: of its own stream, so that the rest of a life is
    /// the same with and without.
    private mutating func makeBonds() {
        var chance = SeededGenerator(seed: seed, stream: 5)
        let count = configuration.groups.count
        guard count >= 2, chance.happens(0.6) else { return }
        if chance.happens(0.4) {
            // Named by one side only, or over a third.
            configuration.groups[0].coupled |= 0b10
            if count > 2, chance.happens(0.4) { configuration.groups[2].coupled = 0b01 }
        }
        let kinship = Kinship(configuration)
        for index in configuration.groups.indices where kinship.relatives(of: index).isEmpty {
            switch chance.below(4) {
            case 0: configuration.groups[index].whileTaken = .hold
            case 1 where index > 0: configuration.groups[index].whileTaken = .follows(index - 1)
            case 2 where index == 2: configuration.groups[index].whileTaken = .follows(0)
            default: break
            }
        }
    }

    var isRuled: Bool {
        configuration.groups.indices.contains { configuration.groups[$0].whileTaken != .policy }
    }

    static let groupNames = ["left", "right", "torso"]

    private func makeGroup(_ index: Int, _ chance: inout SeededGenerator) -> GroupConfiguration {
        var group = GroupConfiguration()
        group.space = chance.pick([
            .eeDelta, .eeDelta, .eeDelta, .eeVelocity, .eePose, .jointVelocity, .jointPosition,
        ])
        group.rotationForm =
            group.space == .eePose
            ? chance.pick([.none, .quaternion(.xyzw, .w)]) : chance.pick([.axisAngle, .none])
        group.actionFrame = chance.pick([.base, .tool])
        group.joints = group.space.isCartesian ? 0 : chance.pick([6, 7])
        group.hasGripper = chance.happens(0.8)
        group.gripperHigh = chance.pick([1, 0.08])
        group.gripperTolerance = group.gripperHigh * 0.1
        group.limits.workspaceLow = Vector3(repeating: -0.5)
        group.limits.workspaceHigh = Vector3(repeating: 0.5)
        group.limits.jointLow = SIMD8(repeating: -2)
        group.limits.jointHigh = SIMD8(repeating: 2)
        group.limits.slowForce = 20
        group.limits.holdForce = 40
        return group
    }

    private mutating func makeTroubles(_ chance: inout SeededGenerator) {
        actEvery = chance.pick([15, 30, 60, 120])
        nonsense = chance.pick([0.02, 0.1, 0.4])
        hasRival = chance.happens(0.4)
        hasPucks = chance.happens(0.25)
        linkDelay = chance.pick([0, 0, 0, 1, 3, 6])
        linkHoldsBack = chance.happens(0.5)
        // Some lives know one fault only, some all: rare meetings need rare company.
        let share = chance.pick([0.1, 0.3, 0.7, 1])
        for fault in Fault.allCases where chance.happens(share) {
            faultEvery[fault] = chance.pick([150, 500, 1500])
        }
        hasStamps = chance.happens(0.8)
        for index in configuration.groups.indices where chance.happens(0.8) {
            wrenches |= 1 << GroupMask(truncatingIfNeeded: index)
        }
        lends = hasRival && chance.happens(0.6)
    }
}

/// What can go wrong from outside.
public enum Fault: Int, CaseIterable, Sendable {
    case commandLoss, commandDuplicate, commandDelay, partition
    case consoleFreeze, consoleRestart, renewalLoss
    case deviceUnplug, deviceFreeze, deviceGarbage
    case policyBlock, policyGarbage, policyWrongSize, policyLate, policySilence
    case stateMissing, stateGarbage, stateFreeze, push, wrench, robotMode
    case cellStall, clockPause, kinematicsMissing, creep, wrenchMissing
}

/// One number for each kind of fault.
struct PerFault: Sendable {
    private var values: [Int]

    init(repeating value: Int) { values = [Int](repeating: value, count: Fault.allCases.count) }

    subscript(fault: Fault) -> Int {
        get { values[fault.rawValue] }
        set { values[fault.rawValue] = newValue }
    }
}

extension SeededGenerator {
    mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

    mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

    /// Uniform in 0..<limit, by multiplication: a small bias does no harm here.
    mutating func below(_ limit: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(max(1, limit))).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }
}
