internal import Control
internal import Messages

/// The console's side of a bench: holds the lease, keeps its commands coming, and lets the scripted
/// operator, where there is one, put its hand in.
struct BenchConsole: Sendable {
    static let client: UInt64 = 1

    private var scripted: ScriptedCorrection?
    private let groups: Int
    private var lease = LeaseTag.none
    private var sequence: UInt32 = 0
    private var nextID: UInt32 = 0
    private var renewAt: Nanoseconds = 0
    private var act = OperatorAct()

    init(operator scripted: ScriptedCorrection?, groups: Int) {
        self.scripted = scripted
        self.groups = groups
        act.command.deviceAlive = true
    }

    var hasLease: Bool { lease != .none }
    var takeovers: Int { scripted?.takeovers ?? 0 }

    mutating func request(
        _ kind: RequestKind, groups: GroupMask = 0, argument: UInt64 = 0
    ) -> Request {
        nextID &+= 1
        return Request(
            kind, client: BenchConsole.client, lease: lease, id: nextID, groups: groups,
            argument: argument)
    }

    /// Sees a step; gives the requests that follow from it.
    mutating func see(_ step: Step) -> [Request] {
        guard step.lease.holder == BenchConsole.client else {
            lease = .none
            return [request(.acquireLease)]
        }
        lease = step.lease.tag
        var requests: [Request] = []
        if step.now >= renewAt {
            renewAt = step.now &+ .milliseconds(500)
            requests.append(request(.renewLease))
        }
        if let seen = scripted?.act(on: step) {
            act = seen
            requests += seen.requests.map { request($0, groups: 1 << UInt8(Simulation.right)) }
        }
        return requests
    }

    /// The command of this tick; nil without a lease.
    mutating func command(at now: Nanoseconds) -> OperatorCommand? {
        guard lease != .none else { return nil }
        sequence &+= 1
        var command = OperatorCommand()
        command.lease = lease
        command.sequence = sequence
        command.receivedAt = now
        for group in 0..<groups {
            var part = GroupCommand()
            part.deviceAlive = true
            command.groups.append(group == Simulation.right ? act.command : part)
        }
        return command
    }
}
