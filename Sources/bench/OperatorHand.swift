internal import Cell
internal import Control
internal import Simulation
internal import Spatial

/// An operator who holds the enabling switch and moves the right arm to and fro.
struct OperatorHand {
    private var presses: UInt32 = 0
    private var commandsSinceTaken = 0

    /// The next command. Once the arm is taken the switch is open and the puck neutral for a while:
    /// only what is pressed after that drives.
    mutating func command(
        sequence: UInt32, lease: LeaseTag, isTaken: Bool, at now: Nanoseconds
    ) -> OperatorCommand {
        commandsSinceTaken += isTaken ? 1 : 0
        var part = GroupCommand()
        part.deviceAlive = true
        if commandsSinceTaken > 60 {
            if presses == 0 { presses = 1 }
            part.enabled = true
            part.neutralSeen = true
            let phase = Double(sequence) * 0.02
            part.twist = Twist(
                linear: Vector3(
                    0.03 * Elementary.cosine(phase), 0.03 * Elementary.sine(phase), 0),
                angular: Vector3(0, 0, 0.05 * Elementary.cosine(phase)))
            part.counts = SIMD8(100, 50, 0, 0, 0, 20, 0, 0)
        }
        part.presses = presses
        var command = OperatorCommand()
        command.lease = lease
        command.sequence = sequence
        command.receivedAt = now
        for group in 0..<2 {
            command.groups.append(group == Simulation.right ? part : GroupCommand())
        }
        return command
    }
}

/// A chunk of the simulated policy's shape, small motions of both arms.
enum PolicyRows {
    static let count = PlugPolicy.horizon
    static let width = PlugPolicy.actionWidth
    static func values(sign: Double) -> [Double] {
        let entriesOfArm = width / 2
        var values: [Double] = []
        for index in 0..<count * width {
            // Grippers, the last entry of each arm, keep what they hold.
            let isGripper = index % entriesOfArm == entriesOfArm - 1
            values.append(isGripper ? 0.02 : sign * 0.01 * Elementary.sine(Double(index) * 0.3))
        }
        return values
    }
}

extension RobotState {
    /// Every part measured, in the middle of the workspace.
    mutating func fillForBench() {
        for index in groups.indices {
            var group = MeasuredGroup()
            group.observation.tool = Pose(position: Vector3(0.45, 0, 0.3), rotation: .identity)
            group.observation.wrench = .zero
            group.observation.gripper = 0.02
            groups[index] = group
        }
        for index in features.indices { features[index] = 0.7 }
        for index in gauges.indices { gauges[index] = 0.5 }
    }

    /// The robot is where the command sends it.
    mutating func follow(_ command: CellCommand) {
        for index in groups.indices {
            var group = groups[index]
            group.observation.tool = command.decision.groups[index].setpoint
            groups[index] = group
        }
    }
}
