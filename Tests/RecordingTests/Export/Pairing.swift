import Control
import Messages
import RecordedCell
import Recording
import Spatial

/// What must hold between the columns of a table that was made from a ``RecordedCell``, whose plant
/// answers in exactly one tick and whose every tick differs.
///
/// Each rule ties a column to another one or to the time, so that no column can be shifted by a
/// row without breaking one.
struct Pairing {
    let table: EpisodeTable
    let cell: RecordedCell
    private let group = 1
    private var width: Int { table.layout.actionWidth }

    /// The rules that are broken, by name.
    var violations: Set<String> {
        var broken: Set<String> = []
        for row in 0..<table.rowCount {
            checkTime(row, &broken)
            checkMotion(row, &broken)
            checkLabels(row, &broken)
        }
        let last = table.rowCount - 1
        if table.nextSuccess.indices.contains(where: { table.nextSuccess[$0] != ($0 == last) }) {
            broken.insert("success belongs to the last row")
        }
        return broken
    }

    /// The tick that a row's state saw: the cell counts it in a feature.
    private func tick(_ row: Int) -> Int {
        let feature = table.state[(row + 1) * table.layout.stateWidth - 1]
        return Int((feature * 1000).rounded())
    }

    private func checkTime(_ row: Int, _ broken: inout Set<String>) {
        let tick = tick(row)
        let now = 1_000_000_000 + Int64(tick) * cell.manifest.control.tickPeriod
        if table.stamps[row] != now - 1_000_000 { broken.insert("stamp is the state's") }
        // Images come with every fifth tick, three milliseconds before it.
        let image = tick - (tick - 1) % 5
        for camera in table.images where camera[row] != image {
            broken.insert("image is the latest")
        }
        let text = tick > cell.instructionChanged ? cell.instruction : "insert the plug"
        if table.tasks[table.task[row]] != text { broken.insert("task is the instruction") }
    }

    private func checkMotion(_ row: Int, _ broken: inout Set<String>) {
        let action = Array(table.action[(row * width)..<((row + 1) * width)])
        let range = table.layout.actionRanges[group]
        guard row + 1 < table.rowCount else { return }
        let delta = Twist(
            linear: vector(action, range.lowerBound), angular: vector(action, range.lowerBound + 3))
        let led = pose(row).moved(by: delta).displacement(to: pose(row + 1))
        if led.linear.length > 1e-6 || led.angular.length > 1e-5 {
            broken.insert("the action leads to the next state")
        }
        let gripper = table.layout.stateRanges[group].lowerBound + 7
        let next = table.state[(row + 1) * table.layout.stateWidth + gripper]
        if next != action[range.upperBound - 1] { broken.insert("the gripper follows its command") }
    }

    private func checkLabels(_ row: Int, _ broken: inout Set<String>) {
        let entries = row * width + table.layout.actionRanges[group].lowerBound
        let motion = entries..<(entries + 6)
        let source = table.actionSource[row * table.groupCount + group]
        let isValid = table.policyActionIsValid[entries]
        if motion.contains(where: { table.policyAction[$0].isNaN == isValid }) {
            broken.insert("validity says where the policy's action is")
        }
        if table.policyAction[entries].isNaN != cell.lacksPolicy(during: tick(row)) {
            broken.insert("the policy's action is missing where there was none")
        }
        let follows = motion.allSatisfy { abs(table.action[$0] - table.policyAction[$0]) < 1e-6 }
        if follows != (source == 0) { broken.insert("policy rows execute the policy's action") }
        let rests = motion.allSatisfy { table.action[$0] == 0 }
        if rests != (source == 5), rests { broken.insert("rest is a hold") }
        let isOperator = source == ActionSource.code(of: .operator)
        if motion.contains(where: { table.actionIsOperator[$0] != isOperator }) {
            broken.insert("the mask is the operator's rows")
        }
        if table.intervention[row] != isOperator { broken.insert("intervention is the operator's") }
    }

    private func pose(_ row: Int) -> Pose {
        let at = row * table.layout.stateWidth + table.layout.stateRanges[group].lowerBound
        let n = table.state[at..<(at + 7)].map { Double($0) }
        return Pose(
            position: Vector3(n[0], n[1], n[2]),
            rotation: Rotation(x: n[3], y: n[4], z: n[5], w: n[6]) ?? .identity)
    }

    private func vector(_ values: [Float], _ at: Int) -> Vector3 {
        Vector3(Double(values[at]), Double(values[at + 1]), Double(values[at + 2]))
    }
}
