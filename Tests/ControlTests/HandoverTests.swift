import Control
import Spatial
import Testing

@Suite("Control changes hands, and the arms hold")
struct HandoverTests {
    private static let other: UInt64 = 8

    /// The right arm is driven by hand, the left one by the policy.
    private func driving() -> ControlBench {
        var bench = ControlBench()
        bench.begin()
        bench.takeRight()
        bench.hands(groups: 0b10) { $0.twist.linear.y = 0.1 }
        bench.steps(30)
        #expect(bench.last.groups[1].effective == .operator)
        return bench
    }

    /// One tick with a request of the other console.
    private func ask(
        _ bench: inout ControlBench, _ kind: RequestKind, naming tag: LeaseTag
    ) -> Refusal {
        bench.requests.append(
            Request(kind, client: HandoverTests.other, lease: tag))
        return bench.step().answers[0].refusal
    }

    @Test("a take holds what was driven, without a jump, and leaves the policy its arm")
    func take() {
        var bench = driving()
        let (old, before) = (bench.lease, bench.last.groups[1])
        #expect(ask(&bench, .takeLease, naming: old) == .none)
        #expect(bench.last.lease.holder == HandoverTests.other)
        #expect(bench.lease.sequence == old.sequence + 1 && bench.lease.epoch == old.epoch)
        #expect(bench.last.groups[1].effective == .hold)
        #expect(bench.last.groups[1].hold == .leaseTaken)
        #expect(bench.last.groups[0].effective == .policy)
        let way = bench.last.groups[1].setpoint.position - before.setpoint.position
        #expect(way.length < 0.0011, "no farther than it moved in the tick before")
        // The former holder's switch is still closed, and its commands go on.
        bench.steps(50)
        #expect(bench.last.groups[1].effective == .hold)
        #expect(bench.last.groups[1].motion == .zero)
        #expect(bench.ask(.handBack) == .notLeaseHolder)
    }

    @Test("a take that names another grant, or comes twice, does nothing")
    func lateTake() {
        var bench = driving()
        let old = bench.lease
        #expect(ask(&bench, .takeLease, naming: .none) == .leaseChanged)
        var wrong = old
        wrong.epoch += 1
        #expect(ask(&bench, .takeLease, naming: wrong) == .leaseChanged)
        #expect(bench.last.groups[1].effective == .operator)
        #expect(ask(&bench, .takeLease, naming: old) == .none)
        let taken = bench.lease
        #expect(ask(&bench, .takeLease, naming: old) == .leaseChanged)
        #expect(bench.lease == taken)
        bench.requests.append(Request(.takeLease, lease: taken))
        #expect(bench.step().answers[0].refusal == .malformed, "the runtime has no control")
    }

    @Test("of a free lease nothing can be taken or accepted")
    func freeLease() {
        var bench = driving()
        let old = bench.lease
        #expect(bench.ask(.releaseLease) == .none)
        #expect(ask(&bench, .takeLease, naming: old) == .leaseChanged)
        #expect(ask(&bench, .acceptLease, naming: old) == .leaseChanged)
        #expect(!bench.last.lease.isHeld)
    }

    @Test("an arm that was on its way back to the policy holds too")
    func takeWhileReturning() {
        var bench = driving()
        bench.release()
        bench.steps(30)
        _ = bench.ask(.handBack)
        bench.steps(5)
        #expect(bench.last.groups[1].effective == .returning)
        #expect(ask(&bench, .takeLease, naming: bench.lease) == .none)
        #expect(bench.last.groups[1].hold == .leaseTaken)
        bench.steps(300)
        #expect(bench.last.groups[1].effective != .policy, "it does not go on by itself")
    }

    @Test("what is offered to one is that one's to accept, once")
    func offer() {
        var bench = driving()
        let old = bench.lease
        #expect(ask(&bench, .acceptLease, naming: old) == .notOffered)
        #expect(bench.ask(.offerLease, groups: 0, argument: 9) == .none)
        #expect(ask(&bench, .acceptLease, naming: old) == .notOffered, "offered to another")
        #expect(bench.ask(.offerLease, groups: 0, argument: HandoverTests.other) == .none)
        #expect(bench.last.groups[1].effective == .operator, "offering stops nothing")
        #expect(ask(&bench, .acceptLease, naming: old) == .none)
        #expect(bench.last.lease.holder == HandoverTests.other)
        #expect(bench.last.groups[1].hold == .leasePassed)
        #expect(!bench.last.offer.isOpen)
        #expect(ask(&bench, .acceptLease, naming: old) == .leaseChanged)
        #expect(ask(&bench, .acceptLease, naming: bench.lease) == .notOffered)
    }

    @Test("an offer to anyone ends by its time, by withdrawal, and with its grant")
    func offerEnds() {
        var bench = driving()
        let old = bench.lease
        #expect(bench.ask(.withdrawOffer) == .notOffered)
        #expect(bench.ask(.offerLease, groups: 0, argument: ControlBench.client) == .malformed)
        #expect(bench.ask(.offerLease, groups: 0) == .none)
        #expect(bench.ask(.withdrawOffer) == .none)
        #expect(ask(&bench, .acceptLease, naming: old) == .notOffered)
        #expect(bench.ask(.offerLease, groups: 0) == .none)
        for _ in 0..<2000 {
            #expect(bench.last.offer.isOpen)
            bench.request(.renewLease)
            bench.step()
        }
        #expect(!bench.last.offer.isOpen)
        #expect(ask(&bench, .acceptLease, naming: old) == .notOffered)
        #expect(bench.ask(.offerLease, groups: 0) == .none)
        #expect(ask(&bench, .takeLease, naming: old) == .none)
        #expect(!bench.last.offer.isOpen)
    }

    @Test("a reset that was begun under one grant is not ended under another")
    func resetAcrossGrants() {
        var bench = driving()
        #expect(bench.ask(.stop) == .none)
        #expect(bench.ask(.armReset, argument: 1) == .none)
        #expect(bench.ask(.acquireLease) == .none)
        #expect(bench.ask(.confirmReset, argument: 1) == .wrongStop)
        #expect(bench.last.groups[1].effective == .stopped)
    }
}
