internal import Control

/// Invariant 11 and the eighth checker: a tick is a function of state and input. A second arbiter
/// that begins at a recorded state decides the same, bit by bit, and so does one whose clock began
/// at another time.
struct ReplayEqualsRecord: Sendable {
    private var replay: Arbiter?
    private var ticksLeft = 0

    /// Begins anew from a state that would have been recorded now.
    mutating func begin(_ arbiter: Arbiter, ticks: Int) {
        replay = Arbiter(configuration: arbiter.configuration, state: arbiter.state)
        ticksLeft = ticks
    }

    mutating func check(_ scene: Scene, _ findings: inout Findings) {
        guard ticksLeft > 0 else { return }
        ticksLeft -= 1
        guard let decision = replay?.step(scene.input) else { return }
        findings.must(
            decision == scene.after, "ReplayEqualsRecord", nil, "the replay decides otherwise")
    }
}
