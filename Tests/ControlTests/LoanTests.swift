import Control
import Spatial
import Testing

@Suite("Two operators drive an arm each")
struct LoanTests {
    private static let other: UInt64 = 8
    private static let right: GroupMask = 0b10
    private static let left: GroupMask = 0b01

    /// The right arm is lent to the other console, the first one has the rest.
    private func lent(_ edit: (inout ControlConfiguration) -> Void = { _ in }) -> ControlBench {
        var bench = ControlBench(edit)
        bench.begin()
        #expect(bench.ask(.offerLease, argument: LoanTests.other) == .none)
        #expect(ask(&bench, .acceptLease, under: bench.lease) == .none)
        return bench
    }

    /// As ``lent(_:)``, and each drives its arm.
    private func driving() -> ControlBench {
        var bench = lent()
        let loan = bench.last.groups[1].loan.tag
        bench.second = bench.command
        bench.second?.lease = loan
        bench.step()
        #expect(ask(&bench, .takeOver, under: loan) == .none)
        #expect(bench.ask(.takeOver, groups: LoanTests.left) == .none)
        bench.steps(20)
        bench.press(groups: 0b11)
        bench.hands(groups: LoanTests.left) { $0.twist.linear.y = 0.1 }
        press(&bench)
        bench.steps(30)
        #expect(bench.last.groups[0].effective == .operator)
        #expect(bench.last.groups[1].effective == .operator)
        return bench
    }

    private func press(_ bench: inout ControlBench) {
        bench.second?.groups[1].enabled = true
        bench.second?.groups[1].presses += 1
        bench.second?.groups[1].neutralSeen = true
        bench.second?.groups[1].twist.linear.z = 0.1
    }

    /// One tick with a request of the other console.
    private func ask(
        _ bench: inout ControlBench, _ kind: RequestKind, under tag: LeaseTag,
        groups: GroupMask = right, argument: UInt64 = 0
    ) -> Refusal {
        bench.requests.append(
            Request(
                kind, client: LoanTests.other, lease: tag, groups: groups, argument: argument))
        return bench.step().answers[0].refusal
    }

    @Test("each hand moves its own arm, and nothing of it the other")
    func each() {
        var bench = driving()
        let (left, right) = (bench.last.groups[0].setpoint, bench.last.groups[1].setpoint)
        bench.steps(20)
        let leftWay = bench.last.groups[0].setpoint.position - left.position
        let rightWay = bench.last.groups[1].setpoint.position - right.position
        #expect(leftWay.y > 0.01 && abs(leftWay.z) < 1e-9)
        #expect(rightWay.z > 0.01 && abs(rightWay.y) < 1e-9)
        #expect(bench.arbiter.state.refusedCommands == 0)
    }

    @Test("a loan is a grant of its own under the same counter, and one at a time")
    func grant() {
        var bench = lent()
        let (root, loan) = (bench.last.lease, bench.last.groups[1].loan)
        #expect(root.holder == ControlBench.client && loan.holder == LoanTests.other)
        #expect(loan.tag.epoch == root.tag.epoch && loan.tag.sequence == root.tag.sequence + 1)
        #expect(!bench.last.groups[0].loan.isHeld && !bench.last.offer.isOpen)
        #expect(bench.last.groups[1].effective == .policy, "which nobody took")
        #expect(bench.ask(.offerLease, argument: 9) == .leaseHeldByAnother)
        #expect(
            bench.ask(.offerLease, groups: LoanTests.left, argument: LoanTests.other)
                == .hasAnother)
        #expect(bench.ask(.offerLease, groups: LoanTests.left) == .none)
        #expect(
            ask(&bench, .acceptLease, under: root.tag, groups: LoanTests.left) == .hasAnother)
    }

    @Test("what is accepted is what is offered: neither more, nor other groups, nor all by parts")
    func offers() {
        var bench = ControlBench()
        bench.begin()
        let root = bench.lease
        #expect(bench.ask(.offerLease, groups: 0b11) == .malformed)
        #expect(bench.ask(.offerLease, groups: 0b110) == .noSuchGroup)
        #expect(bench.ask(.offerLease) == .none)
        #expect(ask(&bench, .acceptLease, under: root, groups: 0) == .notOffered)
        #expect(ask(&bench, .acceptLease, under: root, groups: LoanTests.left) == .notOffered)
        #expect(ask(&bench, .acceptLease, under: .none) == .leaseChanged)
        #expect(ask(&bench, .acceptLease, under: root) == .none)
    }

    @Test("coupled groups are lent together or not at all")
    func coupled() {
        var bench = ControlBench {
            $0.groups.append($0.groups[0])
            $0.groups[0].coupled = 0b11
            $0.groups[1].coupled = 0b11
        }
        bench.begin()
        #expect(bench.ask(.offerLease) == .coupledGroups)
        #expect(bench.ask(.offerLease, groups: 0b110) == .coupledGroups)
        #expect(bench.ask(.offerLease, groups: 0b011) == .none)
        #expect(ask(&bench, .acceptLease, under: bench.lease, groups: 0b011) == .none)
        #expect(bench.last.groups[0].loan.tag == bench.last.groups[1].loan.tag)
        #expect(bench.ask(.recallLease, groups: 0b001) == .none)
        #expect(!bench.last.groups[0].loan.isHeld && !bench.last.groups[1].loan.isHeld)
    }

    @Test("who has a loan asks for its groups alone, who lent them may hold and nothing else")
    func rights() {
        var bench = lent()
        let loan = bench.last.groups[1].loan.tag
        for kind in [RequestKind.start, .end, .next, .offerLease, .withdrawOffer, .recallLease] {
            #expect(ask(&bench, kind, under: loan) == .notLeaseHolder)
        }
        for groups in [LoanTests.left, 0b11] {
            #expect(ask(&bench, .takeOver, under: loan, groups: groups) == .notLeaseHolder)
        }
        #expect(ask(&bench, .takeOver, under: bench.lease) == .notLeaseHolder)
        bench.request(.takeOver)
        let answer = bench.step().answers[0]
        #expect(answer.refusal == .leaseHeldByAnother && answer.owner == LoanTests.other)
        #expect(bench.ask(.takeOver, groups: 0b11) == .leaseHeldByAnother)
        #expect(bench.last.groups[0].effective == .policy, "whole or not at all")
        #expect(bench.ask(.hold) == .none)
        #expect(bench.last.groups[1].effective == .hold)
        #expect(ask(&bench, .handBack, under: loan) == .none)
        #expect(bench.ask(.stop) == .none)
        #expect(ask(&bench, .armReset, under: loan, argument: 1) == .notLeaseHolder)
    }

    @Test("a recall, a return and the end of the lease hold what the hand drove, and give it back")
    func ends() {
        for kind in [RequestKind.recallLease, .releaseLease, .takeLease, .offerLease] {
            var bench = driving()
            let loan = bench.last.groups[1].loan.tag
            let before = bench.last.groups[1].setpoint
            switch kind {
            case .recallLease: #expect(bench.ask(.recallLease, groups: 0) == .none)
            case .releaseLease: #expect(ask(&bench, .releaseLease, under: loan) == .none)
            case .takeLease:
                #expect(ask(&bench, .takeLease, under: bench.lease, groups: 0) == .none)
            default:
                #expect(bench.ask(.offerLease, groups: 0) == .none)
                #expect(ask(&bench, .acceptLease, under: bench.lease, groups: 0) == .none)
            }
            #expect(bench.last.groups[1].effective == .hold, "\(kind)")
            #expect(!bench.last.groups[1].loan.isHeld, "\(kind)")
            let isLeftDriven = bench.last.groups[0].effective == .operator
            #expect(isLeftDriven == (kind == .recallLease || kind == .releaseLease))
            let way = bench.last.groups[1].setpoint.position - before.position
            #expect(way.length < 0.0022, "no farther than it moved in a tick, or two")
            let refused = bench.arbiter.state.refusedCommands
            // The former hand's switch is still closed, and its commands go on.
            bench.steps(50)
            #expect(bench.last.groups[1].effective == .hold && bench.last.groups[1].motion == .zero)
            #expect(bench.arbiter.state.refusedCommands >= refused + 50)
            #expect(ask(&bench, .handBack, under: loan) == .notLeaseHolder)
        }
    }

    @Test("an arm that came back moves by no press before it is taken over anew")
    func fresh() {
        var bench = driving()
        #expect(bench.ask(.recallLease) == .none)
        bench.hands(groups: LoanTests.right) { $0.twist.linear.y = 0.1 }
        bench.steps(30)
        #expect(bench.last.groups[1].effective == .hold)
        bench.release()
        bench.steps(3)
        bench.press()
        bench.steps(3)
        #expect(bench.last.groups[1].effective == .hold, "its frame was another's")
        #expect(bench.ask(.takeOver) == .none)
        bench.release()
        bench.steps(3)
        bench.press()
        bench.steps(3)
        #expect(bench.last.groups[1].effective == .operator)
    }

    @Test("one hand's silence ends its own arm and not the other's")
    func silence() {
        var bench = driving()
        bench.linkUp = false
        bench.steps(60)
        #expect(bench.last.groups[0].effective == .linkLost)
        #expect(bench.last.groups[1].effective == .operator)
        bench = driving()
        bench.second = nil
        bench.steps(60)
        #expect(bench.last.groups[0].effective == .operator)
        #expect(bench.last.groups[1].effective == .linkLost)
        bench.steps(200)
        #expect(bench.last.groups[1].loan.stale && bench.last.groups[1].loan.isHeld)
        #expect(bench.last.groups[1].effective == .linkLost, "stale ends nothing by itself")
    }

    @Test("a command counts where its grant governs, and once")
    func foreign() {
        var bench = driving()
        let loan = bench.last.groups[1].loan.tag
        // The first console claims the other's arm: nothing of it counts there.
        bench.hands(groups: LoanTests.right) { $0.twist.linear.x = 0.2 }
        let x = bench.last.groups[1].setpoint.position.x
        bench.steps(20)
        #expect(abs(bench.last.groups[1].setpoint.position.x - x) < 1e-9)
        // Under the loan, but not newer.
        var input = bench.makeInput()
        input.commands[1].sequence = 1
        input.commands[1].groups[1].twist.linear.x = 0.2
        let refused = bench.arbiter.state.refusedCommands
        _ = bench.arbiter.step(input)
        #expect(bench.arbiter.state.refusedCommands == refused + 1)
        #expect(bench.arbiter.state.command(of: 1)?.twist.linear.x == 0)
        #expect(loan != bench.lease)
    }

    @Test("the next scene gives the policy no lent arm that is taken")
    func next() {
        var bench = driving()
        #expect(bench.ask(.end, argument: 1) == .none)
        #expect(bench.ask(.next) == .none)
        #expect(bench.last.groups[0].requested == .policy)
        #expect(bench.last.groups[1].requested == .operator)
        bench.requests.append(Request(.resetDone))
        bench.step()
        #expect(bench.ask(.start) == .none)
        #expect(bench.last.groups[0].effective == .policy)
        #expect(bench.last.groups[1].effective == .hold)
    }
}
