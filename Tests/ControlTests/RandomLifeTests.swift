import Control
import Spatial
import Testing

/// A cell lives through chance: requests that make sense and that do not, hands that press and
/// let go, a link that comes and goes, a policy that stops, NaN, robot modes. What the contract
/// promises is checked at every tick.
@Suite("Whatever happens, the promises hold")
struct RandomLifeTests {
    struct Chance {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        mutating func share() -> Double { Double(next() >> 11) / Double(1 << 53) }
        mutating func happens(_ probability: Double) -> Bool { share() < probability }
        mutating func signed(_ size: Double) -> Double { (share() * 2 - 1) * size }
    }

    static let kinds: [RequestKind] = [
        .takeOver, .takeOver, .handBack, .handBack, .hold, .acknowledge, .stop, .armReset,
        .confirmReset, .start, .end, .next, .acquireLease, .releaseLease, .releaseGripper,
        .takeDelta,
    ]

    @Test("promises hold at every tick", arguments: 0..<60)
    func life(seed: Int) {
        var chance = Chance(state: UInt64(seed) &* 7919 &+ 1)
        var bench = ControlBench { $0.deltaEnabled = seed % 3 == 0 }
        bench.begin()
        var before = bench.last
        for _ in 0..<1500 {
            disturb(&bench, &chance)
            let wasUp = bench.linkUp
            let asked = Set(bench.requests.map(\.kind))
            let now = bench.step()
            for group in 0..<2 {
                check(
                    now, before, group: group, bench, asked: asked, linkUp: wasUp,
                    "seed \(seed), tick \(bench.tick), group \(group)")
            }
            before = now
        }
    }

    private func disturb(_ bench: inout ControlBench, _ chance: inout Chance) {
        if chance.happens(0.05) {
            let kind = Self.kinds[Int(chance.next() % UInt64(Self.kinds.count))]
            let stop = bench.arbiter.state.stop.active
            bench.request(
                kind, groups: GroupMask(1 + chance.next() % 3),
                argument: kind == .end ? 1 : stop)
        }
        if chance.happens(0.02) { bench.requests.append(Request(.resetDone)) }
        if chance.happens(0.03) { bench.press(groups: GroupMask(1 + chance.next() % 3)) }
        if chance.happens(0.02) { bench.release(groups: GroupMask(1 + chance.next() % 3)) }
        if chance.happens(0.1) {
            let linear = Vector3(chance.signed(1), chance.signed(1), chance.signed(1))
            let angular = Vector3(chance.signed(3), 0, chance.signed(3))
            bench.hands { $0.twist = Twist(linear: linear, angular: angular) }
        }
        if chance.happens(0.01) { bench.hands { $0.twist.linear.x = .nan } }
        if chance.happens(0.01) { bench.linkUp.toggle() }
        if chance.happens(0.02) { bench.hands { $0.deviceAlive.toggle() } }
        if chance.happens(0.02) {
            bench.policyVelocity = Vector3(chance.signed(2), chance.signed(2), chance.signed(2))
        }
        if chance.happens(0.01) { bench.policyVelocity = nil }
        if chance.happens(0.01) { bench.policyVelocity = Vector3(.nan, .infinity, 0) }
        if chance.happens(0.02) { bench.force = Vector3(0, 0, chance.share() * 60) }
        bench.robotMode = chance.happens(0.005) ? .protectiveStop : .ready
        if chance.happens(0.02) { bench.gripperWanted = chance.signed(2) }
    }

    private func check(
        _ now: Decision, _ before: Decision, group: Int, _ bench: ControlBench,
        asked: Set<RequestKind>, linkUp: Bool, _ place: String
    ) {
        let (new, old) = (now.groups[group], before.groups[group])
        // Written as plain conditions: a macro per check and tick would cost more than the ticks.
        func must(_ holds: Bool, _ what: String) {
            if !holds { Issue.record("\(what): \(place)") }
        }
        must(new.executed.isFinite, "executed is finite")
        checkMotion(new, old, bench, isReset: now.episode.state == .resetting, must)
        if new.intervention {
            must(new.effective == .operator || new.effective == .delta, "a human drives")
            must(new.enabled && new.commandAge ?? .max <= 100_000_000, "by a fresh command")
        }
        if new.effective == .policy, old.effective != .policy {
            let started = asked.contains(.start) && old.hold == .notRunning
            must(old.effective == .returning || started, "the policy has it by an explicit act")
        }
        if new.effective == .operator, old.effective != .operator {
            must(new.enabled && linkUp, "the operator engaged by a fresh edge")
        }
        if now.stop != 0 { must(new.effective == .stopped, "STOP is a level") }
        if old.effective == .linkLost || old.effective == .deviceLost {
            let named = asked.contains(.acknowledge) || asked.contains(.stop)
            must(named || new.effective >= old.effective, "a latch is left by an act")
        }
        must((0...1).contains(new.gripper ?? 0), "the gripper is in range")
    }

    private func checkMotion(
        _ new: GroupDecision, _ old: GroupDecision, _ bench: ControlBench, isReset: Bool,
        _ must: (Bool, String) -> Void
    ) {
        let limits = bench.arbiter.configuration.groups[0].limits
        let change = Twist(lanes: new.motion) - Twist(lanes: old.motion)
        // Where the robot was not ours, the setpoint is taken from it anew and starts from rest.
        let isReseated =
            bench.robotMode != .ready || isReset || old.effective == .stopped
        if !isReseated {
            must(change.linear.length <= limits.linearAcceleration * 0.01 + 1e-9, "no linear jump")
            must(change.angular.length <= limits.angularAcceleration * 0.01 + 1e-9, "no turn jump")
        }
        must(Twist(lanes: new.motion).linear.length <= limits.linearSpeed + 1e-9, "speed")
        for axis in 0..<3 {
            must(new.setpoint.position[axis] <= limits.workspaceHigh[axis] + 1e-9, "box")
            must(new.setpoint.position[axis] >= limits.workspaceLow[axis] - 1e-9, "box")
        }
    }
}

extension Twist {
    init(lanes: SIMD8<Double>) {
        self.init(
            linear: Vector3(lanes[0], lanes[1], lanes[2]),
            angular: Vector3(lanes[3], lanes[4], lanes[5]))
    }
}
