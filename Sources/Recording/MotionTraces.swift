public import Control
public import Messages
internal import Spatial

/// How one group moved and how the policy would have moved it, tick by tick: what a review draws.
public struct MotionTraces: Equatable, Sendable {
    /// One quantity over time. Gaps are nil.
    public struct Trace: Equatable, Sendable {
        public var name: String
        public var unit: String
        /// As executed.
        public var executed: [Double?] = []
        /// As the policy wanted it, where that is known: driving, or a fresh shadow.
        public var policy: [Double?] = []
    }

    public private(set) var traces: [Trace]
    /// Who drove, per tick; nil where the tick is missing.
    public private(set) var authorities: [Authority?] = []
    public private(set) var interventions: [Bool] = []
    /// s since the first tick, by the cell's clock.
    public private(set) var seconds: [Double] = []
    private let manifest: Manifest
    private let group: Int
    private var before: Step?
    /// Cell-monotonic ns of the first tick; nil without any.
    public private(set) var start: Nanoseconds?

    public init(manifest: Manifest, group: Int) {
        self.manifest = manifest
        self.group = group
        traces = MotionTraces.names(manifest, group).map { Trace(name: $0, unit: $1) }
    }

    public var count: Int { seconds.count }

    /// Appends the next tick. Ticks missing before it become one gap.
    public mutating func append(_ step: Step) {
        if let before, step.tick != before.tick &+ 1 {
            append(nil, nil, at: step.now)
            self.before = nil
        }
        let part = step.groups[group]
        let known = part.decision.freshness != .none
        let motion = PolicyMotion(manifest: manifest, group: group)
        let wanted = part.candidate.flatMap { candidate in
            before.flatMap { motion.motion(of: candidate, in: step, after: $0) }
        }
        let gripper = part.candidate.flatMap {
            motion.mapping.gripper(of: $0.entries, holding: part.decision.gripper ?? .nan)
        }
        append(
            values(part.decision.motion, part.decision.gripper),
            known ? wanted.map { values($0, gripper) } : nil, at: step.now)
        authorities[count - 1] = part.decision.effective
        interventions[count - 1] = part.decision.intervention
        before = step
    }

    private mutating func append(_ executed: [Double]?, _ policy: [Double]?, at now: Nanoseconds) {
        let first = start ?? now
        start = first
        seconds.append((now &- first).inSeconds)
        authorities.append(nil)
        interventions.append(false)
        for index in traces.indices {
            traces[index].executed.append(executed?[index])
            traces[index].policy.append(policy?[index])
        }
    }

    /// A velocity in the units that the traces name, and the gripper.
    private func values(_ motion: SIMD8<Double>, _ gripper: Double?) -> [Double] {
        let configuration = manifest.control.groups[group]
        let degrees = 180 / Double.pi
        var values =
            configuration.space.isCartesian
            ? (0..<6).map { motion[$0] * ($0 < 3 ? 1000 : degrees) }
            : (0..<configuration.joints).map { motion[$0 & 7] * degrees }
        if configuration.hasGripper { values.append(gripper ?? .nan) }
        return values
    }

    private static func names(_ manifest: Manifest, _ group: Int) -> [(String, String)] {
        let configuration = manifest.control.groups[group]
        var names =
            configuration.space.isCartesian
            ? ["vx", "vy", "vz"].map { ($0, "mm/s") } + ["wx", "wy", "wz"].map { ($0, "deg/s") }
            : manifest.groups[group].joints.map { ($0, "deg/s") }
        if configuration.hasGripper {
            names.append(("gripper", manifest.groups[group].gripperUnit ?? ""))
        }
        return names
    }

    public static func == (a: MotionTraces, b: MotionTraces) -> Bool {
        a.traces == b.traces && a.authorities == b.authorities && a.seconds == b.seconds
    }
}
