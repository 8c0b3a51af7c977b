import Simulation
import Spatial

/// Moves the plug's tip straight to points of the world, without policy or arbiter.
struct PlantDriver {
    var plant: Plant
    var openRight = false
    private let held: ArmCommand

    init(seed: UInt64, settings: PlantSettings = PlantSettings()) {
        plant = Plant(seed: seed, settings: settings)
        held = plant.standingCommands[0]
    }

    /// Setpoints that bring the tip to `target` at `speed`, then stay for `settle` seconds.
    mutating func move(tipTo target: Vector3, speed: Double = 0.05, settle: Double = 0.4) {
        var commands = plant.standingCommands
        commands[0] = held
        let base = plant.settings.rightBase
        let start = commands[1].setpoint
        let tool = base * start
        let offset = tool.rotation.rotating(plant.tipInTool)
        let goal = base.inverse.applied(to: target - offset)
        let distance = (goal - start.position).length
        let ticks = max(1, Int(distance / speed * 100))
        for tick in 1...(ticks + Int(settle * 100)) {
            let share = min(1, Double(tick) / Double(ticks))
            commands[1].setpoint.position = start.position.interpolated(to: goal, share)
            commands[1].gripper = openRight ? 0.08 : 0
            commands[0].gripper = 0
            plant.advance(commands)
        }
    }

    /// Above the mouth, `aside` from its axis, then `depth` below it.
    mutating func press(aside: Vector3, depth: Double) {
        let mouth = plant.socket.position
        move(tipTo: mouth + aside + Vector3(0, 0, 0.02))
        move(tipTo: mouth + aside + Vector3(0, 0, -depth), speed: 0.02)
    }
}
