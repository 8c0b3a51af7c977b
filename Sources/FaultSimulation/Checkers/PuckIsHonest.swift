internal import Control
internal import Spatial

/// Invariant 1 at the console's end: what a puck commands is what the hand does, or nothing. A
/// device that fell silent, was torn or unplugged commands no motion once its time is over, and a
/// button counts as closed only where a hand closed it.
struct PuckIsHonest: Sendable {
    /// Since when the hand is off the button.
    private var openSince: Nanoseconds?

    mutating func check(
        _ hand: Hand, _ group: Int, _ now: Nanoseconds, _ tick: Nanoseconds,
        _ findings: inout Findings
    ) {
        guard let puck = hand.puck else { return }
        let command = hand.command
        if !puck.isPluggedIn {
            findings.must(
                !command.deviceAlive && !command.enabled && command.twist.isZero, "PuckIsHonest",
                group, "commands without a device")
            return
        }
        let silence = now - puck.spokeAt
        // A report that is due may be as late as a tick; the fade ends after the limit.
        let patience =
            (puck.isRelative ? Nanoseconds.milliseconds(50) : .milliseconds(1200)) + 2 * tick
        if silence > patience, !(puck.cap == .zero && !puck.isSilent) {
            findings.must(
                command.twist.isZero, "PuckIsHonest", group,
                "moves \(silence / 1_000_000) ms after its device last spoke")
        }
        if let since = puck.restingSince, now - since > .milliseconds(60) + 2 * tick {
            findings.must(
                command.twist.isZero, "PuckIsHonest", group, "moves although the cap is let go")
        }
        if puck.isClosed {
            openSince = nil
        } else if openSince == nil {
            openSince = now
        }
        if let since = openSince, !puck.isSilent, now - since > .milliseconds(16) + 2 * tick {
            findings.must(
                !command.enabled, "PuckIsHonest", group, "enabled although the button is open")
        }
    }
}
