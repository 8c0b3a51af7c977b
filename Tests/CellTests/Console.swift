import Cell
import Control
import Link
import Messages

/// A console as far as a cell sees one: both connections, and all that came over them.
final class Console {
    let control: RobotLink
    let bulk: BulkLink
    var lease = LeaseTag.none
    var replies: [Reply] = []
    var events: [Event] = []
    var steps: [Step] = []
    var farewell: String?
    var probe: ClockProbe?
    var plane: PlaneGrant?
    var ownership: Ownership?
    var records: [BulkRecord] = []
    private var requests: UInt32 = 0
    /// Numbers of echoes.
    private var wanted: Int64 = 0
    private var echoed: Int64 = 0
    private var sequence: UInt32 = 0

    init(_ endpoint: String, name: String, security: ClientSecurity = .none()) throws {
        control = try RobotLink(
            endpoint: try Endpoint(endpoint), security: security, name: name)
        bulk = try BulkLink(endpoint: try Endpoint(endpoint), security: security)
    }

    deinit {
        control.close()
        bulk.close()
    }

    func take() {
        while let message = control.receive() {
            switch message {
            case .reply(let reply):
                replies.append(reply)
                let grants: [RequestKind] = [.acquireLease, .takeLease, .acceptLease]
                if grants.contains(reply.answer.kind), reply.answer.refusal == .none {
                    lease = reply.own.tag
                }
            case .event(let event): events.append(event)
            case .step(let step): steps.append(step)
            case .farewell(let message): farewell = message.reason
            case .clockProbe(let answer):
                if answer.asked > 0 { echoed = answer.asked } else { probe = answer }
            case .plane(let grant): plane = grant
            case .ownership(let news): ownership = news
            case .welcome, .drops, .hello, .request, .command, .remark: break
            }
        }
        while let record = bulk.receive() { records.append(record) }
    }

    /// Whatever was sent before is at the cell once it is answered.
    func askForEcho() {
        var probe = ClockProbe()
        probe.asked = echoed + 1
        if control.send(.clockProbe(probe)) == .sent { wanted = probe.asked }
    }

    var waitsForEcho: Bool { control.state == .ready && echoed < wanted }

    func ask(_ kind: RequestKind, groups: GroupMask = 0, argument: UInt64 = 0) {
        requests += 1
        control.send(
            .request(
                Request(kind, lease: lease, id: requests, groups: groups, argument: argument)))
    }

    func command(_ change: (inout GroupCommand) -> Void) {
        control.send(.command(next(change)))
    }

    /// The next command, with these groups.
    func next(_ change: (inout GroupCommand) -> Void) -> OperatorCommand {
        sequence += 1
        var command = OperatorCommand()
        command.lease = lease
        command.sequence = sequence
        for _ in 0..<2 {
            var group = GroupCommand()
            group.deviceAlive = true
            change(&group)
            command.groups.append(group)
        }
        return command
    }

    func remark(_ kind: Remark.Kind, _ text: String) {
        var remark = Remark()
        remark.kind = kind
        remark.lease = lease
        remark.text = text
        control.send(.remark(remark))
    }

    /// Requests on their way, there or back.
    var unanswered: Int { Int(requests) - replies.count }

    func records(of topic: UInt16) -> [BulkRecord] { records.filter { $0.topic == topic } }
    func says(_ text: String) -> Bool { events.contains { $0.text.contains(text) } }
}
