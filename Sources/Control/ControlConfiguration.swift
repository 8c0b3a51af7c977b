public import Spatial

/// What the action entries of a group mean.
public enum ActionSpace: UInt8, CaseIterable, Sendable {
    /// Displacement of the tool over one policy period: m, then rad in the declared rotation form.
    case eeDelta = 0
    /// Twist of the tool: m/s, rad/s.
    case eeVelocity = 1
    /// Pose of the tool: m, then the declared rotation form.
    case eePose = 2
    /// rad/s
    case jointVelocity = 3
    /// rad
    case jointPosition = 4

    public var isCartesian: Bool { self == .eeDelta || self == .eeVelocity || self == .eePose }
}

/// The pose that an `eeDelta` of the policy is a displacement of. It holds for the whole row of a
/// chunk.
public enum DeltaReference: UInt8, CaseIterable, Sendable {
    /// The last commanded pose when the row began.
    case lastTarget = 0
    /// The measured pose when the row began.
    case measured = 1
    /// The measured pose on the observation that the chunk was inferred on: a row is the whole way
    /// from there. What is executed is written as a displacement of the last target.
    case chunkStart = 2
}

/// The frame in whose axes the numbers of an `eeDelta` or `eeVelocity` are written.
public enum ActionFrame: UInt8, CaseIterable, Sendable {
    case base = 0
    /// The tool's own, at the pose that a delta starts from.
    case tool = 1
    /// The operator's view, see ``GroupConfiguration/baseFromView``.
    case view = 2
}

/// About whose axes an `eeDelta` or `eeVelocity` turns the tool.
public enum Composition: UInt8, CaseIterable, Sendable {
    /// Those of the action's frame: the turn is applied from the left.
    case world = 0
    /// The tool's own: the turn is applied from the right.
    case body = 1
}

/// What the gripper's command may be.
public enum GripperKind: UInt8, CaseIterable, Sendable {
    /// Anything from closed to open.
    case continuous = 0
    /// One of both ends.
    case binary = 1
}

/// What a policy-driven group does when the console that held the lease is gone.
public enum Unattended: UInt8, CaseIterable, Sendable {
    case hold = 0
    case `continue` = 1
}

/// What a group does while another one is in human hands.
public enum WhileTaken: Equatable, Hashable, Sendable {
    /// It keeps its policy.
    case policy
    /// It holds, until the last other group is handed back.
    case hold
    /// It is taken, held and handed back with that group, by the same requests.
    case follows(Int)
}

/// Bounds of one group. Narrower than what the robot controller accepts, never wider.
public struct GroupLimits: Equatable, Sendable {
    /// m/s
    public var linearSpeed = 0.25
    /// rad/s
    public var angularSpeed = 1.0
    /// m/s²
    public var linearAcceleration = 2.0
    /// rad/s²
    public var angularAcceleration = 8.0
    /// Workspace box of the tool in the group's base frame, m.
    public var workspaceLow = Vector3(repeating: -10)
    public var workspaceHigh = Vector3(repeating: 10)
    /// rad
    public var jointLow = SIMD8<Double>(repeating: -1e3)
    public var jointHigh = SIMD8<Double>(repeating: 1e3)
    /// rad/s
    public var jointSpeed = SIMD8<Double>(repeating: 1)
    /// rad/s²
    public var jointAcceleration = SIMD8<Double>(repeating: 8)
    /// Forces above `slow` scale the speed down to a quarter at `hold`; above `hold` the group
    /// holds. N, of the measured wrench.
    public var slowForce = 1e9
    public var holdForce = 1e9

    public init() {}
}

/// One group of action entries: an arm with its gripper.
public struct GroupConfiguration: Sendable {
    public var space = ActionSpace.eeDelta
    public var rotationForm = RotationForm.axisAngle
    public var deltaReference = DeltaReference.lastTarget
    public var actionFrame = ActionFrame.base
    /// Where the frame is the tool's, `body` is what `world` would mean too.
    public var composition = Composition.world
    /// Joints of the group; also the number of motion entries in joint spaces.
    public var joints = 0
    public var hasGripper = false
    public var gripperKind = GripperKind.continuous
    /// Closed and open end of the gripper's command, in the manifest's unit; closed may be the
    /// larger number.
    public var gripperLow = 0.0
    public var gripperHigh = 1.0
    /// How far policy and kept value may differ and still count as agreeing. A binary gripper keeps
    /// its command while the policy's number is this near the middle.
    public var gripperTolerance = 0.1
    public var limits = GroupLimits()
    /// Greatest distance from the measured pose to the setpoint, m and rad. Pushing against
    /// something does not wind up further than this.
    public var leashLinear = 0.03
    public var leashAngular = 0.3
    /// Tracking error beyond which hold and engage start from the measured pose instead of the
    /// setpoint, m and rad.
    public var trackingLinear = 0.05
    public var trackingAngular = 0.5
    /// From the operator's view into the group's base frame.
    public var baseFromView = Rotation.identity
    /// Groups that are taken and held with this one, a bit each. Whoever names one is named by it:
    /// see ``GroupBonds``.
    public var coupled: UInt8 = 0
    public var whileTaken = WhileTaken.policy

    public init() {}

    /// Motion entries, without the gripper.
    public var motionCount: Int {
        space.isCartesian ? 3 + rotationEntryCount : joints
    }

    /// An angular velocity is a vector whatever the form, or absent.
    private var rotationEntryCount: Int {
        space == .eeVelocity ? (rotationForm == .none ? 0 : 3) : rotationForm.entryCount
    }
    public var entryCount: Int { motionCount + (hasGripper ? 1 : 0) }
}

/// Every time limit of the contract. Each holds as the larger of the time and a number of ticks,
/// see ``ControlConfiguration/effectiveTimes``.
public struct ControlTimes: Equatable, Sendable {
    /// An operator command is repeated up to this age.
    public var commandRepeat = Nanoseconds.milliseconds(20)
    /// … is ramped to zero by this age, and older the group holds.
    public var commandStale = Nanoseconds.milliseconds(100)
    /// Without an authentic command for this long an operator's group is `linkLost`.
    public var linkLost = Nanoseconds.milliseconds(500)
    /// The way to the console and back; what a command was late beyond it counts as its age.
    public var roundTrip = Nanoseconds.milliseconds(250)
    /// A lease not renewed for this long is stale.
    public var leaseStale = Nanoseconds.milliseconds(2000)
    /// An offer of control that nobody accepted for this long is over.
    public var leaseOffer = Nanoseconds.milliseconds(20_000)
    /// Ramp of the policy's velocity to zero at takeover, and of the operator's gain from zero.
    public var takeoverRamp = Nanoseconds.milliseconds(150)
    /// Blend at hand-back.
    public var blend = Nanoseconds.milliseconds(500)
    /// A hand-back that takes longer fails into hold.
    public var handBackLimit = Nanoseconds.milliseconds(2000)
    /// How long the policy may be without a valid index before its group holds; it rests meanwhile.
    public var policyGrace = Nanoseconds.milliseconds(150)
    /// How long the stamps of the robot's state may stand still.
    public var stateFrozen = Nanoseconds.milliseconds(200)

    public init() {}
}

/// Everything the arbiter is told once, from the manifest.
public struct ControlConfiguration: Sendable {
    /// Nominal time between two ticks.
    public var tickPeriod = Nanoseconds.milliseconds(10)
    /// The declared delay of the robot state that a tick sees.
    public var stateLatency: Nanoseconds = 0
    public var groups = PerGroup<GroupConfiguration>(filler: GroupConfiguration())
    public var times = ControlTimes()
    public var unattended = Unattended.hold
    /// Whether the operator may correct on top of the running policy.
    public var deltaEnabled = false
    /// Speed limits while blending, as a share of the normal ones.
    public var blendSpeedShare = 0.5
    /// Operator's correction in delta authority, as a share of the normal speed limits.
    public var deltaSpeedShare = 0.5
    /// Whether the runtime may start an episode itself, or only the lease holder.
    public var runtimeMayStart = false
    public var policy = PolicyTiming()

    public init() {}

    /// Ticks from an observation to the last that its chunk may be offered at.
    var ticksOfPolicyAge: Int {
        let ticks = policy.maximumAge / max(1, tickPeriod)
        return Int(clamping: min(max(0, ticks), 20_000)) + 2
    }

    /// The times in force: each at least `ticks` ticks and the declared state latency long, and
    /// what waits for the policy as long as its declared latency wants.
    public var effectiveTimes: ControlTimes {
        func at(least ticks: Int64, _ time: Nanoseconds) -> Nanoseconds {
            max(time, ticks &* tickPeriod, stateLatency)
        }
        var result = times
        result.commandRepeat = at(least: 2, times.commandRepeat)
        result.commandStale = at(least: 3, times.commandStale)
        result.linkLost = at(least: 5, times.linkLost)
        result.roundTrip = at(least: 5, times.roundTrip)
        result.leaseStale = at(least: 10, times.leaseStale)
        result.leaseOffer = at(least: 10, times.leaseOffer)
        result.takeoverRamp = at(least: 2, times.takeoverRamp)
        result.blend = at(least: 5, times.blend)
        result.handBackLimit = max(
            at(least: 20, times.handBackLimit), policy.firstAction &+ result.blend &* 2)
        result.policyGrace = max(at(least: 3, times.policyGrace), policy.firstAction)
        result.stateFrozen = at(least: 5, times.stateFrozen)
        return result
    }
}

/// What the policy declares about its own timing.
public struct PolicyTiming: Equatable, Sendable {
    /// Time that one entry of a chunk covers.
    public var period = Nanoseconds.milliseconds(50)
    /// Entries of a chunk.
    public var horizon = 16
    /// Entries of a chunk whose shadow may be compared with the operator's action.
    public var shadowHorizon = 8
    /// Age of the observation beyond which a chunk is not executed.
    public var maximumAge = Nanoseconds.milliseconds(1000)
    /// Declared time of one inference.
    public var latency: Nanoseconds = 0

    public init() {}

    /// How long a policy that works may take for its first action of an epoch: the inference that
    /// runs when it begins does not count. At most 2 s.
    var firstAction: Nanoseconds { min(latency &* 2 &+ period, .milliseconds(2000)) }
}

extension GroupConfiguration {
    /// Whether an observation has what the group is moved by: the tool's pose in a Cartesian space,
    /// every joint in a joint space, all finite.
    public func isMeasured(by observation: GroupObservation) -> Bool {
        guard !space.isCartesian else { return observation.tool?.isFinite ?? false }
        guard let joints = observation.joints else { return false }
        for joint in 0..<self.joints where !joints[joint & 7].isFinite { return false }
        return true
    }
}
