internal import Control
internal import Messages
internal import Spatial

/// Appends rows to an ``EpisodeTable``.
struct TableBuilder {
    private let manifest: Manifest
    private let record: EpisodeRecord
    private let actions: [RowAction]
    private var table: EpisodeTable
    private var taskNumbers: [String: Int] = [:]
    /// The quaternions of the row before: the next ones take the same hemisphere.
    private var hemispheres: [SIMD4<Double>?]

    init(
        manifest: Manifest, layout: ExportLayout, rowPeriod: Nanoseconds, record: EpisodeRecord
    ) {
        self.manifest = manifest
        self.record = record
        actions = manifest.groups.indices.map { RowAction(manifest: manifest, group: $0) }
        hemispheres = Array(repeating: nil, count: manifest.groups.count)
        table = EpisodeTable(
            layout: layout, rowPeriod: rowPeriod, session: record.session, episode: record.number)
        table.outcome = record.outcome
        table.notes = record.notes
    }

    /// A row over the steps at `range`; the step before them is in the record.
    mutating func append(_ range: Range<Int>) {
        let before = record.steps[range.lowerBound - 1]
        let steps = record.steps[range]
        guard let first = steps.first, let last = steps.last else { return }
        if table.rowCount == 0 {
            table.policy = first.value.policy
            appendSetpoints(of: before)
        }
        var earlier = before.value.now
        for index in range {
            table.longestTick = max(table.longestTick, record.steps[index].value.now &- earlier)
            earlier = record.steps[index].value.now
        }
        appendState(of: first)
        for group in manifest.groups.indices { appendAction(group, steps, after: before) }
        table.intervention.append(
            manifest.groups.indices.contains { group in
                range.allSatisfy { record.steps[$0].value.groups[group].decision.intervention }
            })
        table.nextSuccess.append(false)
        let measured = first.value.measuredAt
        table.stamps.append(measured != 0 ? measured : first.value.now)
        table.task.append(number(ofTask: first.value.instruction))
        for camera in table.images.indices {
            let images = record.images[camera]
            let at = ImageReference.latest(in: images, at: first.value.now) ?? 0
            table.images[camera].append(images[at].index)
        }
        table.ticks.append(first.value.tick...last.value.tick)
        appendSetpoints(of: last)
    }

    func finish() -> EpisodeTable { table }

    // MARK: -

    private mutating func appendAction(
        _ group: Int, _ steps: ArraySlice<Boxed<Step>>, after before: Boxed<Step>
    ) {
        let action = actions[group]
        let width = action.configuration.entryCount
        let executed = action.executed(steps, after: before)
        table.action += (0..<width).map { Float(executed[$0]) }
        let wanted = action.wanted(steps, after: before)
        table.policyAction += (0..<width).map { entry in wanted.map { Float($0[entry]) } ?? .nan }
        table.policyActionIsValid += Array(repeating: wanted != nil, count: width)
        let moves = steps.indices.allSatisfy { steps[$0].value.groups[group].decision.intervention }
        table.actionIsOperator += Array(repeating: moves, count: action.configuration.motionCount)
        if action.configuration.hasGripper {
            table.actionIsOperator.append(
                steps.indices.allSatisfy {
                    steps[$0].value.groups[group].decision.gripperAuthority != .policy
                })
        }
        let codes = steps.indices.map {
            ActionSource.code(of: steps[$0].value.groups[group].decision)
        }
        table.actionSource.append(ActionSource.mostSevere(of: codes))
    }

    private mutating func appendState(of step: Boxed<Step>) {
        for group in manifest.groups.indices {
            let configuration = manifest.control.groups[group]
            let observation = step.value.groups[group].observation
            if configuration.space.isCartesian {
                appendPose(observation.tool ?? .identity, group)
            } else {
                let joints = observation.joints ?? .zero
                table.state += (0..<configuration.joints).map { Float(joints[$0 & 7]) }
            }
            if configuration.hasGripper { table.state.append(Float(observation.gripper ?? 0)) }
            if manifest.groups[group].wrenchFrame != nil {
                let wrench = observation.wrench ?? .zero
                for axis in 0..<3 { table.state.append(Float(wrench.force[axis])) }
                for axis in 0..<3 { table.state.append(Float(wrench.torque[axis])) }
            }
        }
        table.state += step.value.features.map { Float($0) }
    }

    /// The quaternion's sign carries no rotation, but a network sees it: the first row of a table
    /// takes the sign that makes its largest entry positive, each other row the one nearer to the
    /// row before. (A tool that points down has w near zero, where `w >= 0` would flicker.)
    private mutating func appendPose(_ pose: Pose, _ group: Int) {
        let rotation = pose.rotation
        var quaternion = SIMD4(
            rotation.vector.x, rotation.vector.y, rotation.vector.z, rotation.real)
        if let last = hemispheres[group] {
            if (quaternion * last).sum() < 0 { quaternion = -quaternion }
        } else {
            let largest = (0..<4).max { abs(quaternion[$0]) < abs(quaternion[$1]) } ?? 3
            if quaternion[largest] < 0 { quaternion = -quaternion }
        }
        hemispheres[group] = quaternion
        for axis in 0..<3 { table.state.append(Float(pose.position[axis])) }
        for entry in 0..<4 { table.state.append(Float(quaternion[entry])) }
    }

    private mutating func appendSetpoints(of step: Boxed<Step>) {
        for group in manifest.groups.indices {
            table.setpoints.append(step.value.groups[group].decision.setpoint)
            table.jointSetpoints.append(step.value.groups[group].decision.jointSetpoint)
        }
    }

    private mutating func number(ofTask text: String) -> Int {
        if let known = taskNumbers[text] { return known }
        let number = table.tasks.count
        taskNumbers[text] = number
        table.tasks.append(text)
        return number
    }
}
