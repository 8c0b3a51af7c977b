/// Groups that have to do with each other: those that are coupled hold together, and some hold
/// while another is in human hands.
extension Arbiter {
    /// Coupled groups are taken and held together.
    mutating func withCoupled(_ mask: GroupMask, for kind: RequestKind) -> GroupMask {
        guard kind == .takeOver || kind == .hold else { return mask }
        var result = mask
        for index in state.groups.indices where mask & GroupBonds.bit(index) != 0 {
            result |= bonds.coupled[index]
        }
        return result
    }

    /// Groups that a request brings along because of their rule. One that cannot come, as a fault
    /// must be acknowledged first, stays as it is: it keeps no arm from being taken.
    mutating func brought(by mask: GroupMask, _ kind: RequestKind, at tick: Tick) -> GroupMask {
        guard bonds.isRuled else { return 0 }
        switch kind {
        case .takeOver, .hold, .handBack: break
        case .acquireLease, .renewLease, .releaseLease, .takeLease, .offerLease, .withdrawOffer,
            .acceptLease, .recallLease, .stop, .armReset, .confirmReset, .start, .end, .next,
            .resetDone, .takeDelta, .acknowledge, .releaseGripper:
            return 0
        }
        var result: GroupMask = 0
        for index in state.groups.indices where mask & GroupBonds.bit(index) != 0 {
            result |= bonds.followers[index]
        }
        for index in state.groups.indices where result & GroupBonds.bit(index) != 0 {
            let isLatched = state.groups[index].phase.authority > .hold
            if isLatched || check(kind, of: index, at: tick) != .none {
                result &= ~GroupBonds.bit(index)
            }
        }
        if kind == .handBack { result |= waiting(withoutHandsOn: mask | result) }
        return result & ~mask
    }

    /// Those that held for others only, and for none any more once `mask` is handed back.
    private mutating func waiting(withoutHandsOn mask: GroupMask) -> GroupMask {
        let rest = inHands() & ~mask
        var result: GroupMask = 0
        for index in state.groups.indices
        where state.groups[index].phase.holdReason == .otherTaken {
            if bonds.rulers[index] & rest == 0 { result |= GroupBonds.bit(index) }
        }
        return result
    }

    /// Groups that a human took and did not hand back. A correction on top leaves a group with its
    /// policy as long as it is one.
    private mutating func inHands() -> GroupMask {
        var result: GroupMask = 0
        for index in state.groups.indices where isInHands(index) {
            result |= GroupBonds.bit(index)
        }
        return result
    }

    private mutating func isInHands(_ index: Int) -> Bool {
        switch state.groups[index].requested {
        case .operator, .hold: return true
        case .delta: return state.groups[index].phase.authority != .delta
        case .policy, .returning, .taking, .deviceLost, .linkLost, .fault, .stopped: return false
        }
    }

    /// While another group is in human hands, the policy does not move one whose rule says so. It
    /// goes back with the last of them.
    mutating func holdRuled(at now: Nanoseconds) {
        guard bonds.isRuled else { return }
        let taken = inHands()
        for index in state.groups.indices where bonds.rulers[index] & taken != 0 {
            switch state.groups[index].phase {
            case .policy, .returning: hold(index, .otherTaken, at: now)
            case .delta:
                // With the plan beneath it a correction on top ends too.
                state.groups[index].requested = .policy
                hold(index, .otherTaken, at: now)
            case .taking, .operator, .hold, .deviceLost, .linkLost, .fault, .stopped: break
            }
        }
    }

    /// Whatever makes one of several coupled groups hold, or is newly wrong with one, holds those
    /// of them that move: in the same tick, and until a human acts on each.
    mutating func holdCoupled(at now: Nanoseconds) {
        guard bonds.isCoupled else { return }
        var troubled: GroupMask = 0
        for index in state.groups.indices where isTroubled(index, at: now) {
            troubled |= GroupBonds.bit(index)
        }
        guard troubled != 0 else { return }
        for index in state.groups.indices where bonds.coupled[index] & troubled != 0 {
            switch state.groups[index].phase {
            case .policy, .returning, .delta, .taking, .operator: hold(index, .coupled, at: now)
            case .hold, .deviceLost, .linkLost, .fault, .stopped: break
            }
        }
    }

    private mutating func isTroubled(_ index: Int, at now: Nanoseconds) -> Bool {
        switch state.groups[index].phase {
        case .hold(let reason, let since): since == now && reason.isShared
        case .deviceLost(let since), .linkLost(let since): since == now
        case .fault(let reason, let since):
            // A number that broke while the last tick was driven is shared in this one.
            since == now || reason == .brokenAssumption && since == state.now
        // All are.
        case .stopped: false
        case .policy, .taking, .operator, .delta, .returning: false
        }
    }
}
