internal import Control
internal import Spatial

/// Invariant 10: an arm that holds stays where it came to rest. One that comes ever farther from
/// its setpoint without being pushed is stopped before it is half as far again as its tolerance;
/// where no wrench tells, it is in fault. While somebody pushes neither ever happens.
struct HoldIsWatched: Sendable {
    /// One rest of an arm, as somebody beside it writes it down.
    private struct Rest: Sendable {
        /// Between these two the arm began to rest for the arbiter.
        var earliest: Nanoseconds = 0
        var latest: Nanoseconds = 0
        /// N; the least felt so far, nil where nothing was.
        var leastForce: Double?
        var pushedAt: Nanoseconds?
        var unfeltAt: Nanoseconds?
        /// m (or nothing), rad: now, the least of all, and in how many ticks it grew.
        var distance = SIMD2<Double>.zero
        var least = SIMD2(repeating: Double.infinity)
        var growths = 0
        /// Since no force differs from the least, and what was seen since the arm settled then.
        var calmSince: Nanoseconds = 0
        var settled: Settled?
    }

    private struct Settled: Sendable {
        var least: SIMD2<Double>
        var last: SIMD2<Double>
        var widestJump = SIMD2<Double>.zero
    }

    private var rests = PerGroup<Rest?>(repeating: nil, count: 4)
    /// Whether its setpoint could be taken from the robot anew in the tick before.
    private var wasOthers = PerGroup<Bool>(repeating: true, count: 4)

    mutating func check(
        _ group: Int, _ old: GroupDecision, _ new: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ findings: inout Findings
    ) {
        let isNew =
            new.hold == .drift && (old.hold != .drift || old.effective != new.effective)
        let wasOurs = !wasOthers[group]
        wasOthers[group] = scene.mayReseat(group)
        // After an acknowledgement it may stay where it is.
        let isSeen = scene.ledger.acts.has(.acknowledge, group)
        guard wasOurs, !isSeen, isResting(group, old, scene) else {
            rests[group] = nil
            findings.must(
                !isNew, "HoldIsWatched", group, "\(new.effective) for drift of no hold")
            return
        }
        var rest = rests[group] ?? Rest(earliest: scene.lastNow, latest: scene.now)
        if rest.calmSince == 0 { rest.calmSince = scene.now }
        let tolerance = allowed(settings)
        let settling = settling(settings, scene)
        look(&rest, group, old, settings, scene, settling)
        rests[group] = rest
        if isNew { checkReason(rest, group, new, tolerance, settling, scene, &findings) }
        checkBound(rest, group, new, tolerance, &findings)
    }

    /// Whether the arm is told to stay and is seen, as far as anybody can tell.
    private func isResting(_ group: Int, _ old: GroupDecision, _ scene: Scene) -> Bool {
        switch old.effective {
        case .hold, .deviceLost, .linkLost, .fault: break
        case .policy, .returning, .delta, .operator, .taking, .stopped: return false
        }
        return old.motion == .zero && !old.limits.contains(.reseated)
            && scene.after.groups[group].effective >= .hold
            && scene.input.robotMode == .ready && scene.modeBefore == .ready && !scene.isFrozen
            && scene.before.episode.state != .resetting
            && scene.after.episode.state != .resetting && scene.isStateComplete(group)
    }

    private func allowed(_ settings: GroupConfiguration) -> SIMD2<Double> {
        let widest = settings.space.isCartesian ? 0.5 : 0.1
        return SIMD2(
            min(max(settings.trackingLinear, 0.005), 0.15),
            min(max(settings.trackingAngular, 0.05), widest))
    }

    /// Half a second, ten ticks, or what an arm that lags by its tolerance needs; and the state's
    /// own delay.
    private func settling(_ settings: GroupConfiguration, _ scene: Scene) -> Nanoseconds {
        let lag = Nanoseconds(
            settings.trackingLinear / settings.limits.linearSpeed * 3_000_000_000)
        let time = max(500_000_000, 10 * scene.bounds.tick, lag)
        return min(2_500_000_000, time + scene.configuration.stateLatency)
    }

    private func look(
        _ rest: inout Rest, _ group: Int, _ old: GroupDecision, _ settings: GroupConfiguration,
        _ scene: Scene, _ settling: Nanoseconds
    ) {
        let observation = scene.input.groups[group].observation
        let last = rest.distance
        rest.distance = distance(observation, old, settings)
        if any(rest.distance .> last + SIMD2(repeating: 1e-9)) { rest.growths += 1 }
        rest.least.replace(with: rest.distance, where: rest.distance .< rest.least)
        let force = observation.wrench.flatMap { $0.isFinite ? $0.force.length : nil }
        if let force {
            let least = min(rest.leastForce ?? force, force)
            let isPush =
                force > settings.limits.slowForce
                || force - least > max(2, min(10, settings.limits.slowForce / 5))
            if isPush { rest.pushedAt = scene.now }
            if force > least + 1e-9 || force > settings.limits.slowForce || rest.leastForce != least
            {
                rest.calmSince = scene.now
                rest.settled = nil
            }
            rest.leastForce = least
        } else {
            rest.unfeltAt = scene.now
        }
        guard scene.now - rest.calmSince > settling + scene.bounds.tick else { return }
        var settled = rest.settled ?? Settled(least: rest.distance, last: rest.distance)
        settled.least.replace(with: rest.distance, where: rest.distance .< settled.least)
        let jump = rest.distance - settled.last
        settled.widestJump.replace(with: jump, where: jump .> settled.widestJump)
        settled.last = rest.distance
        rest.settled = settled
    }

    /// From where the arm is to where it was told to stay.
    private func distance(
        _ observation: GroupObservation, _ old: GroupDecision, _ settings: GroupConfiguration
    ) -> SIMD2<Double> {
        guard settings.space.isCartesian else {
            let off = (observation.joints ?? old.jointSetpoint) - old.jointSetpoint
            return SIMD2(0, (0..<settings.joints).map { abs(off[$0]) }.max() ?? 0)
        }
        guard let tool = observation.tool else { return .zero }
        let turn = (tool.rotation.inverse * old.setpoint.rotation).axisAngle.length
        return SIMD2(
            (tool.position - old.setpoint.position).length,
            settings.rotationForm == .none ? 0 : turn)
    }

    private func checkReason(
        _ rest: Rest, _ group: Int, _ new: GroupDecision, _ tolerance: SIMD2<Double>,
        _ settling: Nanoseconds, _ scene: Scene, _ findings: inout Findings
    ) {
        findings.must(
            scene.now - rest.earliest >= settling, "HoldIsWatched", group,
            "\(new.effective) for drift before the arm could settle")
        findings.must(
            any(rest.distance - rest.least .> tolerance) && rest.growths >= 3, "HoldIsWatched",
            group, "\(new.effective) although the arm is where it was (\(rest.distance))")
        findings.must(
            rest.pushedAt.map { scene.now - $0 >= settling } ?? true, "HoldIsWatched", group,
            "\(new.effective) while somebody pushes")
        // Settled for certain, and then a tick in which nobody could have felt a push.
        let settledAt = max(rest.latest, rest.pushedAt ?? 0) + settling + scene.bounds.tick
        let wasUnfelt = rest.unfeltAt.map { $0 > settledAt } ?? false
        findings.must(
            new.effective == .stopped ? !wasUnfelt : rest.unfeltAt != nil, "HoldIsWatched", group,
            "\(new.effective) \(wasUnfelt ? "although a push would not" : "and a push would") be felt"
        )
    }

    /// An arm that slips without jumps is caught before it is one and a half tolerances off.
    private func checkBound(
        _ rest: Rest, _ group: Int, _ new: GroupDecision, _ tolerance: SIMD2<Double>,
        _ findings: inout Findings
    ) {
        guard let settled = rest.settled, new.effective < .fault else { return }
        for lane in 0..<2 where settled.widestJump[lane] <= tolerance[lane] / 4 {
            findings.must(
                settled.last[lane] - settled.least[lane] <= tolerance[lane] * 1.5,
                "HoldIsWatched", group,
                "still \(new.effective) although it slipped by \(settled.last[lane])")
        }
    }
}
