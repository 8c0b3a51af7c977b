public import Control
public import Messages
internal import Spatial

/// Proves that a recording holds the whole truth of its decisions: the recorded inputs, given to
/// the arbiter again, must give every recorded decision bit for bit.
///
/// A stretch begins with a recorded state and ends where an input or a step is missing; the next
/// recorded state begins another. Steps before the first state of a stretch are not covered, and
/// say so in the report.
public struct ReplayCheck: Sendable {
    /// What differs first between the recording and the replay.
    public struct Difference: Equatable, Sendable {
        public var tick: UInt64
        /// In words: "left.executed", "episode", "arbiter state".
        public var what: String
    }

    public struct Report: Equatable, Sendable {
        /// Steps recorded, and those of them whose decision was made again and compared.
        public var steps = 0
        public var replayed = 0
        public var stretches = 0
        public var first: Difference?

        /// Share of the steps that were replayed, 0 to 1; 0 for an empty recording.
        public var coverage: Double { steps > 0 ? Double(replayed) / Double(steps) : 0 }
        /// Nothing differs, and at least `least` of all steps were compared.
        public func passes(least: Double = 0.99) -> Bool { first == nil && coverage >= least }
    }

    public private(set) var report = Report()
    private let manifest: Manifest
    private var arbiter: Arbiter?
    private var inputs: [UInt64: ArbiterInput] = [:]
    private var states: [UInt64: ArbiterState] = [:]
    private var pending: Step?

    public init(manifest: Manifest) { self.manifest = manifest }

    /// Inputs and states of a tick may come at any time before the step of the next tick. A state
    /// is the arbiter's *after* the tick that it names.
    public mutating func consume(_ input: ArbiterInput) { inputs[input.tick] = input }

    public mutating func consume(_ state: ArbiterState) { states[state.tick] = state }

    public mutating func consume(_ step: Step) {
        if let pending { replay(pending) }
        pending = step
    }

    /// Replays the last step. Call it once, at the end.
    public mutating func finish() -> Report {
        if let pending { replay(pending) }
        pending = nil
        return report
    }

    private mutating func replay(_ step: Step) {
        report.steps += 1
        if arbiter?.state.tick != step.tick &- 1 { begin(at: step.tick &- 1) }
        if var running = arbiter, let input = inputs[step.tick] {
            let decision = running.step(input)
            arbiter = running
            report.replayed += 1
            if let what = difference(decision, step) { note(step.tick, what) }
            if let state = states[step.tick], state != running.state {
                note(step.tick, "arbiter state")
                begin(at: step.tick)
            }
        } else {
            begin(at: step.tick)
        }
        inputs = inputs.filter { $0.key > step.tick }
        states = states.filter { $0.key > step.tick }
    }

    /// A new stretch from the state recorded after `tick`, or none where there is no such state.
    private mutating func begin(at tick: UInt64) {
        arbiter = states[tick].map { Arbiter(configuration: manifest.control, state: $0) }
        if arbiter != nil { report.stretches += 1 }
    }

    private mutating func note(_ tick: UInt64, _ what: String) {
        if report.first == nil { report.first = Difference(tick: tick, what: what) }
    }

    /// The first part of the decision that is not what the step holds, to the last bit.
    private func difference(_ decision: Decision, _ step: Step) -> String? {
        if decision.episode != step.episode { return "episode" }
        if decision.lease != step.lease { return "lease" }
        if decision.stop != step.stop { return "stop" }
        guard decision.groups.count == step.groups.count else { return "groups" }
        for group in decision.groups.indices {
            let again = decision.groups[group]
            let recorded = step.groups[group].decision
            if again == recorded, again.sameBits(as: recorded) { continue }
            return manifest.groups[group].name + "." + part(again, recorded)
        }
        return nil
    }

    private func part(_ a: GroupDecision, _ b: GroupDecision) -> String {
        if a.effective != b.effective || a.hold != b.hold { return "authority" }
        if a.requested != b.requested { return "authority_requested" }
        if a.executed != b.executed { return "executed" }
        if a.setpoint != b.setpoint || a.jointSetpoint != b.jointSetpoint { return "setpoint" }
        if a.motion != b.motion { return "motion" }
        if a.limits != b.limits { return "limits" }
        if a.gripper != b.gripper || a.gripperAuthority != b.gripperAuthority { return "gripper" }
        if a.freshness != b.freshness { return "freshness" }
        return "operator's part"
    }
}

extension GroupDecision {
    /// Equality says that zero is minus zero; a replay that differs even there is not the same.
    fileprivate func sameBits(as other: GroupDecision) -> Bool {
        same(executed, other.executed) && same(motion, other.motion)
            && same(jointSetpoint, other.jointSetpoint)
            && same(setpoint.position, other.setpoint.position)
            && same(setpoint.rotation.vector, other.setpoint.rotation.vector)
    }

    private func same(_ a: Entries, _ b: Entries) -> Bool {
        a.count == b.count
            && (0..<a.count).allSatisfy { a[$0].bitPattern == b[$0].bitPattern }
    }

    private func same<V: SIMD>(_ a: V, _ b: V) -> Bool where V.Scalar == Double {
        a.indices.allSatisfy { a[$0].bitPattern == b[$0].bitPattern }
    }
}
