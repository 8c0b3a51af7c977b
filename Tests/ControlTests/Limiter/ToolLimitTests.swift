import Spatial
import Testing

@testable import Control

@Suite("The limiter, a tool at a time")
struct ToolLimitTests {
    @Test("what is far from every limit passes as it is, and none is named")
    func passes() {
        let bed = LimiterBed()
        let wanted = (0.1, -0.1, 0.05, 0.3, 0.2, -0.4)
        let (motion, acted) = bed.limited(
            wanted.0, wanted.1, wanted.2, wanted.3, wanted.4, wanted.5)
        #expect(motion == SIMD8(0.1, -0.1, 0.05, 0.3, 0.2, -0.4, 0, 0))
        #expect(acted == [])
    }

    @Test("the leash lets an arm lead by what a quarter of the acceleration can brake")
    func leash() {
        var bed = LimiterBed()
        bed.isSteady = false
        bed.situation.setpoint.position.x = 0.02
        let allowed = bed.speed(within: 0.01, at: 2.0 / 4)
        bed.situation.previous[0] = allowed
        let (motion, acted) = bed.limited(0.2, 0.1)
        #expect(isNear(motion[0], allowed))
        #expect(motion[1] > 0.0199, "what goes along the leash's end is let slide")
        #expect(acted.contains(.leash))
        let (back, none) = bed.limited(-0.2 + allowed * 2)
        #expect(back[0] < allowed && !none.contains(.leash), "home is always open")
    }

    @Test(
        "the leash follows a tool that moves its way, and one that goes the other way counts as still"
    )
    func leashFollows() {
        for (measured, followed) in [(0.03, 0.03), (-0.03, 0.0)] {
            var bed = LimiterBed()
            bed.isSteady = false
            bed.situation.setpoint.position.x = 0.02
            bed.situation.measuredTwist.linear.x = measured
            let allowed = bed.speed(within: 0.01, at: 0.5) + followed
            bed.situation.previous[0] = allowed
            #expect(isNear(bed.limited(0.2).0[0], allowed))
        }
    }

    @Test("the leash of a turn is one of its own")
    func leashOfATurn() {
        var bed = LimiterBed()
        bed.isSteady = false
        bed.situation.setpoint.rotation = Rotation(axisAngle: Vector3(0, 0, 0.25))
        let allowed = bed.speed(within: 0.05, at: 8.0 / 4)
        bed.situation.previous[5] = allowed
        let (motion, acted) = bed.limited(0.2, 0, 0, 0, 0, 0.9)
        #expect(isNear(motion[5], allowed, by: 1e-7))
        #expect(acted.contains(.leash))
        #expect(isNear(motion[0], 0.02), "moving waits for the acceleration alone")
    }

    @Test("an arm at the leash's end, and one beyond it, does not lead further")
    func atItsEnd() {
        for lead in [0.03, 0.031] {
            var bed = LimiterBed()
            bed.isSteady = false
            bed.situation.setpoint.position.x = lead
            let (motion, acted) = bed.limited(0.2)
            #expect(motion[0] == 0)
            #expect(acted == .leash)
        }
    }

    @Test("a wall is come to at a sixth of the acceleration, from both sides and on every axis")
    func workspace() {
        for axis in 0..<3 {
            for side in [1.0, -1.0] {
                var bed = LimiterBed {
                    $0.limits.workspaceLow = Vector3(repeating: -1)
                    $0.limits.workspaceHigh = Vector3(repeating: 1)
                }
                bed.isSteady = false
                bed.situation.setpoint.position[axis] = side * 0.99
                bed.situation.measured = bed.situation.setpoint
                let allowed = bed.speed(within: 0.01, at: 2.0 / 6)
                bed.situation.previous[axis] = side * allowed
                var wanted = [0.0, 0, 0]
                wanted[axis] = side * 0.2
                let (motion, acted) = bed.limited(wanted[0], wanted[1], wanted[2])
                #expect(isNear(motion[axis], side * allowed))
                #expect(acted == .workspace)
            }
        }
    }

    @Test("a change of velocity is bounded in length, moving and turning each by its own limit")
    func acceleration() {
        var bed = LimiterBed()
        bed.isSteady = false
        let (motion, acted) = bed.limited(0.12, 0.16, 0, 0, 0, 0.9)
        #expect(isNear(motion[0], 0.012) && isNear(motion[1], 0.016))
        #expect(isNear(motion[5], 0.08))
        #expect(acted == .acceleration)
        let (small, none) = bed.limited(0.012, 0.015)
        #expect(small[0] == 0.012 && small[1] == 0.015 && none == [])
    }

    @Test("above the slow force the speed falls to a quarter at the hold force, and no lower")
    func force() {
        for (force, share) in [(20.0, 1.0), (25, 0.8125), (40, 0.25), (60, 0.25)] {
            var bed = LimiterBed {
                $0.limits.slowForce = 20
                $0.limits.holdForce = 40
            }
            bed.situation.force = force
            bed.isSteady = false
            bed.situation.previous[0] = 0.25 * share
            let (motion, acted) = bed.limited(0.5)
            #expect(isNear(motion[0], 0.25 * share))
            #expect(acted.contains(.wrenchSlow) == (force > 20))
            #expect(acted.contains(.linearSpeed))
        }
    }

    @Test("braking that would not end inside is begun in time, whatever was wanted")
    func stoppable() {
        // Along a wall and a little towards it: what shapes each axis lets this pass.
        var bed = LimiterBed {
            $0.limits.workspaceLow = Vector3(repeating: -1)
            $0.limits.workspaceHigh = Vector3(repeating: 1)
        }
        bed.isSteady = false
        bed.situation.setpoint.position = Vector3(1 - 0.0013, 0, 0)
        bed.situation.measured = bed.situation.setpoint
        bed.situation.previous = SIMD8(0.02, 0.2, 0, 0, 0, 0, 0, 0)
        let (motion, acted) = bed.limited(0.025, 0.25)
        #expect(acted.contains(.workspace))
        // As many sixty-fourths of the way from braking to what was wanted as come to rest inside.
        let before = Vector3(0.02, 0.2, 0)
        let braked = before * (1 - 0.02 / before.length)
        let change = Vector3(0.005, 0.05, 0)
        let wanted = before + change * (0.02 / change.length)
        func velocity(_ share: Int) -> Vector3 { braked + (wanted - braked) * (Double(share) / 64) }
        func way(_ velocity: Vector3) -> Double { velocity.x * (0.01 + velocity.length / 4) }
        let expected = (0..<64).last { way(velocity($0)) <= 0.0013 } ?? 0
        #expect(expected > 8 && expected < 60 && expected % 2 == 1, "a case that tells")
        #expect(isNear(motion[0], velocity(expected).x) && isNear(motion[1], velocity(expected).y))
    }
}
