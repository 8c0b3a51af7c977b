import Simulation
import Spatial
import Testing

@Suite("Cameras")
struct RendererTests {
    private func yellow(_ raster: Raster) -> [(x: Int, y: Int)] {
        (0..<raster.width * raster.height).compactMap { at in
            let (r, g, b) = (
                Int(raster.pixels[at * 3]), Int(raster.pixels[at * 3 + 1]),
                Int(raster.pixels[at * 3 + 2])
            )
            return r > 120 && g * 4 > r * 3 && b < g / 2
                ? (at % raster.width, at / raster.width) : nil
        }
    }

    @Test(
        "the same plant gives the same pixels, a moved one others",
        arguments: Renderer.View.allCases)
    func deterministic(view: Renderer.View) {
        let renderer = Renderer()
        let plant = Plant(seed: 3)
        let picture = renderer.draw(view, of: plant)
        #expect(picture == Renderer().draw(view, of: plant))
        #expect(picture.width == 160 && picture.height == 120)
        #expect(picture.pixels.count == 160 * 120 * 3)
        var driver = PlantDriver(seed: 3)
        driver.move(tipTo: driver.plant.socket.position + Vector3(0, 0, 0.03))
        #expect(renderer.draw(view, of: driver.plant) != picture)
    }

    @Test("both cameras see the plug, and the overview sees it go down")
    func plugIsSeen() {
        let renderer = Renderer()
        var driver = PlantDriver(seed: 3)
        let before = yellow(renderer.draw(.overview, of: driver.plant))
        #expect(before.count > 20)
        #expect(yellow(renderer.draw(.wrist, of: driver.plant)).count > 100)
        driver.move(tipTo: driver.plant.socket.position + Vector3(0, 0, 0.02))
        let after = yellow(renderer.draw(.overview, of: driver.plant))
        func level(_ pixels: [(x: Int, y: Int)]) -> Double {
            Double(pixels.reduce(0) { $0 + $1.y }) / Double(max(1, pixels.count))
        }
        // Rows count downward: nine centimetres are some rows of a picture of 120.
        #expect(level(after) > level(before) + 0.5)
    }

    @Test("a tool in an odd place does not trap the camera", arguments: UInt64(1)...4)
    func oddPlaces(seed: UInt64) {
        var plant = Plant(seed: seed)
        var chance = SeededGenerator(seed: seed)
        var commands = plant.standingCommands
        for _ in 0..<10 {
            commands[1].setpoint = Pose(
                position: chance.normalVector(1),
                rotation: Rotation(axisAngle: chance.normalVector(2)))
            for _ in 0..<30 { plant.advance(commands) }
            for view in Renderer.View.allCases { _ = Renderer().draw(view, of: plant) }
        }
    }
}
