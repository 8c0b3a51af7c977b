import Control
import Messages
import Testing

@testable import Session

@Suite("A console's own grant of control") struct OwnGrantTests {
    private let tag = LeaseTag(epoch: 9, sequence: 4)

    private func lease(_ tag: LeaseTag, holder: UInt64 = 7) -> LeaseState {
        var lease = LeaseState()
        lease.tag = tag
        lease.holder = holder
        return lease
    }

    private func reply(
        to id: UInt32, _ kind: RequestKind = .acquireLease, _ refusal: Refusal = .none
    ) -> Reply {
        var reply = Reply()
        reply.answer = Answer(client: 7, id: id, kind: kind, refusal: refusal)
        reply.lease = lease(tag)
        reply.own = reply.lease
        return reply
    }

    private func granted() -> OwnGrant {
        var grant = OwnGrant()
        grant.greet(session: 9)
        grant.ask(id: 3)
        let isNew = grant.take(reply(to: 3), client: 7)
        #expect(isNew && grant.isCurrent && grant.tag == tag)
        return grant
    }

    @Test("begins with the answer to a request of this process, and with nothing else")
    func begins() {
        var grant = OwnGrant()
        grant.greet(session: 9)
        grant.follow(lease(tag), client: 7)
        #expect(!grant.isCurrent)
        let other = grant.take(reply(to: 2), client: 7)
        #expect(!other && !grant.isCurrent)
        grant.ask(id: 3)
        let refused = grant.take(reply(to: 3, .acquireLease, .leaseHeldByAnother), client: 7)
        #expect(!refused && !grant.isCurrent)
        var own = granted()
        #expect(own.nextSequence() == 1)
    }

    @Test("survives a reconnection, numbers and all, and no other life of the cell")
    func reconnects() {
        var grant = granted()
        for _ in 0..<1000 { _ = grant.nextSequence() }
        grant.greet(session: 9)
        #expect(!grant.isCurrent)
        grant.follow(lease(tag), client: 7)
        #expect(grant.isCurrent)
        #expect(grant.nextSequence() == 1001)
        grant.greet(session: 10)
        grant.follow(lease(tag), client: 7)
        #expect(!grant.isCurrent)
    }

    @Test("ends with another grant, and does not come back")
    func ends() {
        var grant = granted()
        grant.follow(lease(LeaseTag(epoch: 9, sequence: 5), holder: 8), client: 7)
        #expect(!grant.isCurrent)
        grant.follow(lease(tag), client: 7)
        #expect(!grant.isCurrent)
    }
}
