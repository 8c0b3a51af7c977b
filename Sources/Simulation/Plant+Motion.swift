internal import Spatial

extension Plant {
    /// One small step of both arms with the contact between them.
    mutating func move(towards targets: [Pose], _ seconds: Double) {
        let socket = socket
        let tip = tip
        touch(tip: tip, socket: socket)
        let right = arms[Simulation.right]
        let free = freeVelocity(
            of: right.tool, towards: targets[1], pushed: contact.normalForce,
            settings.rightStiffness)
        let relative = free - arms[Simulation.left].velocity
        let friction = frictionForce(against: relative)
        forceOnPlug = contact.normalForce + friction
        let velocity = free + friction / (settings.rightStiffness * settings.linearLag)
        let back = freeVelocity(
            of: arms[Simulation.left].tool, towards: targets[0], pushed: -forceOnPlug,
            settings.leftStiffness)
        place(Simulation.right, velocity, towards: targets[1], loadedAt: tip, forceOnPlug, seconds)
        place(
            Simulation.left, back, towards: targets[0], loadedAt: tip, -forceOnPlug, seconds)
        tipVelocity = (self.tip - tip) / seconds
        updateBore()
    }

    /// Which surface is touched now.
    private mutating func touch(tip: Vector3, socket: Pose) {
        guard outcome != .dropped else {
            contact = Contact()
            return
        }
        let inSocket = socket.inverse.applied(to: tip)
        contact = Contact.between(tip: inSocket, inBore: inBore, settings)
        contact.normalForce = socket.rotation.rotating(contact.normalForce)
        contact.frictionNormal = socket.rotation.rotating(contact.frictionNormal)
        if contact.place == .none, tip.z < 0 {
            contact = Contact.sliding(
                .bench, normal: Vector3(0, 0, 1), penetration: -tip.z, settings)
        }
    }

    /// Velocity of a tool that its control pulls to the target and a force pushes, m/s.
    private func freeVelocity(
        of tool: Pose, towards target: Pose, pushed force: Vector3, _ stiffness: Double
    ) -> Vector3 {
        (target.position - tool.position + force / stiffness) / settings.linearLag
    }

    /// Coulomb: as much as it takes to stop the sliding, at most the limit. Exact for a body whose
    /// velocity follows the force without inertia.
    private func frictionForce(against relative: Vector3) -> Vector3 {
        guard contact.frictionLimit > 0 else { return .zero }
        let normal = contact.frictionNormal
        let sliding = relative - normal * relative.dot(normal)
        return (sliding * -(settings.rightStiffness * settings.linearLag))
            .limited(to: contact.frictionLimit)
    }

    private mutating func place(
        _ arm: Int, _ velocity: Vector3, towards target: Pose, loadedAt point: Vector3,
        _ force: Vector3, _ seconds: Double
    ) {
        var state = arms[arm]
        let torque = (point - state.tool.position).cross(force)
        let pull = (target.rotation * state.tool.rotation.inverse).axisAngle
        let turning = (pull + torque / settings.angularStiffness) / settings.angularLag
        let share = seconds >= 0.01 ? lagShare(seconds) : 1
        state.tool = Pose(
            position: state.tool.position + velocity * (seconds * share),
            rotation: Rotation(axisAngle: turning * (seconds * share)) * state.tool.rotation)
        state.velocity = velocity
        state.wrench = Wrench(force: force, torque: torque)
        arms[arm] = state
    }

    /// A whole tick in free air is one step: the share makes it land where the exponential does.
    private func lagShare(_ seconds: Double) -> Double {
        let ratio = seconds / settings.linearLag
        return (1 - Elementary.exponential(-ratio)) / ratio
    }

    private mutating func updateBore() {
        let (depth, lateral) = insertion
        let slope = settings.captureRadius - settings.clearance
        if inBore {
            inBore = depth > slope * 0.5
        } else {
            inBore =
                depth > slope && depth < settings.boreDepth
                && lateral < settings.clearance * 1.5 && outcome != .dropped
        }
    }
}
