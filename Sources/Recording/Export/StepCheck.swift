internal import Control
internal import Messages
internal import Spatial

/// Whether a step can stand in a table.
struct StepCheck {
    let manifest: Manifest
    let layout: ExportLayout
    let rowPeriod: Nanoseconds
    /// Oldest image that still counts as the present one, ns.
    private let oldestImage: [Nanoseconds]
    private let isCartesian: [Bool]

    init(manifest: Manifest, layout: ExportLayout, rowPeriod: Nanoseconds) {
        self.manifest = manifest
        self.layout = layout
        self.rowPeriod = rowPeriod
        isCartesian = manifest.groups.indices.map { manifest.control.groups[$0].space.isCartesian }
        oldestImage = manifest.cameras.map { max(.seconds(1), .seconds(5 / max($0.rate, 0.1))) }
    }

    /// `exported`, or why not.
    func use(of index: Int, in record: EpisodeRecord) -> StepUse {
        guard follows(index, in: record) else { return .afterGap }
        guard !setpointJumps(at: index, in: record) else { return .reseated }
        return use(of: record.steps[index], in: record)
    }

    private func use(of step: Boxed<Step>, in record: EpisodeRecord) -> StepUse {
        guard step.value.features.count == layout.featureCount,
            step.value.features.allSatisfy(\.isFinite),
            step.value.groups.count == layout.groupNames.count
        else { return .stateMissing }
        for group in layout.actionRanges.indices {
            if !isComplete(step.value.groups[group].observation, group) { return .stateMissing }
            guard
                step.value.groups[group].decision.executed.count
                    == layout.actionRanges[group].count,
                step.value.groups[group].decision.executed.isFinite
            else { return .actionMissing }
        }
        for camera in layout.cameraNames.indices {
            let images = camera < record.images.count ? record.images[camera] : []
            guard let at = ImageReference.latest(in: images, at: step.value.now),
                step.value.now &- images[at].stamp <= oldestImage[camera]
            else { return .imageMissing }
        }
        return .exported
    }

    /// Whether the step before is the tick before, and not long ago: a control loop that stood
    /// still for longer than two rows made a pause, and a row must not hide one.
    func follows(_ index: Int, in record: EpisodeRecord) -> Bool {
        guard index > 0 else { return false }
        let (now, before) = (
            record.steps[index].value.now, record.steps[index - 1].value.now
        )
        let longest = max(10 &* manifest.control.tickPeriod, 2 &* rowPeriod)
        return record.steps[index].value.tick == record.steps[index - 1].value.tick &+ 1
            && now &- before <= longest && now > before
    }

    /// Whether a setpoint went further than its own velocity took it: it was set to where the arm
    /// is, because something else had moved the arm. No action of ours did that.
    private func setpointJumps(at index: Int, in record: EpisodeRecord) -> Bool {
        let seconds = 2 * manifest.control.tickPeriod.inSeconds
        for group in layout.actionRanges.indices {
            let (before, now) = (record.steps[index - 1], record.steps[index])
            let motion = now.value.groups[group].decision.motion
            if isCartesian[group] {
                let moved = before.value.groups[group].decision.setpoint
                    .displacement(to: now.value.groups[group].decision.setpoint)
                let motion = ActionMapping.twist(of: motion)
                if moved.linear.length > motion.linear.length * seconds + 1e-3 { return true }
                if moved.angular.length > motion.angular.length * seconds + 1e-2 { return true }
            } else {
                let moved =
                    now.value.groups[group].decision.jointSetpoint
                    - before.value.groups[group].decision.jointSetpoint
                for joint in 0..<manifest.control.groups[group].joints
                where abs(moved[joint & 7]) > abs(motion[joint & 7]) * seconds + 1e-2 {
                    return true
                }
            }
        }
        return false
    }

    private func isComplete(_ observation: GroupObservation, _ group: Int) -> Bool {
        let configuration = manifest.control.groups[group]
        guard configuration.isMeasured(by: observation) else { return false }
        if configuration.hasGripper {
            guard let gripper = observation.gripper, gripper.isFinite else { return false }
        }
        if manifest.groups[group].wrenchFrame != nil {
            guard let wrench = observation.wrench, wrench.isFinite else { return false }
        }
        return true
    }
}

extension ImageReference {
    /// Position in `images` (ordered by stamp) of the last one at or before `time`.
    static func latest(in images: [ImageReference], at time: Int64) -> Int? {
        var low = 0
        var high = images.count
        while low < high {
            let middle = (low + high) / 2
            if images[middle].stamp <= time { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}
