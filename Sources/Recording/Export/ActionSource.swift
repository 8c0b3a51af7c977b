public import Control

/// The codes of the exported column `action_source`: those of ``Authority``.
///
/// A row that covers several authorities carries the most severe of them (their order is the order
/// of severity), so that a row with a ramp or a hold in it never passes for clean policy or
/// operator data.
public enum ActionSource {
    /// Every code with its name, in order: what the dataset documents.
    public static let names: [(code: Int64, name: String)] = Authority.allCases.map {
        (Int64($0.rawValue), name(of: $0))
    }

    public static func code(of authority: Authority) -> Int64 { Int64(authority.rawValue) }

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
