internal import CAllocationCount
internal import CLinux
internal import Control
internal import Spatial

/// What it costs to read a policy's action, write the executed one, and read that back: once for
/// every space and rotation form, in the frame that costs most.
enum ActionMappingBench {
    static let rounds = 2000
    static let tick = Nanoseconds.milliseconds(10)

    static func run() throws {
        try CellStepBench.proveCounting()
        var spans = Spans(room: groups.count * rounds)
        var allocations: UInt64 = 0
        for group in groups {
            for round in 0..<rounds {
                let counted = allocation_count()
                let began = reins_monotonic_ns()
                let isRead = thereAndBack(group, Double(round) / Double(rounds))
                spans.note(reins_monotonic_ns() - began)
                allocations += allocation_count() - counted
                guard isRead else { throw BenchError("\(group.space) does not read itself") }
            }
        }
        var figure = Figure("action-mapping")
        figure.add(spans)
        figure.add("forms", groups.count)
        figure.add("allocations", Int(allocations))
        figure.add("within_target", spans.share(0.5) < 2 && allocations == 0)
        figure.report()
    }

    private static let groups: [GroupConfiguration] = {
        var group = GroupConfiguration()
        group.actionFrame = .tool
        group.composition = .body
        group.joints = 7
        var groups: [GroupConfiguration] = []
        for space in ActionSpace.allCases {
            group.space = space
            let isWritten = space == .eeDelta || space == .eePose
            for form in isWritten ? RotationForm.all : [.axisAngle] {
                group.rotationForm = form
                groups.append(group)
            }
        }
        return groups
    }()

    /// One tick of one group, at a place that `share` picks.
    private static func thereAndBack(_ group: GroupConfiguration, _ share: Double) -> Bool {
        let mapping = ActionMapping(group: group, policyPeriod: 50_000_000)
        let turn = Vector3(share, 1 - share, 0.5)
        let start = Pose(position: turn, rotation: Rotation(axisAngle: turn))
        let joints = SIMD8<Double>(repeating: share)
        let motion = SIMD8<Double>(0.1, share, 0.05, 0.3, -share, 0.2, 0.1, 0)
        let end = start.advanced(by: ActionMapping.twist(of: motion), for: tick.inSeconds)
        let reference = ActionMapping.Reference(setpoint: start, joints: joints, measured: start)
        let action = mapping.action(
            from: reference, to: end, joints: joints + motion * tick.inSeconds, motion: motion,
            over: tick)
        let candidate = PolicyCandidate(
            entries: action, chunk: 1, index: 0, remaining: tick, anchor: start, observation: 1,
            observedAt: 1, inferenceBegan: 1, offeredAt: 1)
        return mapping.motion(of: candidate, from: reference, tick: tick) != nil
            && mapping.motion(ofExecuted: action, from: reference, over: tick) != nil
    }
}
