internal import Control

/// No authority that is on its way somewhere stays: a takeover comes to rest, a hand-back succeeds
/// or fails, within the time the contract gives it.
struct TimesAreBounded: Sendable {
    private struct Since: Sendable {
        var authority = Authority.hold
        var began: Nanoseconds = 0
    }

    private var since = PerGroup<Since>(repeating: Since(), count: 4)

    mutating func check(_ scene: Scene, _ findings: inout Findings) {
        for group in scene.groups {
            let authority = scene.authority(group)
            let renewed =
                scene.ledger.acts.has(.takeOver, group) || scene.ledger.acts.has(.handBack, group)
            if since[group].authority != authority || renewed {
                since[group] = Since(authority: authority, began: scene.now)
            }
            // The tick that decides may itself be late.
            let lasted = scene.lastNow - since[group].began
            switch authority {
            case .taking:
                findings.must(
                    lasted <= scene.bounds.ramp, "TimesAreBounded", group,
                    "taking for \(lasted / 1_000_000) ms")
            case .returning:
                findings.must(
                    lasted <= scene.bounds.handBack, "TimesAreBounded", group,
                    "returning for \(lasted / 1_000_000) ms")
            case .policy, .delta, .operator, .hold, .deviceLost, .linkLost, .fault, .stopped:
                break
            }
        }
    }
}
