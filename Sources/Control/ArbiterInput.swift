public import Spatial

/// The frame in which the operator's puck acts. Latched at takeover.
public enum OperatorFrame: UInt8, CaseIterable, Sendable {
    case base = 0
    case tool = 1
    case view = 2
}

extension OperatorFrame {
    /// As a takeover's argument names it; nil where it names none.
    init?(named argument: UInt64) {
        self.init(rawValue: UInt8(clamping: argument &- 1))
    }

    /// The argument of a takeover that names this frame.
    public var argument: UInt64 { UInt64(rawValue) + 1 }
}

/// What the operator wants of one group.
public struct GroupCommand: Equatable, Sendable {
    /// Conditioned twist of the tool in `frame`, m/s and rad/s.
    public var twist = Twist.zero
    public var frame = OperatorFrame.base
    /// Whether the enabling switch is closed.
    public var enabled = false
    /// Counts the closings of the enabling switch: an edge between two ticks is not lost, and an
    /// old one is not seen twice.
    public var presses: UInt32 = 0
    /// Whether the puck was seen neutral since the switch closed last.
    public var neutralSeen = false
    /// Counts the gripper toggles.
    public var gripperToggles: UInt32 = 0
    /// Whether the device that drives this group is there and alive.
    public var deviceAlive = false
    /// The device's newest counts x y z rx ry rz, before conditioning; for the record only.
    public var counts = SIMD8<Int16>.zero
    /// Age of these counts when the command was sent.
    public var sampleAge: Nanoseconds = 0

    public init() {}
}

/// A console's command, of every group; those that it may not command are not looked at.
public struct OperatorCommand: Equatable, Sendable {
    public var lease = LeaseTag.none
    /// Strictly increasing within a lease.
    public var sequence: UInt32 = 0
    /// When the cell received it; earlier where it was made on an old picture, see
    /// ``countRoundTrip(seen:limit:)``.
    public var receivedAt: Nanoseconds = 0
    public var groups = PerGroup<GroupCommand>(filler: GroupCommand())

    public init() {}
}

/// The policy's action for one group at this tick, chosen from its chunks by ``ChunkSchedule``.
public struct PolicyCandidate: Equatable, Sendable {
    public var entries: Entries
    public var chunk: UInt64
    /// Entry of the chunk.
    public var index: Int32
    /// Time left of this entry's period, from this tick's start.
    public var remaining: Nanoseconds
    /// The pose that a delta starts from, as ``DeltaReference`` says; the same for all ticks of the
    /// entry. nil where it is not known, or for other actions.
    public var anchor: Pose?
    public var observation: UInt64
    public var observedAt: Nanoseconds
    public var inferenceBegan: Nanoseconds
    public var offeredAt: Nanoseconds

    public init(
        entries: Entries, chunk: UInt64, index: Int32, remaining: Nanoseconds,
        anchor: Pose? = nil, observation: UInt64, observedAt: Nanoseconds,
        inferenceBegan: Nanoseconds, offeredAt: Nanoseconds
    ) {
        self.entries = entries
        self.chunk = chunk
        self.index = index
        self.remaining = remaining
        self.anchor = anchor
        self.observation = observation
        self.observedAt = observedAt
        self.inferenceBegan = inferenceBegan
        self.offeredAt = offeredAt
    }
}

/// One group of the robot as measured, in the group's base frame. Absent parts are nil, never zero.
public struct GroupObservation: Equatable, Sendable {
    public var tool: Pose?
    /// rad; `count` entries as the manifest declares.
    public var joints: SIMD8<Double>?
    /// On the tool, in the manifest's wrench frame.
    public var wrench: Wrench?
    /// In the unit of the gripper's command.
    public var gripper: Double?

    public init() {}
}

/// Kinematics that the runtime supplies for joint spaces, at the last commanded configuration.
public struct Kinematics: Equatable, Sendable {
    /// Tool pose in the group's base frame.
    public var tool: Pose
    /// Geometric Jacobian, one row each for vx vy vz (m/s per rad/s) and wx wy wz, in the base
    /// frame.
    public var jacobian: FixedList<6, SIMD8<Double>>

    public init(tool: Pose, jacobian: FixedList<6, SIMD8<Double>>) {
        self.tool = tool
        self.jacobian = jacobian
    }
}

public struct GroupInput: Equatable, Sendable {
    public var observation = GroupObservation()
    public var candidate: PolicyCandidate?
    public var kinematics: Kinematics?

    public init() {}
}

/// All that a tick depends on besides the arbiter's own state. Recorded as it is, so that a
/// recording can be replayed.
public struct ArbiterInput: Equatable, Sendable {
    /// Counts the ticks from 1.
    public var tick: UInt64 = 0
    public var now: Nanoseconds = 0
    public var robotMode = RobotMode.ready
    /// When the robot's state was measured, as its driver says: a stamp that grows, on whatever
    /// clock. 0 where the driver gives none: then nothing tells a frozen state from an arm at rest.
    public var measuredAt: Nanoseconds = 0
    public var groups = PerGroup<GroupInput>(filler: GroupInput())
    /// The newest command of each hand that arrived since the last tick.
    public var commands = PerGroup<OperatorCommand>(filler: OperatorCommand())
    /// Taken in this order. The link gives at most eight per tick; more wait.
    public var requests = FixedList<8, Request>(filler: Request(.hold))

    public init() {}

    /// The command where a single hand commands.
    public var command: OperatorCommand? {
        get { commands.isEmpty ? nil : commands[0] }
        set {
            commands.removeAll()
            if let newValue { commands.append(newValue) }
        }
    }
}
