import Control
import Simulation
import Spatial
import Testing

@Suite("Plant")
struct PlantTests {
    @Test("the same seed and commands give the same bits, another seed another scene")
    func deterministic() {
        var a = PlantDriver(seed: 7)
        var b = PlantDriver(seed: 7)
        let c = PlantDriver(seed: 8)
        #expect(a.plant == b.plant)
        #expect(a.plant.socket.position != c.plant.socket.position)
        #expect(a.plant.tip != c.plant.tip)
        a.press(aside: Vector3(0.001, 0, 0), depth: 0.01)
        b.press(aside: Vector3(0.001, 0, 0), depth: 0.01)
        #expect(a.plant == b.plant)
        let (first, same) = (a.plant.observe(), b.plant.observe())
        #expect(first == same)
        // Noise is drawn: a second look differs.
        let second = a.plant.observe()
        #expect(second != first)
    }

    @Test("straight over the hole it goes in", arguments: UInt64(1)...10)
    func inserts(seed: UInt64) {
        var driver = PlantDriver(seed: seed)
        #expect(driver.plant.outcome == .open)
        driver.press(aside: .zero, depth: 0.021)
        #expect(driver.plant.outcome == .inserted)
        #expect(driver.plant.insertion.depth > 0.0145)
    }

    @Test("inside the capture radius the chamfer leads it in, from every side", arguments: 0..<8)
    func captured(direction: Int) {
        let angle = Double(direction) * Double.pi / 4
        let aside = Vector3(Elementary.cosine(angle), Elementary.sine(angle), 0) * 0.0018
        var driver = PlantDriver(seed: 3)
        driver.press(aside: aside, depth: 0.022)
        #expect(driver.plant.outcome == .inserted)
    }

    @Test("outside the capture radius it stands on the face and stays out", arguments: 0..<8)
    func missed(direction: Int) {
        let angle = Double(direction) * Double.pi / 4
        let aside = Vector3(Elementary.cosine(angle), Elementary.sine(angle), 0) * 0.0042
        var driver = PlantDriver(seed: 3)
        driver.press(aside: aside, depth: 0.015)
        #expect(driver.plant.outcome == .open)
        #expect(driver.plant.insertion.depth < 0.004)
        #expect(driver.plant.contact.place == .face)
        #expect(driver.plant.forceOnPlug.z > 5)
    }

    @Test("half way in is not in")
    func halfWay() {
        var driver = PlantDriver(seed: 4)
        driver.press(aside: .zero, depth: 0.012)
        #expect(driver.plant.insertion.depth > 0.004)
        #expect(driver.plant.outcome == .open)
    }

    @Test("deep for less than the seating time is not in")
    func tooShort() {
        var settings = PlantSettings()
        settings.seatedTime = 100
        var driver = PlantDriver(seed: 4, settings: settings)
        driver.press(aside: .zero, depth: 0.022)
        #expect(driver.plant.insertion.depth > settings.seatedDepth)
        #expect(driver.plant.outcome == .open)
    }

    @Test("pressing with all the arm's strength beside the hole damages the plug")
    func damaged() {
        var driver = PlantDriver(seed: 5)
        driver.press(aside: Vector3(0.01, 0, 0), depth: 0.08)
        #expect(driver.plant.outcome == .damaged)
    }

    @Test("an opened gripper lets the plug go, and then nothing is inserted")
    func dropped() {
        var driver = PlantDriver(seed: 6)
        driver.openRight = true
        driver.press(aside: .zero, depth: 0.022)
        #expect(driver.plant.outcome == .dropped)
    }

    @Test("a free arm follows its setpoint with the declared lag")
    func lag() {
        var plant = Plant(seed: 1)
        var commands = plant.standingCommands
        let start = plant.arms[1].tool.position.y
        commands[1].setpoint.position.y += 0.01
        for _ in 0..<7 { plant.advance(commands) }
        let travelled = (plant.arms[1].tool.position.y - start) / 0.01
        #expect(abs(travelled - (1 - Elementary.exponential(-1))) < 0.01)
    }
}

@Suite("What the plant lets be seen")
struct PlantObservationTests {
    @Test(
        "the wrench is what acts on the tool, in the tool's frame, and acts back on the other arm")
    func wrenchSign() throws {
        var settings = PlantSettings()
        settings.forceNoise = 0
        settings.torqueNoise = 0
        var driver = PlantDriver(seed: 3, settings: settings)
        driver.press(aside: Vector3(0.006, 0, 0), depth: 0.012)
        let observation = driver.plant.observe()
        let right = try #require(observation.groups[Simulation.right].wrench)
        let left = try #require(observation.groups[Simulation.left].wrench)
        // The face pushes the plug up; the right tool's z points down.
        #expect(right.force.z < -5)
        let onRight = driver.plant.arms[1].tool.rotation.rotating(right.force)
        let onLeft = driver.plant.arms[0].tool.rotation.rotating(left.force)
        #expect(onRight.z > 5)
        #expect((onRight + onLeft).length < 1e-9)
        // The torque is that of the force at the tip about the tool's point, nearly: the tip moved
        // on by less than a step since.
        let lever = driver.plant.arms[1].tool.rotation.rotating(driver.plant.tipInTool)
        let expected = lever.cross(onRight)
        let torque = driver.plant.arms[1].tool.rotation.rotating(right.torque)
        #expect((torque - expected).length < 0.02)
    }

    @Test("the wrench is nothing but noise in free air")
    func freeAir() throws {
        var plant = Plant(seed: 2)
        let wrench = try #require(plant.observe().groups[1].wrench)
        #expect(wrench.force.length < 1 && wrench.torque.length < 0.1)
    }

    @Test("the held socket gives way under load and comes back")
    func compliance() {
        var driver = PlantDriver(seed: 3)
        let before = driver.plant.socket.position
        driver.press(aside: Vector3(0.006, 0, 0), depth: 0.012)
        #expect(driver.plant.socket.position.z < before.z - 0.0005)
        driver.move(tipTo: before + Vector3(0, 0, 0.05))
        #expect((driver.plant.socket.position - before).length < 0.0002)
    }

    @Test("the tactile pattern is 4 by 4, rises with the load and leans to its side")
    func tactile() {
        var free = Plant(seed: 3)
        var driver = PlantDriver(seed: 3)
        driver.press(aside: Vector3(0.006, 0, 0), depth: 0.012)
        let before = free.observe().tactile
        let after = driver.plant.observe().tactile
        #expect(before.map(\.count) == [16, 16])
        #expect(after[1].reduce(0, +) > before[1].reduce(0, +) + 10)
        func centre(_ pad: [Float]) -> SIMD2<Float> {
            var sum = SIMD2<Float>.zero
            for (place, value) in pad.enumerated() {
                sum += SIMD2(Float(place % 4), Float(place / 4)) * value
            }
            return sum / pad.reduce(0, +)
        }
        let shift = centre(after[1]) - centre(before[1])
        #expect((shift * shift).sum() > 0.01)
    }

    @Test("the gap is true within its noise, the detector is right only near the middle")
    func features() {
        var worst = 0.0
        for seed in UInt64(1)...60 {
            var plant = Plant(seed: seed)
            let observation = plant.observe()
            let mouth = plant.settings.rightBase.inverse.applied(to: plant.socket.position)
            let tip = plant.settings.rightBase.inverse.applied(to: plant.tip)
            let gap = observation.vector(.gap)
            #expect((gap - (mouth - tip)).length < 0.001)
            let error = (observation.vector(.socket) - mouth).length
            let away = (plant.socket.position - plant.settings.mouthMiddle).length
            #expect(error < 0.09 * away + 0.0015)
            worst = max(worst, error)
        }
        #expect(worst > 0.003)
    }
}
