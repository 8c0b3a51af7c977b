import Spatial
import Testing

@testable import Control

@Suite("What the monitor of a hold calls drift")
struct HoldWatchTests {
    /// 8 mm, half a second to settle, contact above 20 N and a touch above 4.
    private let tolerance = HoldTolerance(
        linear: 0.008, angular: 0.1, contactForce: 20, touchForce: 4,
        settling: .milliseconds(500))

    /// A watch that a test shows distances to, 10 ms apart.
    private final class Watched {
        var watch = HoldWatch()
        var now: Nanoseconds = 1_000_000_000
        let tolerance: HoldTolerance

        init(_ tolerance: HoldTolerance) { self.tolerance = tolerance }

        /// - Returns: whether any of them was called drift.
        func sees(_ distances: Double..., force: Double = 0) -> Bool {
            var drifts = false
            for distance in distances {
                let wrench = Wrench(force: Vector3(force, 0, 0), torque: .zero)
                let sight = HoldWatch.Sight(linear: distance / 1000, angular: 0, wrench: wrench)
                now += 10_000_000
                if watch.note(sight, tolerance, at: now) != .stays { drifts = true }
            }
            return drifts
        }

        func rests(at distance: Double, force: Double = 0) -> Bool {
            (0...50).reduce(false) { drifts, _ in sees(distance, force: force) || drifts }
        }
    }

    private func settled(at distance: Double = 0) -> Watched {
        let watched = Watched(tolerance)
        _ = watched.rests(at: distance)
        return watched
    }

    @Test("three steps of an eighth of the tolerance each, and more than it in all")
    func counts() {
        let one = settled()
        #expect(!one.sees(9, 9, 9), "one step, however wide, is no drift")
        let two = settled()
        #expect(!two.sees(7, 8.1, 8.2), "two are none")
        let three = settled()
        #expect(three.sees(5.9, 7, 8.1))
        let small = settled()
        #expect(!small.sees(1.1, 2.2, 3.3, 4.4, 7.9), "within the tolerance, how often whatever")
    }

    @Test("a fall by a quarter of the tolerance begins the count anew, less does not")
    func falls() {
        let back = settled()
        #expect(!back.sees(5, 6.2, 4.1, 6.4, 8.1))
        let noise = settled()
        #expect(noise.sees(5, 6.2, 4.3, 6.4, 8.1))
    }

    @Test("it counts from the least distance since the arm settled")
    func least() {
        let weighed = settled(at: 6)
        #expect(!weighed.sees(8, 10, 12, 13.9), "what weight and compliance account for")
        let lifted = settled(at: 6)
        #expect(lifted.sees(1, 3, 5, 7, 9.1))
    }

    @Test("what a push moved is no drift, nor what follows before the arm settled again")
    func pushed() {
        let watched = settled()
        #expect(!watched.sees(5, 12, 20, force: 30))
        #expect(!watched.sees(18, 21, 24, 27, 30), "it swings back and forth")
        #expect(!watched.rests(at: 20))
        #expect(!watched.sees(22, 24, 26), "from where it was left, not from where it stood")
        #expect(watched.sees(28.1))
    }

    @Test("the figures follow from the manifest, within clamps")
    func figures() {
        func tolerance(_ edit: (inout ControlConfiguration) -> Void) -> HoldTolerance {
            var configuration = ControlConfiguration()
            configuration.groups.append(GroupConfiguration())
            edit(&configuration)
            return configuration.holdTolerance(of: 0)
        }
        for (slow, touch) in [(5.0, 2.0), (30, 6), (100, 10)] {
            #expect(tolerance { $0.groups[0].limits.slowForce = slow }.touchForce == touch)
        }
        let usual = tolerance { _ in }
        #expect(usual.settling == .milliseconds(600), "three times 0.05 m at 0.25 m/s")
        let quick = tolerance { $0.groups[0].limits.linearSpeed = 1 }
        #expect(quick.settling == .milliseconds(500))
        let slowTicks = tolerance {
            $0.tickPeriod = .milliseconds(100)
            $0.stateLatency = .milliseconds(40)
        }
        #expect(slowTicks.settling == .milliseconds(1040))
        #expect(
            tolerance { $0.groups[0].limits.linearSpeed = 0.01 }.settling == .milliseconds(2500))
        for (tracking, linear) in [(0.001, 0.005), (0.02, 0.02), (0.5, 0.15)] {
            #expect(tolerance { $0.groups[0].trackingLinear = tracking }.linear == linear)
        }
        for (tracking, angular) in [(0.01, 0.05), (0.2, 0.2), (2, 0.5)] {
            #expect(tolerance { $0.groups[0].trackingAngular = tracking }.angular == angular)
        }
        let joints = tolerance {
            $0.groups[0].space = .jointPosition
            $0.groups[0].trackingAngular = 0.2
        }
        #expect(joints.angular == 0.1)
    }

    @Test("a wrench that came before the arm settled is one: what drifts then is felt")
    func blindAtFirst() {
        var watch = HoldWatch()
        for tick in 1...60 {
            let wrench: Wrench? = tick < 20 ? nil : .zero
            let sight = HoldWatch.Sight(linear: 0, angular: 0, wrench: wrench)
            _ = watch.note(sight, tolerance, at: Nanoseconds(tick) * 10_000_000)
        }
        #expect(!watch.isBlind)
        let missing = HoldWatch.Sight(linear: 0, angular: 0, wrench: nil)
        _ = watch.note(missing, tolerance, at: 700_000_000)
        #expect(watch.isBlind)
    }

    @Test("a torque is a push as a force at a tenth of a metre is")
    func torque() {
        for (torque, isPush) in [(0.3, false), (0.5, true)] {
            let watched = settled()
            let wrench = Wrench(force: .zero, torque: Vector3(0, 0, torque))
            let sight = HoldWatch.Sight(linear: 0, angular: 0, wrench: wrench)
            watched.now += 10_000_000
            _ = watched.watch.note(sight, tolerance, at: watched.now)
            #expect((watched.watch.linear == nil) == isPush)
        }
    }

    @Test("an arm that hardly moves is not waited for without end")
    func slowest() {
        var configuration = ControlConfiguration()
        var group = GroupConfiguration()
        group.limits.linearSpeed = 0.0001
        group.trackingLinear = 0.0005
        configuration.groups.append(group)
        #expect(configuration.holdTolerance(of: 0).settling == .milliseconds(1500))
    }
}
