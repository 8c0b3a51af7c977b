internal import Camera
internal import Cell
internal import Simulation
internal import Synchronization
internal import Threads

/// The cameras' thread: draws the plant as it stands and gives the JPEGs to the cell.
struct CameraLoop {
    private let owner: SimulatedCell
    private let renderer = Renderer()

    init(_ owner: SimulatedCell) { self.owner = owner }

    func run() {
        do throws(CameraError) {
            var encoder = try JPEGEncoder()
            let period = Int64(1e9 / SimulatedManifest.cameraHz)
            var deadline = Threads.now
            while !owner.isEnding {
                try show(with: &encoder)
                deadline = max(deadline &+ period, Threads.now)
                Threads.sleep(until: deadline)
            }
        } catch {
            // Without pictures the bench goes on: the recording counts what did not come.
        }
    }

    private func show(with encoder: inout JPEGEncoder) throws(CameraError) {
        let (plant, stamp) = owner.bench.withLock { ($0.plant, $0.seenAt) }
        for view in Renderer.View.allCases {
            let raster = renderer.draw(view, of: plant)
            let jpeg = try encoder.encode(
                raster.pixels, width: raster.width, height: raster.height)
            let camera = SimulatedManifest.cameraNames[view.rawValue]
            _ = try? owner.cell.image(camera: camera, jpeg: jpeg, stamp: stamp)
        }
    }
}
