public import Spatial

/// Geometry, stiffness and error of the simulated cell. All in SI units.
public struct PlantSettings: Sendable, Equatable {
    // MARK: arms

    /// Time constants of the tool towards its setpoint, s.
    public var linearLag = 0.07
    public var angularLag = 0.06
    public var gripperLag = 0.10
    /// Stiffness of the position control, N/m: right holds the plug, left the socket.
    public var rightStiffness = 1500.0
    public var leftStiffness = 3000.0
    /// N·m/rad
    public var angularStiffness = 80.0
    /// Bases in the world.
    public var leftBase = Pose(position: Vector3(0, 0.30, 0), rotation: .identity)
    public var rightBase = Pose(position: Vector3(0, -0.30, 0), rotation: .identity)

    // MARK: plug and socket

    /// From the right tool's point to the plug's tip along the tool's z, m.
    public var plugLength = 0.07
    /// Greatest offset of the plug in the gripper, sideways, m.
    public var graspReach = 0.002
    /// Sideways play of the plug in the bore, m.
    public var clearance = 0.0004
    /// Sideways error that the chamfer still catches, m.
    public var captureRadius = 0.0026
    public var boreDepth = 0.016
    public var blockRadius = 0.022
    /// From the left tool's point to the middle of the socket's mouth, in the left tool's frame, m.
    public var mouthInLeftTool = Vector3(0, 0.02, 0.04)
    /// Middle of the places where the mouth stands at an episode's start, in the world, m.
    public var mouthMiddle = Vector3(0.45, 0.02, 0.12)
    /// How far from there it may stand: x and y, and z, m.
    public var mouthReach = 0.05
    public var mouthReachUp = 0.004
    /// Where the plug's tip starts over the middle, m, and how far from there.
    public var startHeight = 0.11
    public var startReach = 0.03

    // MARK: contact

    /// N/m
    public var contactStiffness = 15_000.0
    public var friction = 0.3
    /// Force that the tight bore takes to slide in, N.
    public var boreDrag = 4.0
    /// Steps of the contact in one tick.
    public var contactSteps = 8

    // MARK: outcome

    /// Inserted: this deep, m, sideways within the play and `lateralSlack`, for `seatedTime` s.
    public var seatedDepth = 0.0145
    public var lateralSlack = 0.0002
    public var seatedTime = 0.2
    /// A contact force that damages the plug when it lasts `damageTime` s, N.
    public var damageForce = 60.0
    public var damageTime = 0.1
    /// An opening that lets go of what the gripper holds, and the width of what it holds, m.
    public var releaseOpening = 0.016
    public var heldWidth = 0.010

    // MARK: perception

    /// The detector of the socket is bent: it sees `middle + bend * (true - middle) + noise`. The
    /// sideways rows of the bend, in the right base frame.
    public var bendX = SIMD2<Double>(0.937, 0.034)
    public var bendY = SIMD2<Double>(-0.039, 1.057)
    /// Constant error of the detector in one episode, noise in one tick: standard deviations, m.
    public var detectorEpisodeNoise = 0.00025
    public var detectorNoise = 0.0002
    /// Noise of the plug's seen tip and of the gap that the wrist camera measures, m.
    public var plugNoise = 0.00008
    public var gapNoise = 0.00015
    /// m/s, N, N·m
    public var speedNoise = 0.0005
    public var forceNoise = 0.15
    public var torqueNoise = 0.008

    public init() {}
}
