import Control
import Spatial
import Testing

private let tick: Int64 = 10_000_000

private func push(_ x: Int32 = 0, _ y: Int32 = 0, _ z: Int32 = 0) -> PuckCounts {
    PuckCounts(translation: SIMD3(x, y, z), rotation: .zero)
}

/// Settings in which only what a test turns on acts.
private func plain(_ change: (inout ConditionerSettings) -> Void = { _ in })
    -> ConditionerSettings
{
    var settings = ConditionerSettings()
    settings.deadBand = 0
    settings.curve = 0
    settings.timeConstant = 0
    settings.linearFullScale = 1
    settings.angularFullScale = 1
    settings.linearSlew = 1e9
    settings.angularSlew = 1e9
    settings.mounting = PuckMounting(axes: AxisMap(x: .plusX, y: .plusY, z: .plusZ))
    change(&settings)
    return settings
}

private func steady(_ counts: PuckCounts, _ settings: ConditionerSettings) -> Twist {
    var conditioner = Conditioner(settings: settings)
    var twist = Twist.zero
    for step in 0..<200 { twist = conditioner.step(counts, at: Int64(step) * tick) }
    return twist
}

private func isNear(_ a: Vector3, _ b: Vector3) -> Bool { (a - b).length < 1e-9 }

@Suite("Conditioning")
struct ConditionerTests {
    @Test("Full deflection is full scale, and more than full is no more")
    func fullScale() {
        #expect(isNear(steady(push(350), plain()).linear, Vector3(1, 0, 0)))
        #expect(isNear(steady(push(498), plain()).linear, Vector3(1, 0, 0)))
        var settings = ConditionerSettings()
        settings.mounting.axes = AxisMap(x: .plusX, y: .plusY, z: .plusZ)
        #expect((steady(push(350), settings).linear.x - 0.25).magnitude < 1e-6)
    }

    @Test("Past the dead band motion starts from zero, without a step")
    func deadBand() {
        let settings = plain { $0.deadBand = 0.1 }
        #expect(steady(push(35), settings) == .zero)
        let just = steady(push(36), settings).linear.x
        #expect(just > 0 && just < 0.005)
        #expect(isNear(steady(push(-350), settings).linear, Vector3(-1, 0, 0)))
    }

    @Test("The curve slows the middle and keeps the ends")
    func curve() {
        let settings = plain { $0.curve = 0.5 }
        #expect((steady(push(175), settings).linear.x - (0.5 * 0.5 + 0.5 * 0.125)).magnitude < 1e-9)
        #expect(isNear(steady(push(350), settings).linear, Vector3(1, 0, 0)))
    }

    @Test("A bias is taken off before the dead band")
    func bias() {
        let settings = plain {
            $0.translationBias = Vector3(21, 0, 0)
            $0.deadBand = 0.02
        }
        #expect(steady(push(21), settings) == .zero)
        #expect(steady(push(0), settings).linear.x < 0)
    }

    @Test("Translation only and rotation only let nothing else through")
    func gates() {
        let both = PuckCounts(translation: SIMD3(350, 0, 0), rotation: SIMD3(0, 350, 0))
        #expect(steady(both, plain { $0.gate = .translation }).angular == .zero)
        #expect(steady(both, plain { $0.gate = .rotation }).linear == .zero)
        #expect(isNear(steady(both, plain { $0.gate = .all }).angular, Vector3(0, 1, 0)))
    }

    @Test("The dominant axis holds until another is pushed 1.3 times as far; centre resets it")
    func dominant() {
        var conditioner = Conditioner(settings: plain { $0.gate = .dominant })
        func linear(_ x: Int32, _ y: Int32, at step: Int64) -> Vector3 {
            conditioner.step(push(x, y), at: step * tick).linear
        }
        #expect(linear(200, 100, at: 0).y == 0)
        #expect(linear(200, 250, at: 1).x > 0)
        #expect(linear(200, 261, at: 2).x == 0)
        #expect(linear(250, 261, at: 3).x == 0)
        #expect(linear(0, 0, at: 4) == .zero)
        #expect(linear(250, 240, at: 5).x > 0)
    }

    @Test("A push grows smoothly; letting go is at zero in the same step")
    func release() {
        var conditioner = Conditioner(
            settings: plain {
                $0.timeConstant = 0.04
                $0.linearSlew = 2
            })
        var previous = 0.0
        for step in 0..<60 {
            let x = conditioner.step(push(350, 100), at: Int64(step) * tick).linear.x
            #expect(x >= previous && x - previous <= 0.02 + 1e-9)
            previous = x
        }
        #expect(previous > 0.9)
        let half = conditioner.step(push(0, 100), at: 60 * tick)
        #expect(half.linear.x == 0 && half.linear.y > 0)
        #expect(conditioner.step(.zero, at: 61 * tick) == .zero)
    }

    @Test("Turning round passes zero before it grows the other way")
    func reversal() {
        var conditioner = Conditioner(settings: plain { $0.linearSlew = 2 })
        for step in 0..<100 { _ = conditioner.step(push(350), at: Int64(step) * tick) }
        let turned = conditioner.step(push(-350), at: 100 * tick).linear.x
        #expect(turned < 0 && turned >= -0.02 - 1e-9)
    }

    @Test("Smoothing depends on time, not on how often it is asked")
    func timeAware() {
        func after(_ steps: Int64) -> Double {
            var conditioner = Conditioner(settings: plain { $0.timeConstant = 0.05 })
            _ = conditioner.step(.zero, at: 0)
            var x = 0.0
            for step in 1...steps {
                x = conditioner.step(push(350), at: step * 40_000_000 / steps).linear.x
            }
            return x
        }
        #expect((after(40) - after(10)).magnitude < 0.05)
    }

    @Test("After a pause of the console the command grows as after one short step")
    func pause() {
        var conditioner = Conditioner(settings: plain { $0.linearSlew = 2 })
        _ = conditioner.step(push(350), at: 0)
        #expect(conditioner.step(push(350), at: 3_600 * 1_000_000_000).linear.x < 0.13)
    }

    @Test("Cable away: pushing from the operator is forward, down is down, clockwise is negative")
    func mounting() {
        let settings = plain { $0.mounting = .standard }
        #expect(isNear(steady(push(0, -350, 0), settings).linear, Vector3(1, 0, 0)))
        #expect(isNear(steady(push(350, 0, 0), settings).linear, Vector3(0, -1, 0)))
        #expect(isNear(steady(push(0, 0, 350), settings).linear, Vector3(0, 0, -1)))
        let clockwise = PuckCounts(translation: .zero, rotation: SIMD3(0, 0, 350))
        #expect(isNear(steady(clockwise, settings).angular, Vector3(0, 0, -1)))
    }

    @Test("An operator on the robot's other side pushes the other way")
    func operatorYaw() {
        let settings = plain { $0.mounting = PuckMounting(operatorYaw: .pi) }
        #expect(isNear(steady(push(0, -350, 0), settings).linear, Vector3(-1, 0, 0)))
    }

    @Test("The latched frame turns both parts of the twist")
    func frame() throws {
        var conditioner = Conditioner(settings: plain())
        conditioner.latch(frame: Rotation(axisAngle: Vector3(0, 0, .pi / 2)))
        let counts = PuckCounts(translation: SIMD3(350, 0, 0), rotation: SIMD3(350, 0, 0))
        let twist = conditioner.step(counts, at: 0)
        #expect(isNear(twist.linear, Vector3(0, 1, 0)))
        #expect(isNear(twist.angular, Vector3(0, 1, 0)))
    }

    @Test("The speed level scales the command")
    func speed() {
        #expect(isNear(steady(push(350), plain { $0.speed = 0.25 }).linear, Vector3(0.25, 0, 0)))
    }

    @Test("Settings outside their range are named with the range")
    func validation() {
        #expect(ConditionerSettings().fault == nil)
        var settings = ConditionerSettings()
        settings.deadBand = 0.7
        #expect(settings.fault == "dead band is 0.7; it must be 0.0 to 0.5")
        settings.deadBand = .nan
        #expect(settings.fault != nil)
        settings.deadBand = 0.1
        settings.mounting.axes = AxisMap(x: .plusX, y: .minusX, z: .plusZ)
        #expect(settings.fault?.contains("axis map") == true)
    }

    @Test("Even settings that nobody validated never make a command that is not finite")
    func notFinite() {
        var settings = ConditionerSettings()
        settings.linearFullScale = .nan
        settings.deadBand = 1
        var conditioner = Conditioner(settings: settings)
        for step in 0..<10 {
            #expect(conditioner.step(push(350, -350, 350), at: Int64(step) * tick).isFinite)
        }
    }
}
