public import Control

/// What the owner of a key may do at a cell. Each may also do what those before it may.
public enum Role: UInt8, CaseIterable, Comparable, Sendable {
    /// See and record everything, command nothing.
    case observe = 0
    /// And press STOP.
    case stop = 1
    /// And have control: take arms, drive, hand back, run episodes.
    case operate = 2
    /// And take control from a console that has it.
    case admin = 3

    /// As key files and `reins keys` spell it.
    public var word: String {
        switch self {
        case .observe: "observe"
        case .stop: "stop"
        case .operate: "operate"
        case .admin: "admin"
        }
    }

    /// `observe, stop, operate, admin`
    public static var allWords: String { allCases.map(\.word).joined(separator: ", ") }

    /// nil where no role is called so.
    public init?(word: String) {
        guard let role = Role.allCases.first(where: { $0.word == word }) else { return nil }
        self = role
    }

    public static func < (one: Role, other: Role) -> Bool { one.rawValue < other.rawValue }
}

extension ControlMessage {
    /// Who may send it, at least. Of what a cell sends nothing is asked.
    public var leastRole: Role {
        switch self {
        case .hello, .clockProbe: .observe
        case .request(let request): request.kind.leastRole
        case .command, .remark: .operate
        case .welcome, .farewell, .reply, .step, .event, .drops, .plane, .ownership:
            .observe
        }
    }
}

extension RequestKind {
    /// Who may ask for it, at least.
    public var leastRole: Role {
        switch self {
        case .stop: .stop
        case .takeLease: .admin
        case .acquireLease, .renewLease, .releaseLease, .offerLease, .withdrawOffer, .acceptLease,
            .recallLease, .takeOver, .takeDelta, .hold, .handBack, .acknowledge, .armReset,
            .confirmReset, .start, .end, .next, .resetDone, .releaseGripper:
            .operate
        }
    }
}
