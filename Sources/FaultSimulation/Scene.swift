public import Control
internal import Spatial

/// One tick as somebody sees it who stands beside the cell: what came in, what went out, and what
/// the notary wrote down. Checkers read this and nothing else.
public final class Scene {
    public let configuration: ControlConfiguration
    let groups: Range<Int>
    private let isJoint: [Bool]
    public let bounds: Bounds
    public internal(set) var input = ArbiterInput()
    public internal(set) var before = Decision()
    public internal(set) var after = Decision()
    /// The robot's mode of the tick before.
    public internal(set) var modeBefore = RobotMode.ready
    public internal(set) var lastNow: Nanoseconds = 0
    public let ledger: Ledger
    /// The chunks that the cell accepted, newest last.
    var chunks = AcceptedChunks()

    init(_ configuration: ControlConfiguration, epoch: UInt64) {
        self.configuration = configuration
        groups = configuration.groups.indices
        isJoint = configuration.groups.indices.map {
            !configuration.groups[$0].space.isCartesian
        }
        bounds = Bounds(configuration)
        ledger = Ledger(configuration, epoch: epoch)
    }

    var now: Nanoseconds { input.now }

    /// Time that this tick may have moved something for, s: a late tick counts as two at most.
    var seconds: Double {
        let elapsed = lastNow == 0 ? bounds.tick : now - lastNow
        return Double(min(elapsed, 2 * bounds.tick)) * 1e-9
    }

    func authority(_ group: Int) -> Authority { after.groups[group].effective }
    func authorityBefore(_ group: Int) -> Authority { before.groups[group].effective }

    func enters(_ authority: Authority, _ group: Int) -> Bool {
        self.authority(group) == authority && authorityBefore(group) != authority
    }

    /// Groups whose setpoint may be taken from the robot anew: whoever moved it, we did not. Until
    /// the first tick in which the robot is ours again and its state is there.
    private(set) var reseats: GroupMask = 0b1111
    private var wasSeen: GroupMask = 0

    func mayReseat(_ group: Int) -> Bool { reseats & (1 << UInt8(group)) != 0 }

    private var complete: GroupMask = 0

    /// Whether the robot's state of a group has all that the group needs, in numbers.
    func isStateComplete(_ group: Int) -> Bool { complete & (1 << UInt8(group)) != 0 }

    private func hasState(_ group: Int) -> Bool {
        guard isJoint[group] else { return input.groups[group].observation.tool?.isFinite ?? false }
        guard let joints = input.groups[group].observation.joints else { return false }
        for joint in 0..<configuration.groups[group].joints where !joints[joint].isFinite {
            return false
        }
        return true
    }

    /// Whether the robot's state lives no more, as its stamps tell.
    private(set) var isFrozen = false
    private var lastStamp: Nanoseconds = 0
    private var liveAt: Nanoseconds = 0

    private func noteStamp() {
        if input.measuredAt == 0 || input.measuredAt > lastStamp { liveAt = now }
        lastStamp = input.measuredAt
        isFrozen = now - liveAt > bounds.stateFrozen
        guard isFrozen else { return }
        // What is pressed while nobody sees the robot is spent.
        for group in groups where authority(group) == .hold { ledger.spendPresses(group) }
    }

    /// Before the checkers look.
    func noteWhoseRobotItIs() {
        noteStamp()
        complete = 0
        for group in groups where hasState(group) { complete |= 1 << UInt8(group) }
        reseats &= ~wasSeen
        wasSeen = 0
        let isOthers =
            input.tick <= 2 || input.robotMode != .ready || after.episode.state == .resetting
            || before.episode.state == .resetting || before.stop != after.stop
        if isOthers { reseats = 0b1111 }
        guard input.robotMode == .ready, after.episode.state != .resetting else { return }
        for group in groups where isStateComplete(group) { wasSeen |= 1 << UInt8(group) }
    }
}

/// A promise that was broken.
public struct Finding: Sendable, CustomStringConvertible {
    public var checker: String
    public var group: Int?
    public var text: String

    public var description: String {
        "\(checker)\(group.map { " (group \($0))" } ?? ""): \(text)"
    }
}

/// Where checkers put what they find.
public struct Findings: Sendable {
    public private(set) var list: [Finding] = []

    @inline(__always)
    mutating func must(
        _ holds: Bool, _ checker: StaticString, _ group: Int? = nil,
        _ text: @autoclosure () -> String
    ) {
        if !holds { note("\(checker)", group, text()) }
    }

    @inline(never)
    mutating func note(_ checker: String, _ group: Int?, _ text: String) {
        guard list.count < 16 else { return }
        list.append(Finding(checker: checker, group: group, text: text))
    }
}
