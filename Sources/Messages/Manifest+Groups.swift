internal import Control
internal import JSON5
internal import Spatial

extension Manifest {
    static func group(
        _ place: ManifestPlace, name: String, among names: [String],
        _ reader: inout ManifestReader
    ) -> (Group, GroupConfiguration) {
        var group = Group()
        var configuration = GroupConfiguration()
        group.name = name
        if reader.has(place, "kind") {
            group.kind =
                reader.choice(place, "kind", GroupKind.allCases.map { ($0.rawValue, $0) }) ?? .arm
        }
        group.joints = reader.list(place, "joints", count: 0...Control.maximumJoints).map {
            $0.value?.string ?? ""
        }
        configuration.joints = group.joints.count
        readAction(reader.object(place, "action"), &configuration, &reader)
        if !configuration.space.isCartesian, group.joints.isEmpty, reader.has(place, "joints") {
            reader.refuse(place, "joints", "is empty, but the action space is one of joints")
        }
        readLimits(reader.object(place, "limits"), &configuration, &reader)
        let leash = reader.object(place, "leash")
        configuration.leashLinear = reader.number(leash, "linear_m", in: 0.0005...1)
        configuration.leashAngular = reader.number(leash, "angular_rad", in: 0.005...1.5)
        let tracking = reader.object(place, "tracking")
        configuration.trackingLinear = reader.number(tracking, "linear_m", in: 0.0005...1)
        configuration.trackingAngular = reader.number(tracking, "angular_rad", in: 0.005...3)
        group.baseInWorld = reader.pose(place, "base_in_world")
        group.tcpInFlange = reader.pose(place, "tcp_in_flange")
        configuration.baseFromView = reader.pose(place, "base_from_view").rotation
        readCoupled(place, names, &configuration, &reader)
        readWhileTaken(place, name, names, &configuration, &reader)
        readGripper(place, &group, &configuration, &reader)
        readTouch(place, &group, &reader)
        return (group, configuration)
    }

    private static func readAction(
        _ place: ManifestPlace, _ configuration: inout GroupConfiguration,
        _ reader: inout ManifestReader
    ) {
        configuration.space =
            reader.choice(
                place, "space",
                [
                    ("ee_delta", ActionSpace.eeDelta), ("ee_velocity", .eeVelocity),
                    ("ee_pose", .eePose), ("joint_velocity", .jointVelocity),
                    ("joint_position", .jointPosition),
                ]) ?? .eeDelta
        guard configuration.space.isCartesian else { return }
        readRotation(place, &configuration, &reader)
        guard configuration.space != .eePose else { return }
        if configuration.space == .eeDelta {
            configuration.deltaReference =
                reader.choice(
                    place, "reference",
                    [
                        ("last_target", DeltaReference.lastTarget), ("measured", .measured),
                        ("chunk_start", .chunkStart),
                    ]) ?? .lastTarget
        }
        configuration.actionFrame =
            reader.choice(
                place, "frame", [("base", ActionFrame.base), ("tool", .tool), ("view", .view)])
            ?? .base
        guard configuration.rotationForm != .none else { return }
        configuration.composition =
            reader.choice(place, "composition", [("world", Composition.world), ("body", .body)])
            ?? .world
        if configuration.actionFrame == .tool, configuration.composition == .world,
            reader.has(place, "composition")
        {
            reader.refuse(
                place, "composition", "must be body where frame is tool: there is no other axis")
        }
    }

    private static func readRotation(
        _ place: ManifestPlace, _ configuration: inout GroupConfiguration,
        _ reader: inout ManifestReader
    ) {
        enum Word { case absent, axisAngle, xyzw, wxyz, columns, rows, euler }
        // An angular velocity is a vector: there are no other ways to write it.
        let vectors = [("none", Word.absent), ("axis_angle", .axisAngle)]
        let forms = [
            ("quaternion_xyzw", Word.xyzw), ("quaternion_wxyz", .wxyz), ("six_d", .columns),
            ("six_d_rows", .rows), ("euler", .euler),
        ]
        let isVelocity = configuration.space == .eeVelocity
        let word = reader.choice(place, "rotation", isVelocity ? vectors : vectors + forms)
        switch word {
        case .absent: configuration.rotationForm = .none
        case .axisAngle, nil: configuration.rotationForm = .axisAngle
        case .xyzw: configuration.rotationForm = .quaternion(.xyzw, hemisphere(place, &reader))
        case .wxyz: configuration.rotationForm = .quaternion(.wxyz, hemisphere(place, &reader))
        case .columns: configuration.rotationForm = .sixD(.columns)
        case .rows: configuration.rotationForm = .sixD(.rows)
        case .euler:
            if let order = eulerOrder(place, &reader) { configuration.rotationForm = .euler(order) }
        }
    }

    private static func hemisphere(_ place: ManifestPlace, _ reader: inout ManifestReader)
        -> RotationForm.Hemisphere
    {
        reader.choice(
            place, "hemisphere",
            RotationForm.Hemisphere.allCases.map { ("positive_\($0)", $0) }) ?? .w
    }

    private static func eulerOrder(_ place: ManifestPlace, _ reader: inout ManifestReader)
        -> EulerOrder?
    {
        let letters = reader.string(place, "euler_order")
        let isIntrinsic = reader.choice(
            place, "euler_axes", [("intrinsic", true), ("extrinsic", false)])
        let order = EulerOrder.all.first {
            $0.letters == letters && $0.isIntrinsic == isIntrinsic ?? false
        }
        if order == nil, !letters.isEmpty {
            reader.refuse(
                place, "euler_order", "must be three of x, y and z, none twice in a row, as zyx")
        }
        return order
    }

    private static func readLimits(
        _ place: ManifestPlace, _ configuration: inout GroupConfiguration,
        _ reader: inout ManifestReader
    ) {
        var limits = GroupLimits()
        limits.linearSpeed = reader.number(place, "linear_speed_m_s", in: 0.001...3)
        limits.angularSpeed = reader.number(place, "angular_speed_rad_s", in: 0.001...10)
        limits.linearAcceleration = reader.number(place, "linear_acceleration_m_s2", in: 0.01...50)
        limits.angularAcceleration = reader.number(
            place, "angular_acceleration_rad_s2", in: 0.01...200)
        let low = reader.numbers(place, "workspace_low_m", count: 3, in: -100...100)
        let high = reader.numbers(place, "workspace_high_m", count: 3, in: -100...100)
        limits.workspaceLow = Vector3(low[0], low[1], low[2])
        limits.workspaceHigh = Vector3(high[0], high[1], high[2])
        if reader.has(place, "workspace_low_m"), reader.has(place, "workspace_high_m"),
            any(limits.workspaceLow .>= limits.workspaceHigh)
        {
            reader.refuse(place, "workspace_high_m", "is not above workspace_low_m on every axis")
        }
        limits.slowForce = reader.number(place, "slow_force_n", in: 0.1...10_000)
        limits.holdForce = reader.number(place, "hold_force_n", in: 0.1...10_000)
        if limits.holdForce < limits.slowForce {
            reader.refuse(place, "hold_force_n", "is less than slow_force_n")
        }
        if !configuration.space.isCartesian {
            readJointLimits(place, configuration.joints, &limits, &reader)
        }
        configuration.limits = limits
    }

    private static func readJointLimits(
        _ place: ManifestPlace, _ count: Int, _ limits: inout GroupLimits,
        _ reader: inout ManifestReader
    ) {
        let low = reader.numbers(place, "joint_low_rad", count: count, in: -1000...1000)
        let high = reader.numbers(place, "joint_high_rad", count: count, in: -1000...1000)
        let speed = reader.numbers(place, "joint_speed_rad_s", count: count, in: 0.001...30)
        let acceleration = reader.numbers(
            place, "joint_acceleration_rad_s2", count: count, in: 0.01...500)
        for joint in 0..<min(count, Control.maximumJoints) {
            limits.jointLow[joint] = low[joint]
            limits.jointHigh[joint] = high[joint]
            limits.jointSpeed[joint] = speed[joint]
            limits.jointAcceleration[joint] = acceleration[joint]
        }
    }

    private static func readGripper(
        _ place: ManifestPlace, _ group: inout Group, _ configuration: inout GroupConfiguration,
        _ reader: inout ManifestReader
    ) {
        guard reader.has(place, "gripper") else {
            if place.value != nil, place.value?["gripper"] == nil {
                reader.refuse(place, "gripper", "is missing: declare it, or write null for none")
            }
            return
        }
        let gripper = reader.object(place, "gripper")
        configuration.hasGripper = true
        configuration.gripperLow = reader.number(gripper, "closed", in: -1000...1000)
        configuration.gripperHigh = reader.number(gripper, "open", in: -1000...1000)
        configuration.gripperTolerance = reader.number(gripper, "tolerance", in: 0...1000)
        configuration.gripperKind =
            reader.choice(
                gripper, "kind", [("continuous", GripperKind.continuous), ("binary", .binary)])
            ?? .continuous
        group.gripperUnit = reader.string(gripper, "unit")
        if configuration.gripperLow == configuration.gripperHigh, gripper.value != nil {
            reader.refuse(gripper, "open", "equals closed")
        }
        let stroke = abs(configuration.gripperHigh - configuration.gripperLow)
        if configuration.gripperKind == .binary, configuration.gripperTolerance >= stroke / 2 {
            reader.refuse(
                gripper, "tolerance",
                "must be less than half of the way from closed to open for a binary gripper")
        }
    }

    private static func readTouch(
        _ place: ManifestPlace, _ group: inout Group, _ reader: inout ManifestReader
    ) {
        if reader.has(place, "wrench") {
            let wrench = reader.object(place, "wrench")
            group.wrenchFrame =
                reader.choice(wrench, "frame", [("tool", "tool"), ("base", "base")]) ?? "tool"
            group.wrenchOnTool =
                reader.choice(wrench, "sign", [("on_tool", true), ("by_tool", false)]) ?? true
        }
        if reader.has(place, "tactile") {
            let tactile = reader.object(place, "tactile")
            group.tactile = TactileLayout(
                rows: reader.integer(tactile, "rows", in: 1...64),
                columns: reader.integer(tactile, "columns", in: 1...64),
                unit: reader.string(tactile, "unit"))
        }
    }
}
