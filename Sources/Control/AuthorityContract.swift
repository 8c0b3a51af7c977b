/// The contract in words: one row per authority. A test prints it into the README.
public struct AuthorityContract: Sendable {
    public var authority: Authority
    public var executes: String
    public var leavesBy: String

    public static func of(_ authority: Authority) -> AuthorityContract {
        switch authority {
        case .policy:
            row(
                authority, "the policy's action, limited",
                "takeover, hold request, no valid action → hold, end of the episode → hold")
        case .returning:
            row(
                authority, "a bounded blend from hold to an action inferred after the hand-back",
                "blend done → policy; press of the enabling switch → operator; any doubt → hold")
        case .delta:
            row(
                authority,
                "the policy's action plus the operator's bounded correction (off by default)",
                "as operator")
        case .operator:
            row(
                authority, "the operator's command, limited",
                "switch open or stale command → hold; silence → linkLost; mouse gone → deviceLost; "
                    + "hand-back → returning")
        case .taking:
            row(authority, "the policy's velocity ramped to zero", "at rest → hold (taken)")
        case .hold:
            row(
                authority, "the last executed setpoint",
                "fresh press of the enabling switch → operator; hand-back → returning; start of the "
                    + "episode → policy, where it held for that only")
        case .deviceLost, .linkLost:
            row(authority, "as hold", "acknowledge with link and device fresh → hold")
        case .fault: row(authority, "as hold", "acknowledge → hold")
        case .stopped:
            row(
                authority, "as hold; a protective stop is asked of the robot",
                "two-step reset that names the stop → hold")
        }
    }

    private static func row(_ authority: Authority, _ executes: String, _ leavesBy: String)
        -> AuthorityContract
    {
        AuthorityContract(authority: authority, executes: executes, leavesBy: leavesBy)
    }
}
