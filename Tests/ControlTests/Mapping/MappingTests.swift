import CAllocationCount
import Control
import Spatial
import Testing

@Suite("Actions and motion, there and back")
struct MappingTests {
    static let tick = Nanoseconds.milliseconds(10)

    @Test("what was executed says how the setpoint moved, however it is written")
    func thereAndBack() {
        var chance = Chance(state: 11)
        var worst = 0.0
        for group in GroupConfiguration.all {
            let mapping = ActionMapping(group: group, policyPeriod: 50_000_000)
            for _ in 0..<20 {
                let motion = motion(of: group, &chance)
                let reference = reference(&chance)
                let to = reference.setpoint.advanced(
                    by: ActionMapping.twist(of: motion), for: Self.tick.inSeconds)
                let action = mapping.action(
                    from: reference, to: to,
                    joints: reference.joints + motion * Self.tick.inSeconds, motion: motion,
                    over: Self.tick)
                let back = mapping.motion(
                    ofExecuted: action, from: reference, over: Self.tick)
                guard let back else {
                    Issue.record("\(group.summary) does not read what it wrote")
                    continue
                }
                for lane in 0..<8 { worst = max(worst, abs(back[lane] - motion[lane])) }
            }
        }
        #expect(worst < 1e-11)
        print(
            "{\"figure\": \"mapping there and back\", \"combinations\": "
                + "\(GroupConfiguration.all.count), \"worst\": \(worst)}")
    }

    private func motion(
        of group: GroupConfiguration, _ chance: inout Chance
    ) -> SIMD8<Double> {
        var motion = chance.lanes(1)
        let used = group.space.isCartesian ? 6 : group.joints
        for lane in used..<8 { motion[lane] = 0 }
        guard group.space.isCartesian else { return motion }
        return ActionMapping.lanes(
            of: ActionMapping(group: group, policyPeriod: 1)
                .admitted(ActionMapping.twist(of: motion)))
    }

    private func reference(_ chance: inout Chance) -> ActionMapping.Reference {
        let setpoint = chance.pose()
        let measured = setpoint.moved(by: chance.twist(0.02, 0.2))
        return .init(setpoint: setpoint, joints: chance.lanes(1), measured: measured)
    }

    @Test("whatever the numbers are, the answer is finite or none")
    func anyNumbers() {
        var chance = Chance(state: 12)
        let odd: [Double] = [
            0, -0.0, .nan, .infinity, -.infinity, 1e308, -1e308, 1e155, 1e-308,
            .leastNonzeroMagnitude, 1e-9, .pi,
            2 * .pi, -1, 1,
        ]
        var answered = 0
        for group in GroupConfiguration.all {
            let mapping = ActionMapping(group: group, policyPeriod: chance.pick([0, 50_000_000]))
            for _ in 0..<40 {
                let count = chance.happens(0.1) ? 3 : group.entryCount
                let entries = Entries((0..<count).map { _ in chance.pick(odd) })
                let rest: Nanoseconds = chance.pick([.min, -1, 0, 1, 10_000_000, .max])
                let anchor = chance.happens(0.5) ? chance.pose() : nil
                let candidate = PolicyCandidate(entries, anchor: anchor, remaining: rest)
                let reference = reference(&chance)
                let tick: Nanoseconds = chance.pick([0, 1, 10_000_000])
                let answers = [
                    mapping.motion(of: candidate, from: reference, tick: tick),
                    mapping.motion(ofExecuted: entries, from: reference, over: tick),
                ]
                for case let answer? in answers {
                    answered += 1
                    for lane in 0..<8 where !answer[lane].isFinite {
                        Issue.record("\(group.summary): \(entries.array) gives \(answer)")
                    }
                }
            }
        }
        #expect(answered > 1000)
    }

    @Test("no rotation is read from a quaternion of length zero or from parallel columns")
    func noRotation() {
        let zero = Entries([0, 0, 0, 0])
        for order in RotationForm.QuaternionOrder.allCases {
            let form = RotationForm.quaternion(order, .w)
            #expect(form.rotation(in: zero, at: 0, otherwise: .identity) == nil)
        }
        let parallel = Entries([1, 2, 3, 2, 4, 6])
        for part in RotationForm.MatrixPart.allCases {
            #expect(
                RotationForm.sixD(part).rotation(in: parallel, at: 0, otherwise: .identity) == nil)
        }
    }

    @Test("a rotation survives every form, near no turn, half a turn and in gimbal lock")
    func singularities() {
        var chance = Chance(state: 13)
        let sizes = [0, 1e-15, 1e-12, 1e-8, 1e-4, .pi / 2, .pi - 1e-9, .pi]
        for form in RotationForm.all where form != .none {
            for _ in 0..<60 {
                let axis = chance.happens(0.5) ? chance.pick(Axis.allCases).unit : chance.vector(1)
                let near = Rotation(axisAngle: axis / max(axis.length, 1e-9) * chance.pick(sizes))
                var rotation = near
                if case .euler(let order) = form, chance.happens(0.5) {
                    let middle = order.first == order.third ? 0 : Double.pi / 2
                    let off = chance.pick([0, 1e-12, 1e-8, 1e-5])
                    rotation = Rotation(
                        eulerAngles: Vector3(chance.signed(3), middle + off, chance.signed(3)),
                        order)
                }
                var entries = Entries(count: 6)
                form.write(rotation, to: &entries, at: 0)
                let back = form.rotation(in: entries, at: 0, otherwise: .identity)
                let error = back.map { ($0 * rotation.inverse).angle } ?? .infinity
                #expect(error < 1e-8, "\(form) of \(rotation)")
            }
        }
    }

    @Test("a quaternion is written on its side, and read from either")
    func hemispheres() {
        var chance = Chance(state: 14)
        for _ in 0..<200 {
            let rotation = chance.pose().rotation
            for side in RotationForm.Hemisphere.allCases {
                let form = RotationForm.quaternion(.xyzw, side)
                var entries = Entries(count: 4)
                form.write(rotation, to: &entries, at: 0)
                #expect(entries[Int(side.rawValue)] >= 0)
                let other = Entries(entries.array.map { -$0 })
                let back = form.rotation(in: other, at: 0, otherwise: .identity)
                #expect((back.map { ($0 * rotation.inverse).angle } ?? 1) < 1e-12)
            }
        }
    }

    @Test("without rotation entries the operator does not turn the tool")
    func noTurning() {
        var group = GroupConfiguration()
        group.rotationForm = .none
        let twist = Twist(linear: Vector3(1, 2, 3), angular: Vector3(4, 5, 6))
        let admitted = ActionMapping(group: group, policyPeriod: 1).admitted(twist)
        #expect(admitted == Twist(linear: twist.linear, angular: .zero))
    }

    static let isCounted: Bool = {
        #if DEBUG
            false
        #else
            allocation_count_works() != 0
        #endif
    }()

    @Test(
        "neither way touches the heap",
        .enabled(if: isCounted, "only a release build without a sanitizer is counted"))
    func noAllocation() {
        var chance = Chance(state: 15)
        let groups = GroupConfiguration.all
        var allocations: UInt64 = 0
        for group in groups {
            let mapping = ActionMapping(group: group, policyPeriod: 50_000_000)
            let reference = reference(&chance)
            let to = reference.setpoint.moved(by: chance.twist(0.001, 0.01))
            let before = allocation_count()
            let action = mapping.action(
                from: reference, to: to, joints: reference.joints, motion: .zero, over: Self.tick)
            let motion = mapping.motion(
                of: PolicyCandidate(action, anchor: to), from: reference, tick: Self.tick)
            let back = mapping.motion(ofExecuted: action, from: reference, over: Self.tick)
            allocations += allocation_count() - before
            #expect(motion != nil && back != nil)
        }
        #expect(allocations == 0)
    }
}
