internal import Control
internal import Messages
internal import Spatial

/// The action of one group over the ticks of a row: executed, and as the policy wanted it.
///
/// An object: its configuration is large, and rows are many.
final class RowAction: Sendable {
    let configuration: GroupConfiguration
    let group: Int
    private let policyMotion: PolicyMotion
    private let tick: Nanoseconds

    init(manifest: Manifest, group: Int) {
        self.group = group
        configuration = manifest.control.groups[group]
        policyMotion = PolicyMotion(manifest: manifest, group: group)
        tick = manifest.control.tickPeriod
    }

    /// What was executed over `steps`, from the setpoint of `before`.
    func executed(_ steps: ArraySlice<Boxed<Step>>, after before: Boxed<Step>) -> Entries {
        guard let last = steps.last?.value.groups[group].decision else { return .none }
        var entries = last.executed
        switch configuration.space {
        case .eeDelta:
            let composed = policyMotion.mapping.action(
                from: reference(before, measuredIn: steps), to: last.setpoint,
                joints: last.jointSetpoint, motion: last.motion, over: tick)
            replaceMotion(of: &entries, with: composed)
        case .eeVelocity, .jointVelocity:
            replaceMotion(
                of: &entries, with: mean(steps) { $0.value.groups[self.group].decision.executed })
        case .eePose, .jointPosition: break
        }
        return entries
    }

    /// What the policy wanted over `steps`.
    /// - Returns: nil where it is not known for each of them.
    func wanted(_ steps: ArraySlice<Boxed<Step>>, after before: Boxed<Step>) -> Entries? {
        for index in steps.indices where !isKnown(steps[index]) { return nil }
        guard var entries = steps.last?.value.groups[group].candidate?.entries else { return nil }
        switch configuration.space {
        case .eeDelta:
            guard let composed = composedDelta(steps, after: before) else { return nil }
            replaceMotion(of: &entries, with: composed)
        case .eeVelocity, .jointVelocity:
            replaceMotion(
                of: &entries,
                with: mean(steps) { $0.value.groups[self.group].candidate?.entries ?? .none })
        case .eePose, .jointPosition: break
        }
        return entries
    }

    private func isKnown(_ step: Boxed<Step>) -> Bool {
        guard let entries = step.value.groups[group].candidate?.entries,
            entries.count == configuration.entryCount, entries.isFinite
        else { return false }
        switch step.value.groups[group].decision.freshness {
        case .fresh, .driving: return true
        case .none: return false
        }
    }

    /// Where the policy alone would have brought the setpoint by the end of the row.
    private func composedDelta(_ steps: ArraySlice<Boxed<Step>>, after before: Boxed<Step>)
        -> Entries?
    {
        let start = reference(before, measuredIn: steps)
        var pose = start.setpoint
        var row = steps.first?.value.groups[group].candidate
        for index in steps.indices {
            guard var candidate = steps[index].value.groups[group].candidate else { return nil }
            // A row that begins here begins where the policy alone would be.
            let continues = row?.chunk == candidate.chunk && row?.index == candidate.index
            if !continues { row?.anchor = pose }
            if configuration.deltaReference == .lastTarget, candidate.anchor != nil {
                candidate.anchor = row?.anchor
            }
            row?.chunk = candidate.chunk
            row?.index = candidate.index
            let at = ActionMapping.Reference(
                setpoint: pose, joints: .zero,
                measured: steps[index].value.groups[group].observation.tool ?? pose)
            guard let motion = policyMotion.motion(of: candidate, from: at)
            else {
                return nil
            }
            pose = pose.advanced(by: ActionMapping.twist(of: motion), for: tick.inSeconds)
        }
        return policyMotion.mapping.action(
            from: start, to: pose, joints: .zero, motion: .zero, over: tick)
    }

    private func reference(_ before: Boxed<Step>, measuredIn steps: ArraySlice<Boxed<Step>>)
        -> ActionMapping.Reference
    {
        let setpoint = before.value.groups[group].decision.setpoint
        return .init(
            setpoint: setpoint, joints: before.value.groups[group].decision.jointSetpoint,
            measured: steps.first?.value.groups[group].observation.tool ?? setpoint)
    }

    private func mean(_ steps: ArraySlice<Boxed<Step>>, _ entries: (Boxed<Step>) -> Entries)
        -> Entries
    {
        var sum = Entries(count: configuration.entryCount)
        for index in steps.indices {
            let entries = entries(steps[index])
            for entry in 0..<sum.count { sum[entry] += entries[entry] }
        }
        for entry in 0..<sum.count { sum[entry] /= Double(steps.count) }
        return sum
    }

    /// The gripper's entry stays: it holds, and is never averaged.
    private func replaceMotion(of entries: inout Entries, with motion: Entries) {
        for index in 0..<configuration.motionCount { entries[index] = motion[index] }
    }
}
