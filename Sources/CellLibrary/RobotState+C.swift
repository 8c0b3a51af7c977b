internal import CReinsCell
internal import Cell
internal import Control
internal import Spatial

extension RobotState {
    /// Takes over what the caller's structure says; its sizes are checked here against this state's
    /// own, which are the manifest's. Numbers that are not finite pass: the cell counts them as
    /// missing.
    mutating func take(_ given: UnsafePointer<reins_state>) throws(Refused) {
        try unsafe check("group_count", groups.count, given.pointee.group_count)
        try unsafe check("feature_count", features.count, given.pointee.feature_count)
        try unsafe check("gauge_count", gauges.count, given.pointee.gauge_count)
        guard let mode = RobotMode(rawValue: UInt8(clamping: unsafe given.pointee.robot_mode))
        else {
            throw .argument("state->robot_mode is not a reins_robot_mode.")
        }
        let newFeatures = try unsafe CallerMemory.values(
            given.pointee.features, count: features.count, "state->features")
        let newGauges = try unsafe CallerMemory.values(
            given.pointee.gauges, count: gauges.count, "state->gauges")
        for index in features.indices { features[index] = unsafe newFeatures[index] }
        for index in gauges.indices { gauges[index] = unsafe newGauges[index] }
        robotMode = mode
        measuredAt = max(0, unsafe given.pointee.measured_at_ns)
        observation = unsafe given.pointee.observation
        accepted = unsafe given.pointee.accepted != 0
        driverStatus = unsafe given.pointee.driver_status
        unsafe withUnsafePointer(to: given.pointee.groups) { all in
            let first = unsafe UnsafeRawPointer(all).assumingMemoryBound(to: reins_group_state.self)
            for index in groups.indices { groups[index] = MeasuredGroup(unsafe first[index]) }
        }
    }

    private func check(_ name: String, _ expected: Int, _ given: UInt32) throws(Refused) {
        guard expected == Int(given) else {
            throw Refused(
                REINS_BAD_SIZE,
                "state->\(name) is \(given) where the manifest declares \(expected).")
        }
    }
}

extension MeasuredGroup {
    fileprivate init(_ given: reins_group_state) {
        self.init()
        func has(_ part: reins_part) -> Bool { given.parts & part.rawValue != 0 }
        if has(REINS_TOOL) { observation.tool = Pose(given.tool) }
        if has(REINS_JOINTS) { observation.joints = SIMD8(given.joints) }
        if has(REINS_WRENCH) {
            let w = given.wrench
            observation.wrench = Wrench(
                force: Vector3(w.0, w.1, w.2), torque: Vector3(w.3, w.4, w.5))
        }
        if has(REINS_GRIPPER) { observation.gripper = given.gripper }
        guard has(REINS_KINEMATICS) else { return }
        var rows = FixedList<6, SIMD8<Double>>(filler: .zero)
        unsafe withUnsafeBytes(of: given.jacobian) { bytes in
            for row in 0..<6 {
                rows.append(
                    unsafe bytes.loadUnaligned(fromByteOffset: row * 64, as: SIMD8<Double>.self))
            }
        }
        kinematics = Kinematics(tool: Pose(given.kinematics_tool), jacobian: rows)
    }
}

typealias SevenDoubles = (Double, Double, Double, Double, Double, Double, Double)
typealias EightDoubles = (Double, Double, Double, Double, Double, Double, Double, Double)

extension Pose {
    /// x y z, then a quaternion x y z w; one that is no rotation makes a pose that is not finite,
    /// so that it counts as missing.
    init(_ n: SevenDoubles) {
        guard let rotation = Rotation(x: n.3, y: n.4, z: n.5, w: n.6) else {
            self.init(position: Vector3(repeating: .nan), rotation: .identity)
            return
        }
        self.init(position: Vector3(n.0, n.1, n.2), rotation: rotation)
    }

    var numbers: SevenDoubles {
        let (p, v) = (position, rotation.vector)
        return (p.x, p.y, p.z, v.x, v.y, v.z, rotation.real)
    }
}

extension SIMD8<Double> {
    init(_ n: EightDoubles) { self.init(n.0, n.1, n.2, n.3, n.4, n.5, n.6, n.7) }
    var numbers: EightDoubles {
        (self[0], self[1], self[2], self[3], self[4], self[5], self[6], self[7])
    }
}
