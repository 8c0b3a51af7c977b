public import Spatial

/// What an arm is told for one tick: a position-controlled arm with a gripper.
public struct ArmCommand: Sendable, Equatable {
    /// Of the tool, in the arm's base frame.
    public var setpoint: Pose
    /// Opening, m.
    public var gripper: Double

    public init(setpoint: Pose, gripper: Double) {
        self.setpoint = setpoint
        self.gripper = gripper
    }
}

/// One arm as it is.
public struct ArmState: Sendable, Equatable {
    /// Of the tool, in the world.
    public var tool: Pose
    /// Of the tool's point, in the world, m/s.
    public var velocity = Vector3.zero
    /// Opening, m.
    public var gripper: Double
    /// What acts on the tool at its point, in the world.
    public var wrench = Wrench.zero
}

/// How an attempt ended, by what happened at the socket and nothing else.
public enum PlantOutcome: Sendable, Equatable {
    case open
    /// Seated deep and straight for long enough.
    case inserted
    /// A contact force above the limit for too long.
    case damaged
    /// A gripper opened and let go of plug or socket.
    case dropped
}

/// The two arms, the plug and the socket. Deterministic: seed and commands decide everything.
///
/// Each tool follows its setpoint as a first-order lag and gives way to contact like a spring.
public struct Plant: Sendable, Equatable {
    public let seed: UInt64
    public let settings: PlantSettings
    /// Left, right.
    public internal(set) var arms: [ArmState]
    public internal(set) var outcome = PlantOutcome.open
    public internal(set) var contact = Contact()
    /// Contact force on the plug with friction, in the world, N.
    public internal(set) var forceOnPlug = Vector3.zero
    /// Of the plug's tip, in the world, m/s.
    public internal(set) var tipVelocity = Vector3.zero
    /// The plug's tip in the right tool's frame, m.
    public let tipInTool: Vector3
    /// What the policy and the reset know as the plug's upright orientation.
    public static let plugDown =
        Rotation(axisAngle: Vector3(0, 0, 0.6)) * Rotation(axisAngle: Vector3(Double.pi, 0, 0))
    static let leftReach = Rotation(axisAngle: Vector3(Double.pi / 2, 0, 0))

    var inBore = false
    var seatedFor = 0.0
    var overloadedFor = 0.0
    let detectorError: Vector3
    var noise: SeededGenerator

    /// A scene of its own for each seed: where the socket stands, how the plug lies in the gripper,
    /// where the right arm starts.
    public init(seed: UInt64, settings: PlantSettings = PlantSettings()) {
        self.seed = seed
        self.settings = settings
        var chance = SeededGenerator(seed: seed, stream: 1)
        noise = SeededGenerator(seed: seed, stream: 2)
        let mouth =
            settings.mouthMiddle
            + Vector3(
                chance.symmetric(settings.mouthReach), chance.symmetric(settings.mouthReach),
                chance.symmetric(settings.mouthReachUp))
        let grasp = settings.graspReach
        tipInTool = Vector3(
            chance.symmetric(grasp), chance.symmetric(grasp),
            settings.plugLength + chance.symmetric(grasp / 2))
        let tip =
            settings.mouthMiddle
            + Vector3(
                chance.symmetric(settings.startReach), chance.symmetric(settings.startReach),
                settings.startHeight)
        detectorError = chance.normalVector(settings.detectorEpisodeNoise)
        let right = Pose(
            position: tip - Plant.plugDown.rotating(tipInTool), rotation: Plant.plugDown)
        let left = Pose(
            position: mouth - Plant.leftReach.rotating(settings.mouthInLeftTool),
            rotation: Plant.leftReach)
        arms = [left, right].map { ArmState(tool: $0, gripper: settings.heldWidth) }
    }

    /// The plug's tip in the world, m.
    public var tip: Vector3 { arms[Simulation.right].tool.applied(to: tipInTool) }

    /// The socket: origin in its mouth, z out of it, in the world.
    public var socket: Pose {
        let tool = arms[Simulation.left].tool
        return Pose(
            position: tool.applied(to: settings.mouthInLeftTool),
            rotation: tool.rotation * Plant.leftReach.inverse)
    }

    /// How deep the tip is in the socket and how far from its axis, m.
    public var insertion: (depth: Double, lateral: Double) {
        let tip = socket.inverse.applied(to: tip)
        return (-tip.z, Vector3(tip.x, tip.y, 0).length)
    }

    /// The commands that keep everything where it is, in the base frames.
    public var standingCommands: [ArmCommand] {
        zip(arms, [settings.leftBase, settings.rightBase]).map {
            ArmCommand(setpoint: $1.inverse * $0.tool, gripper: $0.gripper)
        }
    }

    /// Lets `seconds` pass under the commands: left, right.
    public mutating func advance(_ commands: [ArmCommand], seconds: Double = 0.01) {
        guard commands.count == 2, seconds > 0 else { return }
        let targets = [
            settings.leftBase * commands[0].setpoint, settings.rightBase * commands[1].setpoint,
        ]
        let near = inBore || socket.inverse.applied(to: tip).z < 0.004 || tip.z < 0.004
        let steps = near ? max(1, settings.contactSteps) : 1
        for _ in 0..<steps { move(towards: targets, seconds / Double(steps)) }
        for arm in arms.indices { moveGripper(arm, to: commands[arm].gripper, seconds) }
        judge(seconds)
    }

    private mutating func moveGripper(_ arm: Int, to command: Double, _ seconds: Double) {
        let share = 1 - Elementary.exponential(-seconds / settings.gripperLag)
        let opening = arms[arm].gripper + (command - arms[arm].gripper) * share
        let holding = outcome != .dropped
        arms[arm].gripper = max(opening, holding ? settings.heldWidth : 0)
        if arms[arm].gripper > settings.releaseOpening, outcome == .open { outcome = .dropped }
    }

    private mutating func judge(_ seconds: Double) {
        guard outcome == .open else { return }
        let (depth, lateral) = insertion
        let straight = lateral <= settings.clearance + settings.lateralSlack
        seatedFor = inBore && depth >= settings.seatedDepth && straight ? seatedFor + seconds : 0
        overloadedFor = forceOnPlug.length > settings.damageForce ? overloadedFor + seconds : 0
        if overloadedFor >= settings.damageTime {
            outcome = .damaged
        } else if seatedFor >= settings.seatedTime {
            outcome = .inserted
        }
    }
}
