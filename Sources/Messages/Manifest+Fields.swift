internal import Control
internal import JSON5
internal import Spatial

extension Manifest {
    mutating func readRobot(_ place: ManifestPlace, _ reader: inout ManifestReader) {
        robot.name = reader.string(place, "name")
        robot.simulated = reader.flag(place, "simulated")
    }

    mutating func readControl(_ place: ManifestPlace, _ reader: inout ManifestReader) {
        let rate = reader.number(place, "rate_hz", in: 10...1000)
        control.tickPeriod = .seconds(1 / rate)
        control.stateLatency = milliseconds(place, "state_latency_ms", to: 500, &reader)
        if reader.has(place, "driver_watchdog_ms") {
            driverWatchdog = milliseconds(place, "driver_watchdog_ms", to: 200, &reader)
        } else if place.value != nil, !robot.simulated {
            reader.refuse(
                place, "driver_watchdog_ms",
                "is missing: without a driver that stops by itself within 200 ms an operator "
                    + "may not drive this robot")
        }
        if reader.has(place, "episode_limit_s") {
            episodeLimit = .seconds(reader.number(place, "episode_limit_s", in: 1...86_400))
        }
        control.unattended =
            reader.choice(
                place, "unattended", [("hold", Unattended.hold), ("continue", .continue)]) ?? .hold
        control.deltaEnabled = reader.flag(place, "delta")
        control.runtimeMayStart =
            reader.choice(place, "start", [("operator", false), ("runtime", true)]) ?? false
    }

    mutating func readPolicy(_ place: ManifestPlace, _ reader: inout ManifestReader) {
        policy.id = reader.string(place, "id")
        policy.version = reader.string(place, "version")
        policy.hash = reader.string(place, "hash")
        control.policy.latency = milliseconds(place, "latency_ms", to: 10_000, &reader)
        policy.instruction = reader.string(place, "instruction")
        policy.gauges = reader.list(place, "gauges", count: 0...8).map {
            guard let text = $0.value?.string, !text.isEmpty, text.utf8.count <= 40 else {
                reader.refuse(path: $0.path, "must be a name")
                return ""
            }
            return text
        }
        control.policy.period = milliseconds(place, "period_ms", to: 1000, &reader)
        control.policy.horizon = reader.integer(place, "horizon", in: 1...1000)
        control.policy.shadowHorizon = reader.integer(place, "shadow_horizon", in: 1...1000)
        control.policy.maximumAge = milliseconds(place, "max_age_ms", to: 10_000, &reader)
    }

    private func milliseconds(
        _ place: ManifestPlace, _ key: String, to limit: Double, _ reader: inout ManifestReader
    ) -> Nanoseconds {
        .seconds(reader.number(place, key, in: 0...limit) / 1000)
    }

    static func camera(_ place: ManifestPlace, _ reader: inout ManifestReader) -> Camera {
        Camera(
            name: reader.name(place, "name"),
            width: reader.integer(place, "width", in: 16...4096),
            height: reader.integer(place, "height", in: 16...4096),
            rate: reader.number(place, "rate_hz", in: 0.1...240))
    }

    /// What only makes sense together.
    func checkTogether(_ reader: inout ManifestReader) {
        let timing = control.policy
        if timing.period > 0, timing.period < control.tickPeriod &- 1000 {
            reader.refuse(
                path: "policy.period_ms", "is shorter than a control tick: raise control.rate_hz")
        }
        if timing.shadowHorizon > timing.horizon {
            reader.refuse(path: "policy.shadow_horizon", "is longer than policy.horizon")
        }
        if timing.maximumAge <= timing.latency {
            reader.refuse(
                path: "policy.max_age_ms", "leaves nothing to execute: it must exceed latency_ms")
        }
        if actionWidth * timing.horizon > PolicyChunk.maximumValues {
            reader.refuse(
                path: "policy.horizon",
                "times the action width is more than \(PolicyChunk.maximumValues) values")
        }
    }
}
