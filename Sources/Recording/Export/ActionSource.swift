public import Control

/// The codes of the exported column `action_source`: those of ``Authority``, and one for a ramp.
///
/// A row that covers several carries the most severe of them, so that a row with a ramp, a blend
/// or a hold in it never passes for clean policy or operator data.
public enum ActionSource {
    /// The operator's velocity fading because the command aged: nobody meant this motion.
    public static let ramp: Int64 = 10

    /// Every code with its name, in order: what the dataset documents.
    public static let names: [(code: Int64, name: String)] =
        Authority.allCases.map { (code(of: $0), name(of: $0)) } + [(ramp, "ramp")]

    public static func code(of authority: Authority) -> Int64 { Int64(authority.rawValue) }

    /// The code of one tick.
    public static func code(of decision: GroupDecision) -> Int64 {
        switch decision.effective {
        case .operator, .delta:
            decision.limits.contains(.staleRamp) ? ramp : code(of: decision.effective)
        case .policy, .returning, .taking, .hold, .deviceLost, .linkLost, .fault, .stopped:
            code(of: decision.effective)
        }
    }

    /// What ticks together are: the most severe of their codes.
    public static func mostSevere(of codes: [Int64]) -> Int64 {
        codes.max { severity($0) < severity($1) } ?? code(of: .hold)
    }

    /// How far from data that somebody meant: clean driving comes first, then what is between two
    /// drivers, then what nobody drives. (``Authority``'s own order is that of safety.)
    public static func severity(of authority: Authority) -> Int {
        switch authority {
        case .policy: 0
        case .delta: 1
        case .operator: 2
        case .returning: 3
        case .taking: 5
        case .hold: 6
        case .deviceLost: 7
        case .linkLost: 8
        case .fault: 9
        case .stopped: 10
        }
    }

    private static func severity(_ code: Int64) -> Int {
        // A ramp stands between a blend and a takeover.
        code == ramp ? 4 : Authority(rawValue: UInt8(code)).map { severity(of: $0) } ?? Int.max
    }

    public static func name(of authority: Authority) -> String {
        switch authority {
        case .policy: "policy"
        case .returning: "returning"
        case .delta: "delta"
        case .operator: "operator"
        case .taking: "taking"
        case .hold: "hold"
        case .deviceLost: "device_lost"
        case .linkLost: "link_lost"
        case .fault: "fault"
        case .stopped: "stopped"
        }
    }
}
