internal import Spatial

/// Draws what the cell's cameras see: bench, arms, plug and socket, enough to steer by.
///
/// The same plant gives the same pixels.
public struct Renderer: Sendable {
    /// In the order of ``SimulatedManifest/cameraNames``.
    public enum View: Int, CaseIterable, Sendable {
        /// From beyond the bench, both arms in it.
        case overview = 0
        /// On the right tool, along the plug.
        case wrist = 1
    }

    private let width: Int
    private let height: Int
    /// The overview's bench never changes.
    private let bench: Raster
    private let overview: PinholeCamera

    private static let steel = Raster.Colour(red: 150, green: 156, blue: 166)
    private static let leftPaint = Raster.Colour(red: 70, green: 120, blue: 200)
    private static let rightPaint = Raster.Colour(red: 215, green: 120, blue: 50)
    private static let plugPaint = Raster.Colour(red: 245, green: 215, blue: 60)
    private static let block = Raster.Colour(red: 60, green: 66, blue: 74)
    private static let face = Raster.Colour(red: 205, green: 212, blue: 216)
    private static let chamfer = Raster.Colour(red: 120, green: 128, blue: 134)
    private static let hole = Raster.Colour(red: 12, green: 12, blue: 16)

    public init(
        width: Int = SimulatedManifest.cameraWidth, height: Int = SimulatedManifest.cameraHeight
    ) {
        self.width = width
        self.height = height
        overview = PinholeCamera(
            at: Vector3(1.02, -0.22, 0.52), towards: Vector3(0.40, 0.0, 0.17),
            up: Vector3(0, 0, 1), focal: Double(height) * 1.35, width: width, height: height)
        var empty = Raster(width: width, height: height)
        empty.drawGround(overview)
        bench = empty
    }

    public func draw(_ view: View, of plant: Plant) -> Raster {
        var raster: Raster
        let camera: PinholeCamera
        switch view {
        case .overview:
            raster = bench
            camera = overview
        case .wrist:
            camera = wristCamera(plant)
            raster = Raster(width: width, height: height)
            raster.drawGround(camera)
        }
        drawSocket(plant, camera, &raster)
        drawArm(plant, Simulation.left, Renderer.leftPaint, camera, &raster)
        drawArm(plant, Simulation.right, Renderer.rightPaint, camera, &raster)
        if plant.outcome != .dropped {
            raster.drawRod(
                plant.arms[Simulation.right].tool.position, plant.tip, radius: 0.0045,
                Renderer.plugPaint, camera)
        }
        return raster
    }

    private func wristCamera(_ plant: Plant) -> PinholeCamera {
        let tool = plant.arms[Simulation.right].tool
        return PinholeCamera(
            at: tool.applied(to: Vector3(0.06, 0, -0.02)),
            towards: tool.applied(to: Vector3(0, 0, 0.085)),
            up: tool.rotation.rotating(Vector3(-1, 0, 0)), focal: Double(height) * 1.0,
            width: width, height: height)
    }

    private func drawSocket(_ plant: Plant, _ camera: PinholeCamera, _ raster: inout Raster) {
        let socket = plant.socket
        let settings = plant.settings
        let normal = socket.rotation.rotating(Vector3(0, 0, 1))
        let radius = settings.blockRadius
        for level in stride(from: 0.034, to: 0.002, by: -0.004) {
            raster.drawDisc(
                socket.applied(to: Vector3(0, 0, -level)), normal: normal, radius: radius,
                Renderer.block, camera)
        }
        for (size, lift, paint) in [
            (radius, 0.0, Renderer.face),
            (0.005 + settings.captureRadius, 0.001, Renderer.chamfer),
            (0.005, 0.002, Renderer.hole),
        ] {
            raster.drawDisc(
                socket.position, normal: normal, radius: size, lift: lift, paint, camera)
        }
    }

    /// Base, shoulder, elbow, flange, tool and two fingers.
    private func drawArm(
        _ plant: Plant, _ arm: Int, _ paint: Raster.Colour, _ camera: PinholeCamera,
        _ raster: inout Raster
    ) {
        let tool = plant.arms[arm].tool
        let base = arm == Simulation.left ? plant.settings.leftBase : plant.settings.rightBase
        let shoulder = base.position + Vector3(0, 0, 0.26)
        let flange = tool.applied(to: Vector3(0, 0, -0.10))
        let elbow = (shoulder + flange) * 0.5 + Vector3(-0.03, 0, 0.16)
        raster.drawRod(base.position, shoulder, radius: 0.045, paint, camera)
        raster.drawRod(shoulder, elbow, radius: 0.036, paint, camera)
        raster.drawRod(elbow, flange, radius: 0.030, paint, camera)
        raster.drawRod(
            flange, tool.applied(to: Vector3(0, 0, -0.035)), radius: 0.024, Renderer.steel, camera)
        let aside = plant.arms[arm].gripper / 2 + 0.005
        for side in [-aside, aside] {
            raster.drawRod(
                tool.applied(to: Vector3(0, side, -0.035)),
                tool.applied(to: Vector3(0, side, 0.010)), radius: 0.006, Renderer.steel, camera)
        }
    }
}
