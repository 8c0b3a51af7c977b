import Spatial
import Testing

@testable import Control

@Suite("Where the setpoint stands, and how it moves")
struct SetpointTests {
    @Test("a takeover ramps the policy's velocity down in a straight line")
    func ramp() {
        var bench = ControlBench()
        bench.begin()
        #expect(isNear(bench.last.groups[1].motion[0], 0.05))
        bench.request(.takeOver)
        var speeds: [Double] = []
        repeat {
            bench.step()
            speeds.append(bench.last.groups[1].motion[0])
        } while bench.last.groups[1].effective == .taking
        // 150 ms: the first tick is at the whole speed, the fifteenth from it at rest.
        for (tick, speed) in speeds.enumerated() {
            #expect(isNear(speed, 0.05 * max(0, 1 - Double(tick) / 15), by: 1e-9))
        }
        #expect(speeds.count >= 15)
    }

    @Test("a group that nobody has seen is commanded no motion, whatever its policy wants")
    func unseen() {
        var bench = ControlBench()
        bench.seesTool = false
        bench.begin()
        bench.steps(20)
        #expect(bench.last.groups[0].motion == .zero)
        #expect(bench.last.groups[0].setpoint == .identity)
        #expect(!bench.arbiter.state.groups[0].seated)
    }

    @Test("an arm that is not seen while its scene is reset has no motion of before")
    func unseenInReset() {
        var bench = ControlBench()
        bench.policyVelocity = Vector3(0.25, 0, 0)
        bench.begin()
        #expect(bench.last.groups[0].motion[0] > 0.2)
        bench.request(.end, argument: UInt64(Outcome.success.rawValue))
        bench.step()
        #expect(bench.last.groups[0].motion[0] > 0.1, "it still brakes")
        bench.seesTool = false
        #expect(bench.ask(.next) == .none)
        bench.step()
        #expect(bench.last.groups[0].motion == .zero)
    }

    @Test("joints are seated where they are, and their tool where the runtime's kinematics say")
    func joints() {
        var bench = ControlBench {
            for index in $0.groups.indices {
                $0.groups[index].space = .jointVelocity
                $0.groups[index].joints = 6
            }
        }
        bench.jointsMeasured[0] = SIMD8(0.1, -0.2, 0.3, 0, 0, 0.4, 0, 0)
        bench.kinematics = LimiterBed.joints().situation.kinematics
        bench.kinematics?.tool.position = Vector3(0.3, 0.2, 0.1)
        bench.step()
        #expect(bench.last.groups[0].jointSetpoint == SIMD8(0.1, -0.2, 0.3, 0, 0, 0.4, 0, 0))
        bench.begin()
        let group = bench.last.groups[0]
        #expect(group.motion[0] > 0.001)
        #expect(isNear(group.setpoint.position.x, 0.3 + group.motion[0] * 0.01))
        #expect(group.setpoint.position.y == 0.2)
        bench.step()
        let moved = bench.last.groups[0].jointSetpoint[0] - group.jointSetpoint[0]
        #expect(isNear(moved, bench.last.groups[0].motion[0] * 0.01, by: 1e-12))
        #expect(bench.ask(.takeOver, groups: 0b01) == .none)
        #expect(
            bench.arbiter.state.groups[0].posture == bench.last.groups[0].jointSetpoint - bench.last
                .groups[0].motion * 0.01)
    }

    @Test("re-seating comes a twentieth of what is left nearer in each tick")
    func reseating() {
        var bench = ControlBench()
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(120)
        let stood = bench.measured[1]
        bench.slip = Vector3(0.06, 0, 0)
        bench.press()
        bench.step()
        // The arm is held where it is while the setpoint comes to it.
        var left: [Double] = []
        while bench.last.groups[1].limits.contains(.reseated) {
            bench.slip =
                stood.position + Vector3(0.06, 0, 0) - bench.last.groups[1].setpoint.position
            bench.step()
            left.append(bench.slip.x - bench.last.groups[1].motion[0] * 0.01)
        }
        let late = zip(left, left.dropFirst()).filter { $0.0 < 0.02 && $0.1 > 0.001 }
        #expect(late.count > 20)
        #expect(late.allSatisfy { isNear($0.1 / $0.0, 0.95, by: 1e-3) })
    }

    @Test("a leash that follows a slow arm brakes gently to the arm's own speed")
    func follows() {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.25 }
        var place = bench.measured[1].position.y
        var greatestBrake = 0.0
        var before = 0.0
        for _ in 0..<200 {
            // The arm goes at 0.05 m/s, whatever is asked of it.
            place += 0.0005
            bench.measured[1].position.y = place
            bench.step()
            let speed = bench.last.groups[1].motion[1]
            greatestBrake = max(greatestBrake, before - speed)
            before = speed
        }
        #expect(bench.last.groups[1].effective == .operator)
        #expect(bench.last.groups[1].limits.contains(.leash))
        #expect(isNear(before, 0.05, by: 0.005))
        #expect(greatestBrake < 0.012, "the acceleration itself would be 20 mm/s a tick")
    }

    @Test("re-seating ends within a millimetre and a hundredth of a radian, and no sooner")
    func reseatedTurn() {
        var bench = ControlBench()
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(120)
        let target = Pose(
            position: bench.measured[1].position, rotation: Rotation(axisAngle: Vector3(0, 0, 0.6)))
        bench.press()
        repeat {
            bench.measured[1] = target
            bench.step()
        } while bench.arbiter.state.groups[1].reseating != nil
        let left = bench.last.groups[1].setpoint.displacement(to: target).angular.length
        #expect(left < 0.01 && left > 0.009)
    }

    @Test("joints at rest keep their tool's setpoint, whatever the kinematics say meanwhile")
    func jointsAtRest() {
        var bench = ControlBench {
            for index in $0.groups.indices {
                $0.groups[index].space = .jointVelocity
                $0.groups[index].joints = 6
            }
        }
        bench.kinematics = LimiterBed.joints().situation.kinematics
        bench.begin()
        _ = bench.ask(.takeOver)
        bench.steps(40)
        let rests = bench.last.groups[1].setpoint
        bench.kinematics?.tool.position.z += 0.001
        bench.steps(3)
        #expect(bench.last.groups[1].setpoint == rests)
    }

    @Test("a direction that the joints cannot take is named")
    func singular() {
        var bench = ControlBench {
            for index in $0.groups.indices {
                $0.groups[index].space = .jointVelocity
                $0.groups[index].joints = 6
            }
        }
        for row in [SIMD8<Double>(0, 0, 1, 0, 0, 0, 0, 0), .zero] {
            bench.kinematics = LimiterBed.joints().situation.kinematics
            bench.kinematics?.jacobian[2] = row
            if row != .zero { bench.begin() }
            if row != .zero { bench.takeRight() }
            bench.hands(groups: 0b10) { $0.twist.linear.z = 0.05 }
            bench.steps(20)
            #expect(bench.last.groups[1].effective == .operator)
            #expect(bench.last.groups[1].limits.contains(.singularity) == (row == .zero))
        }
    }
}

@Suite("An assumption of ours that is broken")
struct BrokenAssumptionTests {
    @Test("whatever of a group's state is not a number, it is in fault, and nothing of it is left")
    func healed() {
        let edits: [(inout GroupState) -> Void] = [
            { $0.setpoint.position.x = .nan }, { $0.joints[2] = .infinity },
            { $0.motion[1] = .nan }, { $0.gripper = .nan },
        ]
        for edit in edits {
            var bench = ControlBench()
            bench.step()
            var state = bench.arbiter.state
            edit(&state.groups[0])
            bench.arbiter = Arbiter(configuration: bench.arbiter.configuration, state: state)
            bench.seesTool = false
            bench.step()
            let group = bench.arbiter.state.groups[0]
            #expect(bench.last.groups[0].effective == .fault)
            #expect(bench.last.groups[0].hold == .brokenAssumption)
            #expect(group.setpoint.isFinite && group.joints.isFinite && group.motion.isFinite)
            #expect(bench.last.groups[0].executed.isFinite)
            #expect(bench.last.groups[1].effective != .fault)
        }
    }

    @Test("a gripper's value that is lost is read anew, and is closed where none is read")
    func gripper() {
        for reading in [0.7, nil] as [Double?] {
            var bench = ControlBench()
            bench.gripperReading = 0.3
            bench.step()
            #expect(bench.last.groups[0].gripper == 0.3)
            var state = bench.arbiter.state
            state.groups[0].gripper = .nan
            bench.arbiter = Arbiter(configuration: bench.arbiter.configuration, state: state)
            bench.gripperReading = reading
            bench.step()
            #expect(bench.last.groups[0].gripper == reading ?? 0)
        }
    }
}
