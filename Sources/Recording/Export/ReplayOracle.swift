internal import Control
public import Messages
internal import Spatial

/// Proves that the actions of a table mean what they say: played from the setpoint before its first
/// row they lead to the recorded setpoints.
///
/// Every row starts where the row before *led* (not where the recording was), so errors add up and
/// a shift by one row shows at once. What is left is rounding to `Float` (for deltas and absolute
/// targets) and, for averaged angular velocities, the order of rotations within one row.
public struct ReplayOracle: Sendable {
    /// The largest distance from a recorded setpoint over all rows and groups.
    public struct Deviation: Equatable, Sendable {
        /// m
        public var linear = 0.0
        /// rad; in joint spaces the largest joint's.
        public var angular = 0.0
        /// Row of the largest linear deviation; nil where everything is exact.
        public var worstRow: Int?
    }

    /// What deltas and absolute targets keep for a thousand rows: m and rad.
    public static let tolerance = Deviation(linear: 2e-5, angular: 2e-4)

    private let manifest: Manifest

    public init(manifest: Manifest) { self.manifest = manifest }

    public func deviation(of table: EpisodeTable) -> Deviation {
        var result = Deviation()
        guard table.rowCount > 0 else { return result }
        for group in manifest.groups.indices { play(group, of: table, &result) }
        return result
    }

    private func play(_ group: Int, of table: EpisodeTable, _ result: inout Deviation) {
        let configuration = manifest.control.groups[group]
        let mapping = ActionMapping(group: configuration, policyPeriod: table.rowPeriod)
        let range = table.layout.actionRanges[group]
        var pose = table.setpoints[group]
        var joints = table.jointSetpoints[group]
        for row in 0..<table.rowCount {
            let at = row * table.layout.actionWidth
            let action = Entries(range.map { Double(table.action[at + $0]) })
            let reference = ActionMapping.Reference(
                setpoint: pose, joints: joints, measured: measured(group, row, of: table) ?? pose)
            guard
                let motion = mapping.motion(
                    ofExecuted: action, from: reference, over: table.rowPeriod)
            else {
                result = Deviation(linear: .infinity, angular: .infinity, worstRow: row)
                return
            }
            let edge = (row + 1) * table.groupCount + group
            if configuration.space.isCartesian {
                pose = pose.advanced(
                    by: ActionMapping.twist(of: motion), for: table.rowPeriod.inSeconds)
                note(pose.displacement(to: table.setpoints[edge]), row, &result)
            } else {
                joints += motion * table.rowPeriod.inSeconds
                let difference = joints - table.jointSetpoints[edge]
                for joint in 0..<configuration.joints {
                    result.angular = max(result.angular, abs(difference[joint & 7]))
                }
            }
        }
    }

    private func note(_ difference: Twist, _ row: Int, _ result: inout Deviation) {
        if difference.linear.length > result.linear {
            result.linear = difference.linear.length
            result.worstRow = row
        }
        result.angular = max(result.angular, difference.angular.length)
    }

    /// The measured pose of a row, as exported.
    private func measured(_ group: Int, _ row: Int, of table: EpisodeTable) -> Pose? {
        guard manifest.control.groups[group].space.isCartesian else { return nil }
        let at = row * table.layout.stateWidth + table.layout.stateRanges[group].lowerBound
        let n = table.state[at..<(at + 7)].map { Double($0) }
        guard let rotation = Rotation(x: n[3], y: n[4], z: n[5], w: n[6]) else { return nil }
        return Pose(position: Vector3(n[0], n[1], n[2]), rotation: rotation)
    }
}
