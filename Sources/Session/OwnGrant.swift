internal import Control
internal import Messages

/// The grant of control, or of groups, that this process was given, and the numbers of its
/// commands: pure.
///
/// It begins with the cell's answer to a request of this process and with nothing else. That a
/// step names this console's key as the holder is not enough: the grant may be that of a process
/// which used the key before, and taking control is an act of the operator who is here now. A
/// reconnection changes nothing in it: the cell remembers the number of the newest command, so the
/// numbers go on.
struct OwnGrant {
    /// `.none` where nothing was granted, or what was granted is over.
    private(set) var tag = LeaseTag.none
    /// Whether the cell's newest word names this grant.
    private(set) var isCurrent = false
    private var sequence: UInt32 = 0
    private var asked: UInt32?

    /// A request for control left under this number.
    mutating func ask(id: UInt32) { asked = id }

    /// The cell welcomed the process as `client`. One that lives on remembers the grant, one that
    /// was started anew has forgotten it.
    mutating func greet(session: UInt64) {
        asked = nil
        isCurrent = false
        if tag.epoch != session { tag = .none }
    }

    /// - Returns: whether a new grant begins with this answer.
    mutating func take(_ reply: Reply, client: UInt64) -> Bool {
        let isOurs = reply.answer.kind.asksForGrant && reply.answer.id == asked
        guard isOurs else {
            follow(reply.own, client: client)
            return false
        }
        asked = nil
        guard reply.answer.refusal == .none, reply.own.isHeld, reply.own.holder == client
        else { return false }
        tag = reply.own.tag
        sequence = 0
        isCurrent = true
        return true
    }

    /// What the cell says that this client may command by: the lease or a loan. A grant that was
    /// followed by another never comes back.
    mutating func follow(_ own: LeaseState, client: UInt64) {
        let isOver = tag == .none || own.tag != tag || !own.isHeld || own.holder != client
        if isOver { tag = .none }
        isCurrent = !isOver
    }

    /// A datagram came that only the cell can have sealed, and only while this grant lasts.
    mutating func confirm(_ tag: LeaseTag) {
        if tag == self.tag, tag != .none { isCurrent = true }
    }

    /// This process gave control up.
    mutating func release() {
        tag = .none
        isCurrent = false
    }

    /// The number of the next command.
    mutating func nextSequence() -> UInt32 {
        sequence &+= 1
        return sequence
    }
}

extension RequestKind {
    /// Whether a grant begins with it, where the cell says yes.
    var asksForGrant: Bool { self == .acquireLease || namesOtherGrant }

    /// Whether it names the grant that it would end, not the one that it is made under.
    var namesOtherGrant: Bool { self == .takeLease || self == .acceptLease }
}
