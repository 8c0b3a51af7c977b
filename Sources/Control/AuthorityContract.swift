/// The contract: what each authority executes, and every way out of it. This is the one table: the
/// README prints it, and a simulation shows that each of its changes happens and no other.
public struct AuthorityContract: Sendable {
    /// What brings a change about. A tick takes them in this order.
    public enum Cause: Sendable, Hashable {
        /// A request that was granted, of the lease holder or (STOP) of anyone.
        case act
        /// Something is wrong.
        case condition
        /// A fresh closing of the enabling switch.
        case press
        /// It goes on by itself.
        case time
    }

    /// A way out.
    public struct Exit: Sendable {
        public var cause: Cause
        public var when: String
        public var to: Authority
    }

    public var authority: Authority
    public var executes: String
    /// Those of ``everywhere`` come beside these: see ``exits``.
    private var own: [Exit]

    /// What ends any authority that is less severe, whichever group it is.
    public static let everywhere = [
        Exit(cause: .act, when: "STOP", to: .stopped),
        Exit(
            cause: .condition, when: "an arm that drifts while it holds and is not pushed",
            to: .stopped),
        Exit(cause: .condition, when: "the robot reports a fault, a number is none", to: .fault),
    ]

    /// Every way out.
    public var exits: [Exit] { own + AuthorityContract.everywhere.filter { $0.to > authority } }

    /// The ways out in words, those to the same authority together. Those from everywhere are not
    /// repeated.
    public var leavesBy: String {
        var order: [Authority] = []
        for exit in own where !order.contains(exit.to) { order.append(exit.to) }
        return order.map { to in
            own.filter { $0.to == to }.map(\.when).joined(separator: ", ") + " → \(to)"
        }.joined(separator: "; ")
    }

    public static func of(_ authority: Authority) -> AuthorityContract {
        switch authority {
        case .policy:
            row(
                authority, "the policy's action, limited",
                takeover + held
                    + [
                        Exit(cause: .act, when: "correction on top", to: .delta),
                        Exit(
                            cause: .condition,
                            when: "no valid action, end of the episode, nobody attends", to: .hold),
                    ] + ruled + [
                        Exit(cause: .act, when: "hand-back anew", to: .returning)
                    ])
        case .returning:
            row(
                authority, "a bounded blend from hold to an action inferred after the hand-back",
                [
                    Exit(cause: .time, when: "blend done", to: .policy),
                    Exit(cause: .press, when: "press of the enabling switch", to: .operator),
                    Exit(cause: .time, when: "any doubt", to: .hold),
                    Exit(cause: .condition, when: "silence", to: .linkLost),
                    Exit(cause: .condition, when: "mouse gone", to: .hold),
                ] + takeover + ended + held + ruled)
        case .delta:
            row(
                authority,
                "the policy's action plus the operator's bounded correction (off by default)",
                released
                    + [Exit(cause: .condition, when: "no valid action", to: .hold)]
                    + ended + held + ruled + losses + takeover + handBack)
        case .operator:
            row(
                authority, "the operator's command, limited",
                released + ended + held + losses + takeover + handBack)
        case .taking:
            row(
                authority, "the policy's velocity ramped to zero",
                [Exit(cause: .time, when: "at rest", to: .hold)] + ended + held + losses
                    + handBack)
        case .hold:
            row(
                authority, "the last executed setpoint",
                [Exit(cause: .press, when: "fresh press of the enabling switch", to: .operator)]
                    + handBack
                    + [
                        Exit(
                            cause: .act, when: "start of the episode, where it held for that only",
                            to: .policy),
                        Exit(
                            cause: .condition, when: "silence, where it was taken", to: .linkLost),
                        Exit(
                            cause: .condition, when: "mouse gone, where it was taken",
                            to: .deviceLost),
                    ] + unfelt)
        case .deviceLost, .linkLost:
            row(
                authority, "as hold",
                [Exit(cause: .act, when: "acknowledge with link and device fresh", to: .hold)]
                    + unfelt)
        case .fault:
            row(
                authority, "as hold",
                [Exit(cause: .act, when: "acknowledge, once the robot reports none", to: .hold)])
        case .stopped:
            row(
                authority, "as hold; a protective stop is asked of the robot",
                [Exit(cause: .act, when: "two-step reset that names the stop", to: .hold)])
        }
    }

    private static let takeover = [Exit(cause: .act, when: "takeover", to: .taking)]
    private static let handBack = [Exit(cause: .act, when: "hand-back", to: .returning)]
    private static let held = [
        Exit(cause: .act, when: "hold request", to: .hold),
        Exit(cause: .condition, when: "robot not ready, not seen or frozen, hard push", to: .hold),
        Exit(cause: .condition, when: "whatever makes a coupled arm hold", to: .hold),
    ]
    private static let ruled = [
        Exit(cause: .condition, when: "another taken, where the manifest says so", to: .hold)
    ]
    private static let unfelt = [
        Exit(cause: .condition, when: "drift of an arm that feels no wrench", to: .fault)
    ]
    private static let released = [
        Exit(cause: .condition, when: "switch open, stale command", to: .hold)
    ]
    private static let ended = [
        Exit(cause: .act, when: "control given up, lent, recalled, passed on or taken", to: .hold)
    ]
    private static let losses = [
        Exit(cause: .condition, when: "silence", to: .linkLost),
        Exit(cause: .condition, when: "mouse gone", to: .deviceLost),
    ]

    private static func row(_ authority: Authority, _ executes: String, _ own: [Exit])
        -> AuthorityContract
    {
        AuthorityContract(authority: authority, executes: executes, own: own)
    }
}
