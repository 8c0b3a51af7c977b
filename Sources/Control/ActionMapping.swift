public import Spatial

/// Between what an action says and how the setpoint moves, for one group: both directions.
///
/// Inside the arbiter every group moves by a velocity of its setpoint: the tool's twist in the base
/// frame (lanes 0 to 5), or the joints' velocities. An action is decoded to that velocity, and what
/// was executed is encoded back. Composition is in the outer frame: a rotation delta turns the tool
/// about axes of the base frame, or of the tool frame at the start of the delta.
public struct ActionMapping: Sendable {
    public let group: GroupConfiguration
    /// Time that one policy action covers.
    public let policyPeriod: Nanoseconds

    public init(group: GroupConfiguration, policyPeriod: Nanoseconds) {
        self.group = group
        self.policyPeriod = policyPeriod
    }

    /// The setpoint that motion starts from, and what is measured.
    public struct Reference: Sendable {
        public var setpoint: Pose
        public var joints: SIMD8<Double>
        public var measured: Pose

        public init(setpoint: Pose, joints: SIMD8<Double>, measured: Pose) {
            self.setpoint = setpoint
            self.joints = joints
            self.measured = measured
        }
    }

    /// Velocity of the setpoint that carries out `action` within what is `remaining` of its period.
    /// - Returns: nil where the entries are not as declared or not finite.
    public func motion(
        of action: Entries, from reference: Reference, remaining: Nanoseconds,
        tick: Nanoseconds
    ) -> SIMD8<Double>? {
        guard action.count == group.entryCount, action.isFinite else { return nil }
        let seconds = max(remaining, tick, 1).inSeconds
        switch group.space {
        case .eeDelta:
            return deltaMotion(of: action, from: reference, tick: tick)
        case .eeVelocity:
            return lanes(of: inBase(twist(of: action), reference.setpoint))
        case .eePose:
            guard let target = pose(of: action, keeping: reference.setpoint.rotation) else {
                return nil
            }
            return lanes(of: reference.setpoint.displacement(to: target) * (1 / seconds))
        case .jointVelocity:
            return joints(of: action)
        case .jointPosition:
            return mask((joints(of: action) - reference.joints) / seconds)
        }
    }

    private func deltaMotion(of action: Entries, from reference: Reference, tick: Nanoseconds)
        -> SIMD8<Double>
    {
        let delta = inBase(twist(of: action), reference.setpoint)
        switch group.deltaReference {
        case .lastTarget:
            return lanes(of: delta * (1 / max(policyPeriod, 1).inSeconds))
        case .measured:
            let target = reference.measured.moved(by: delta)
            return lanes(
                of: reference.setpoint.displacement(to: target) * (1 / max(tick, 1).inSeconds))
        }
    }

    /// The action that moved the setpoint from `reference` to `setpoint` in one tick, without the
    /// gripper. An `eeDelta` is the displacement of this tick, not of a policy period.
    public func action(
        from reference: Reference, to setpoint: Pose, joints: SIMD8<Double>,
        motion: SIMD8<Double>
    ) -> Entries {
        var entries = Entries(count: group.entryCount)
        switch group.space {
        case .eeDelta:
            let start =
                group.deltaReference == .measured ? reference.measured : reference.setpoint
            write(inAction(start.displacement(to: setpoint), reference.setpoint), to: &entries)
        case .eeVelocity:
            write(inAction(ActionMapping.twist(of: motion), reference.setpoint), to: &entries)
        case .eePose:
            for axis in 0..<3 { entries[axis] = setpoint.position[axis] }
            group.rotationForm.write(setpoint.rotation, to: &entries, at: 3)
        case .jointVelocity:
            for joint in 0..<group.joints { entries[joint] = motion[joint & 7] }
        case .jointPosition:
            for joint in 0..<group.joints { entries[joint] = joints[joint & 7] }
        }
        return entries
    }

    /// The gripper's entry, where the group has one.
    public func gripper(of action: Entries) -> Double? {
        group.hasGripper && action.count == group.entryCount ? action[group.entryCount - 1] : nil
    }

    /// Lanes 0 to 5 as a twist in the base frame.
    public static func twist(of motion: SIMD8<Double>) -> Twist {
        Twist(
            linear: Vector3(motion[0], motion[1], motion[2]),
            angular: Vector3(motion[3], motion[4], motion[5]))
    }

    public static func lanes(of twist: Twist) -> SIMD8<Double> {
        SIMD8(
            twist.linear.x, twist.linear.y, twist.linear.z,
            twist.angular.x, twist.angular.y, twist.angular.z, 0, 0)
    }

    private func lanes(of twist: Twist) -> SIMD8<Double> { ActionMapping.lanes(of: twist) }

    private func twist(of action: Entries) -> Twist {
        Twist(
            linear: Vector3(action[0], action[1], action[2]),
            angular: group.rotationForm == .none
                ? .zero : Vector3(action[3], action[4], action[5]))
    }

    private func write(_ twist: Twist, to entries: inout Entries) {
        for axis in 0..<3 { entries[axis] = twist.linear[axis] }
        guard group.rotationForm != .none else { return }
        for axis in 0..<3 { entries[3 + axis] = twist.angular[axis] }
    }

    private func inBase(_ twist: Twist, _ setpoint: Pose) -> Twist {
        group.actionFrame == .tool ? twist.rotated(by: setpoint.rotation) : twist
    }

    private func inAction(_ twist: Twist, _ setpoint: Pose) -> Twist {
        group.actionFrame == .tool ? twist.rotated(by: setpoint.rotation.inverse) : twist
    }

    private func pose(of action: Entries, keeping rotation: Rotation) -> Pose? {
        guard let turned = group.rotationForm.rotation(in: action, at: 3, otherwise: rotation)
        else {
            return nil
        }
        return Pose(position: Vector3(action[0], action[1], action[2]), rotation: turned)
    }

    private func joints(of action: Entries) -> SIMD8<Double> {
        var result = SIMD8<Double>.zero
        for joint in 0..<group.joints { result[joint & 7] = action[joint] }
        return result
    }

    private func mask(_ values: SIMD8<Double>) -> SIMD8<Double> {
        var result = SIMD8<Double>.zero
        for joint in 0..<group.joints { result[joint & 7] = values[joint & 7] }
        return result
    }
}
