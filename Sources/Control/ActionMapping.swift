public import Spatial

/// Between what an action says and how the setpoint moves, for one group: both directions.
///
/// Inside the arbiter every group moves by a velocity of its setpoint: the tool's twist in the base
/// frame (lanes 0 to 5), or the joints' velocities. An action is decoded to that velocity, and what
/// was executed is encoded back: `motion(ofExecuted:)` is the inverse of `action(from:)`.
/// Nothing here traps; an action that is none gives nil.
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

    // MARK: - From action to motion

    /// Velocity of the setpoint that carries out the policy's action in this tick: what is left of
    /// the way to a target is spread over what is left of the action's time.
    /// - Returns: nil where the entries are not as declared, not finite, or no rotation.
    public func motion(
        of candidate: PolicyCandidate, from reference: Reference, tick: Nanoseconds
    ) -> SIMD8<Double>? {
        let action = candidate.entries
        let rest = max(candidate.remaining, tick)
        guard group.space == .eeDelta else {
            let span = group.space == .eeVelocity ? tick : rest
            return motion(ofExecuted: action, from: reference, over: span)
        }
        let now = reference.setpoint
        switch group.deltaReference {
        case .lastTarget:
            let start = candidate.anchor ?? now
            return target(of: action, from: start).flatMap { lanes(start, $0, policyPeriod) }
        case .measured:
            let start = candidate.anchor ?? reference.measured
            return target(of: action, from: start).flatMap { lanes(now, $0, rest) }
        case .chunkStart:
            return candidate.anchor.flatMap { target(of: action, from: $0) }
                .flatMap { lanes(now, $0, rest) }
        }
    }

    /// Velocity of the setpoint that an executed action means, from where it began and over the
    /// time it took: the inverse of ``action(from:to:joints:motion:over:)``.
    /// - Returns: nil where the entries are not as declared, not finite, or no rotation.
    public func motion(
        ofExecuted action: Entries, from reference: Reference, over span: Nanoseconds
    ) -> SIMD8<Double>? {
        guard isWellFormed(action) else { return nil }
        switch group.space {
        case .eeDelta:
            return target(of: action, from: origin(reference))
                .flatMap { lanes(reference.setpoint, $0, span) }
        case .eeVelocity:
            return finite(velocity(of: action, at: reference.setpoint.rotation, over: span))
        case .eePose:
            return target(of: action, keeping: reference.setpoint.rotation)
                .flatMap { lanes(reference.setpoint, $0, span) }
        case .jointVelocity: return finite(joints(of: action))
        case .jointPosition:
            let seconds = max(span, 1).inSeconds
            return finite(declared((joints(of: action) - reference.joints) / seconds))
        }
    }

    /// What of a twist of the tool, in the base frame, an action of this group can say.
    public func admitted(_ twist: Twist) -> Twist {
        let canTurn = !group.space.isCartesian || group.rotationForm != .none
        return canTurn ? twist : Twist(linear: twist.linear, angular: .zero)
    }

    // MARK: - From motion to action

    /// The action that moved the setpoint from `reference` to `setpoint` in `tick`, without the
    /// gripper. An `eeDelta` is the displacement of this tick, not of a policy period.
    public func action(
        from reference: Reference, to setpoint: Pose, joints: SIMD8<Double>,
        motion: SIMD8<Double>, over tick: Nanoseconds
    ) -> Entries {
        var entries = Entries(count: group.entryCount)
        switch group.space {
        case .eeDelta: write(setpoint, from: origin(reference), to: &entries)
        case .eeVelocity:
            write(motion, at: reference.setpoint.rotation, over: tick, to: &entries)
        case .eePose:
            put(setpoint.position, in: &entries, at: 0)
            group.rotationForm.write(setpoint.rotation, to: &entries, at: 3)
        case .jointVelocity:
            for joint in 0..<group.joints { entries[joint] = motion[joint & 7] }
        case .jointPosition:
            for joint in 0..<group.joints { entries[joint] = joints[joint & 7] }
        }
        return entries
    }

    // MARK: - Lanes

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

    private func lanes(_ start: Pose, _ target: Pose, _ span: Nanoseconds) -> SIMD8<Double>? {
        let twist = start.displacement(to: target) * (1 / max(span, 1).inSeconds)
        return finite(ActionMapping.lanes(of: admitted(twist)))
    }

    private func finite(_ lanes: SIMD8<Double>) -> SIMD8<Double>? { lanes.isFinite ? lanes : nil }

    private func isWellFormed(_ action: Entries) -> Bool {
        action.count == group.entryCount && action.isFinite
    }

    private func joints(of action: Entries) -> SIMD8<Double> {
        var result = SIMD8<Double>.zero
        for joint in 0..<group.joints { result[joint & 7] = action[joint] }
        return result
    }

    private func declared(_ values: SIMD8<Double>) -> SIMD8<Double> {
        var result = SIMD8<Double>.zero
        for joint in 0..<group.joints { result[joint & 7] = values[joint & 7] }
        return result
    }
}

// MARK: - Poses and twists

extension ActionMapping {
    /// What an executed delta is measured from.
    private func origin(_ reference: Reference) -> Pose {
        group.deltaReference == .measured ? reference.measured : reference.setpoint
    }

    /// From the axes of the action's frame into base, for a tool turned by `tool`.
    private func axes(_ tool: Rotation) -> Rotation {
        switch group.actionFrame {
        case .base: .identity
        case .tool: tool
        case .view: group.baseFromView
        }
    }

    private func target(of pose: Entries, keeping rotation: Rotation) -> Pose? {
        group.rotationForm.rotation(in: pose, at: 3, otherwise: rotation)
            .map { Pose(position: linear(pose), rotation: $0) }
    }

    private func target(of delta: Entries, from start: Pose) -> Pose? {
        guard isWellFormed(delta),
            let turn = group.rotationForm.rotation(in: delta, at: 3, otherwise: .identity)
        else { return nil }
        let axes = axes(start.rotation)
        let position = start.position + axes.rotating(linear(delta))
        switch group.composition {
        case .body: return Pose(position: position, rotation: start.rotation * turn)
        case .world:
            return Pose(position: position, rotation: axes * turn * axes.inverse * start.rotation)
        }
    }

    /// The delta from `start` to `target`.
    private func write(_ target: Pose, from start: Pose, to entries: inout Entries) {
        let axes = axes(start.rotation)
        put(axes.inverse.rotating(target.position - start.position), in: &entries, at: 0)
        let back = start.rotation.inverse
        let turn =
            switch group.composition {
            case .body: back * target.rotation
            case .world: axes.inverse * target.rotation * back * axes
            }
        group.rotationForm.write(turn, to: &entries, at: 3)
    }

    /// The mean twist in the base frame over `span`. One that is constant in the tool's own axes
    /// leads along a screw, one that is constant in outer axes straight on.
    private func velocity(of action: Entries, at tool: Rotation, over span: Nanoseconds)
        -> SIMD8<Double>
    {
        var linear = linear(action)
        let angular =
            group.rotationForm == .none ? .zero : Vector3(action[3], action[4], action[5])
        if group.actionFrame == .tool {
            linear = linear.averaged(overTurn: angular * max(span, 0).inSeconds)
        }
        return ActionMapping.lanes(
            of: Twist(
                linear: axes(tool).rotating(linear), angular: turning(tool).rotating(angular)))
    }

    /// The inverse of `velocity(of:at:over:)`.
    private func write(
        _ motion: SIMD8<Double>, at tool: Rotation, over span: Nanoseconds,
        to entries: inout Entries
    ) {
        let twist = ActionMapping.twist(of: motion)
        let angular = turning(tool).inverse.rotating(twist.angular)
        var linear = axes(tool).inverse.rotating(twist.linear)
        if group.actionFrame == .tool, group.rotationForm != .none {
            linear = linear.beforeAveraging(overTurn: angular * max(span, 0).inSeconds)
        }
        put(linear, in: &entries, at: 0)
        if group.rotationForm != .none { put(angular, in: &entries, at: 3) }
    }

    /// From the axes that an angular velocity is written in into base.
    private func turning(_ tool: Rotation) -> Rotation {
        switch group.composition {
        case .body: tool
        case .world: axes(tool)
        }
    }

    private func linear(_ action: Entries) -> Vector3 { Vector3(action[0], action[1], action[2]) }

    private func put(_ vector: Vector3, in entries: inout Entries, at start: Int) {
        for lane in 0..<3 { entries[start + lane] = vector[lane] }
    }
}

// MARK: - Gripper

extension ActionMapping {
    /// The gripper command that an action asks for while `current` is in force; nil where it asks
    /// for none. The range is the arbiter's to enforce.
    public func gripper(of action: Entries, holding current: Double) -> Double? {
        guard group.hasGripper, action.count == group.entryCount else { return nil }
        let wanted = action[group.entryCount - 1]
        guard wanted.isFinite else { return nil }
        switch group.gripperKind {
        case .continuous: return wanted
        case .binary:
            let aboveMiddle = wanted - (group.gripperLow + group.gripperHigh) / 2
            guard abs(aboveMiddle) > group.gripperTolerance else { return current }
            let isTowardsHigh = (aboveMiddle > 0) == (group.gripperHigh > group.gripperLow)
            return isTowardsHigh ? group.gripperHigh : group.gripperLow
        }
    }

    /// The first command of a gripper that was found like this, so that nothing falls: a binary one
    /// counts as closed unless it is fully open.
    public func gripper(found opening: Double) -> Double {
        switch group.gripperKind {
        case .continuous: return opening
        case .binary:
            let isOpen = abs(opening - group.gripperHigh) <= group.gripperTolerance
            return isOpen ? group.gripperHigh : group.gripperLow
        }
    }
}
