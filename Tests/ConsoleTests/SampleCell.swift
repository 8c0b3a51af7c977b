import Control
import Messages
import Spatial

@testable import Console

/// A two-arm cell and steps of it, made by hand.
enum SampleCell {
    static let client: UInt64 = 7
    static let otherClient: UInt64 = 9

    static func manifest(groups: [String] = ["left", "right"]) -> Manifest {
        let text = """
            {
              manifest: 1,
              robot: { name: "bench", simulated: true },
              control: { rate_hz: 100, state_latency_ms: 5, unattended: "hold", delta: false,
                         start: "operator", episode_limit_s: 600 },
              policy: { id: "plug", version: "v3", hash: "9f", latency_ms: 80, period_ms: 50,
                        horizon: 16, shadow_horizon: 8, max_age_ms: 1000,
                        gauges: ["confidence", "value"], instruction: "insert the plug" },
              cameras: [],
              features: [{ name: "socket_x", unit: "m" }, { name: "socket_y", unit: "m" },
                         { name: "socket_z", unit: "m" }],
              groups: [\(groups.map(group).joined(separator: ","))],
            }
            """
        do { return try Manifest(text: text) } catch { fatalError(error.sentence) }
    }

    private static func group(_ name: String) -> String {
        let side = name == "left" ? 0.4 : -0.4
        return """
            { name: "\(name)", joints: [],
              action: { space: "ee_delta", rotation: "axis_angle", reference: "last_target",
                        frame: "base", composition: "world" },
              limits: { linear_speed_m_s: 0.25, angular_speed_rad_s: 1,
                        linear_acceleration_m_s2: 2, angular_acceleration_rad_s2: 8,
                        workspace_low_m: [-1, -1, 0], workspace_high_m: [1, 1, 1],
                        slow_force_n: 12, hold_force_n: 20 },
              leash: { linear_m: 0.03, angular_rad: 0.3 },
              tracking: { linear_m: 0.05, angular_rad: 0.5 },
              base_in_world: [0, \(side), 0, 0, 0, 0, 1],
              tcp_in_flange: [0, 0, 0.1, 0, 0, 0, 1],
              base_from_view: [0, 0, 0, 0, 0, 0, 1],
              coupled: [],
              gripper: { kind: "continuous", closed: 0, open: 1, tolerance: 0.1, unit: "share" },
              wrench: { frame: "tool", sign: "on_tool" },
              tactile: { rows: 4, columns: 4, unit: "kPa" } }
            """
    }

    static func facts(groups: [String] = ["left", "right"]) -> CellFacts {
        var welcome = Welcome()
        welcome.role = .operate
        welcome.session = 0xC0FFEE
        welcome.client = client
        return CellFacts(
            manifest: manifest(groups: groups), welcome: welcome, address: "ipc:///run/reins/cell")
    }

    /// Console and cell have the same clock here.
    static func step(tick: UInt64, _ change: (inout Step) -> Void = { _ in }) -> Step {
        var step = Step()
        step.tick = tick
        step.now = Nanoseconds(tick) * 10_000_000
        step.stamp = Time(unixNanoseconds: 1_700_000_000_000_000_000 + step.now)
        step.observation = tick
        step.instruction = "insert the plug"
        step.policy = "plug v3"
        step.gauges = [0.82, 0.61]
        step.features = [0.5, -0.1, 0.2]
        step.episode.number = 12
        step.episode.state = .running
        step.episode.startedAt = 10_000_000
        step.lease.holder = client
        step.lease.tag = LeaseTag(epoch: 0xC0FFEE, sequence: 1)
        step.groups = PerGroup(repeating: group(at: step.now, tick: tick), count: 2)
        change(&step)
        return step
    }

    static func group(at now: Nanoseconds, tick: UInt64) -> GroupStep {
        var group = GroupStep()
        group.observation.tool = Pose(position: Vector3(0.42, 0.1, 0.25), rotation: .identity)
        group.observation.wrench = Wrench(
            force: Vector3(1.5, -0.8, 6.2), torque: Vector3(0.1, 0.3, -0.2))
        group.observation.gripper = 0.8
        group.candidate = PolicyCandidate(
            entries: Entries([0.01, 0, 0, 0, 0, 0, 1]), chunk: 40 + tick / 80,
            index: Int32(tick / 5 % 16), remaining: 0, observation: tick,
            observedAt: now - 340_000_000,
            inferenceBegan: now - 330_000_000, offeredAt: now - 250_000_000)
        group.decision.effective = .policy
        group.decision.requested = .policy
        group.decision.setpoint = Pose(position: Vector3(0.43, 0.1, 0.25), rotation: .identity)
        group.decision.motion[0] = 0.08
        group.decision.gripper = 0.8
        group.decision.freshness = .driving
        return group
    }

    /// A console that has seen the cell for so many ticks.
    static func live(
        ticks: UInt64 = 300, groups: [String] = ["left", "right"],
        _ change: (inout Step) -> Void = { _ in }
    ) -> LiveState {
        var live = LiveState(now: 0)
        live.apply(facts(groups: groups))
        for tick in max(1, ticks - min(ticks, 250))...ticks {
            let step = step(tick: tick, change)
            live.apply(step, receivedAt: step.now + 400_000)
        }
        live.link.roundTrip = 400_000
        return live
    }
}
