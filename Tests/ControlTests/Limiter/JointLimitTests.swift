import Spatial
import Testing

@testable import Control

@Suite("The limiter, joints at a time")
struct JointLimitTests {
    @Test("joints that are within all limits pass as they are, and none is named")
    func passes() {
        let bed = LimiterBed.joints()
        let (motion, acted) = bed.limited(0.1, -0.2, 0.05, 0.3, 0.2, -0.4)
        #expect(motion == SIMD8(0.1, -0.2, 0.05, 0.3, 0.2, -0.4, 0, 0))
        #expect(acted == [])
    }

    @Test("the fastest joint slows all of them down, so that the way stays the same")
    func speed() {
        var bed = LimiterBed.joints()
        bed.situation.kinematics = nil
        bed.group.limits.jointSpeed[1] = 0.5
        bed.isSteady = false
        bed.situation.previous = SIMD8(0.2, -0.5, 0, 0, 0, 0, 0, 0)
        let (motion, acted) = bed.limited(0.4, -1.0)
        #expect(isNear(motion[0], 0.2) && isNear(motion[1], -0.5))
        #expect(acted == .jointSpeed)
    }

    @Test("where the tool is too fast, all joints slow down together")
    func toolSpeed() {
        var bed = LimiterBed.joints()
        bed.isSteady = false
        bed.situation.previous = SIMD8(0.25, 0, 0, 0.1, 0, 0, 0, 0)
        let (motion, acted) = bed.limited(0.5, 0, 0, 0.2)
        #expect(isNear(motion[0], 0.25) && isNear(motion[3], 0.1))
        #expect(acted == .linearSpeed)
    }

    @Test("the tool's leash holds joints too")
    func toolLeash() {
        var bed = LimiterBed.joints()
        bed.isSteady = false
        bed.situation.setpoint.position.x = 0.02
        let allowed = bed.speed(within: 0.01, at: 2.0 / 4)
        bed.situation.previous[0] = allowed
        let (motion, acted) = bed.limited(0.2)
        #expect(isNear(motion[0], allowed))
        #expect(acted.contains(.leash))
    }

    @Test("the tool's walls hold joints too")
    func toolWorkspace() {
        var bed = LimiterBed.joints {
            $0.limits.workspaceLow = Vector3(repeating: -1)
            $0.limits.workspaceHigh = Vector3(repeating: 1)
        }
        bed.isSteady = false
        bed.situation.kinematics?.tool.position.y = 0.99
        bed.situation.setpoint.position.y = 0.99
        bed.situation.measured = bed.situation.setpoint
        let allowed = bed.speed(within: 0.01, at: 2.0 / 6)
        bed.situation.previous[1] = allowed
        let (motion, acted) = bed.limited(0, 0.2)
        #expect(isNear(motion[1], allowed))
        #expect(acted.contains(.workspace))
    }

    @Test("a joint slows down in the zone before its end, going either way")
    func ends() {
        for side in [1.0, -1.0] {
            var bed = LimiterBed.joints {
                $0.limits.jointLow[2] = -1
                $0.limits.jointHigh[2] = 1
            }
            bed.situation.kinematics = nil
            bed.isSteady = false
            let zone = bed.group.limits.endZone(ofJoint: 2)
            bed.situation.joints[2] = side * (1 - zone / 4)
            let allowed = 1.0 / 4
            #expect(bed.speed(within: zone / 4, at: 8) > allowed, "the zone is what bounds it")
            bed.situation.previous[2] = side * allowed
            let (motion, acted) = bed.limited(0.05, 0, side * 0.9)
            #expect(isNear(motion[2], side * allowed))
            #expect(isNear(motion[0], 0.05), "the others go on")
            #expect(acted == .jointPosition)
            #expect(bed.limited(0, 0, side * -0.9).1.contains(.jointPosition) == false)
        }
    }

    @Test("a joint at its end stays there")
    func atTheEnd() {
        var bed = LimiterBed.joints {
            $0.limits.jointLow[0] = -1
            $0.limits.jointHigh[0] = 1
        }
        bed.situation.kinematics = nil
        bed.isSteady = false
        bed.situation.joints[0] = 1
        #expect(bed.limited(0.5).0[0] == 0)
        #expect(bed.limited(0.5).1 == .jointPosition)
    }

    @Test("each joint's change of velocity is bounded, both ways")
    func acceleration() {
        var bed = LimiterBed.joints()
        bed.situation.kinematics = nil
        bed.isSteady = false
        let (motion, acted) = bed.limited(0.5, -0.5, 0.07)
        #expect(isNear(motion[0], 0.08) && isNear(motion[1], -0.08) && motion[2] == 0.07)
        #expect(acted == .acceleration)
    }

    @Test("joints brake so early that their tool comes to rest inside")
    func stoppable() {
        var bed = LimiterBed.joints {
            $0.limits.workspaceLow = Vector3(repeating: -1)
            $0.limits.workspaceHigh = Vector3(repeating: 1)
            $0.limits.jointAcceleration = SIMD8(repeating: 0.2)
        }
        bed.isSteady = false
        bed.situation.kinematics?.tool.position.x = 0.99
        bed.situation.setpoint.position.x = 0.99
        bed.situation.measured = bed.situation.setpoint
        bed.situation.previous[0] = 0.06
        // The shaping reckons with the tool's own acceleration; these joints brake at a tenth.
        let (motion, acted) = bed.limited(0.2)
        #expect(acted.contains(.workspace))
        let way: Double = motion[0] * (0.01 + motion[0] / 0.4)
        #expect(way <= 0.01 + 1e-9 && way > 0.0098)
        #expect(motion[0] > 0.058, "no harder than the joints can")
    }

    @Test("all eight joints are the arm's, and each brakes at its own limit")
    func eight() {
        var bed = LimiterBed {
            $0.space = .jointVelocity
            $0.joints = 8
        }
        let all = bed.limited(0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.4, -0.5)
        #expect(all.0 == SIMD8(0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.4, -0.5))
        #expect(all.1 == [])
        bed = LimiterBed.joints {
            $0.limits.workspaceLow = Vector3(repeating: -1)
            $0.limits.workspaceHigh = Vector3(repeating: 1)
            $0.limits.jointAcceleration = SIMD8(repeating: 0.2)
        }
        bed.isSteady = false
        bed.situation.kinematics?.tool.position.x = 0.9999
        bed.situation.setpoint.position.x = 0.9999
        bed.situation.measured = bed.situation.setpoint
        bed.situation.previous[0] = 0.06
        #expect(isNear(bed.limited(0.2).0[0], 0.058), "too late for the wall, and no jerk for it")
    }
}
