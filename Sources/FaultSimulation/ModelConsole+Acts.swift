internal import Control
internal import Simulation
internal import Spatial

/// What the operator does next.
extension ModelConsole {
    mutating func act(at now: Nanoseconds) {
        if recovery != nil { return recover(at: now) }
        if chance.happens(plan.nonsense) { return actWithoutSense(at: now) }
        guard isHolder else {
            if !borrowed.isEmpty { return actOnLoan(at: now) }
            if plan.hasRival, view.lease.isHeld { return wantControl(at: now) }
            if chance.happens(0.3) { request(.acquireLease, at: now) }
            return
        }
        if plan.hasRival, chance.happens(plan.lends ? 0.15 : 0.05) { return offerControl(at: now) }
        if chance.happens(0.005) { return request(.releaseLease, at: now) }
        if chance.happens(0.02) { return request(.stop, at: now) }
        guard !clearTheWay(at: now) else { return }
        let index = chance.below(hands.count)
        if view.loans[index].isHeld {
            actOnLent(index, at: now)
        } else {
            actOnGroup(index, at: now)
        }
    }

    private mutating func wantControl(at now: Nanoseconds) {
        if view.offer.covers(client), chance.happens(0.5) {
            return handOver(.acceptLease, of: view.offer.groups, at: now)
        }
        switch chance.below(10) {
        case 0 where !plan.lends || chance.happens(0.2): handOver(.takeLease, at: now)
        case 1: handOver(.acceptLease, at: now)
        case 2, 3, 4: request(.acquireLease, at: now)
        default: break
        }
    }

    /// To the other one, to anyone, to nobody who is there; and not any more.
    private mutating func offerControl(at now: Nanoseconds) {
        if view.offer.isOpen, chance.happens(0.5) { return handOver(.withdrawOffer, at: now) }
        var groups: GroupMask = 0
        if plan.lends, chance.happens(0.9) {
            let index = chance.below(hands.count)
            groups = bit(index)
            if chance.happens(0.9) { groups |= plan.configuration.groups[index].coupled }
        }
        handOver(.offerLease, of: groups, to: chance.pick([0, 3 &- client, 99]), at: now)
    }

    /// Drives what is lent, mostly that; gives it back at times.
    private mutating func actOnLoan(at now: Nanoseconds) {
        if chance.happens(0.01) { return request(.releaseLease, at: now) }
        if chance.happens(0.01) { return request(.stop, at: now) }
        if chance.happens(0.02) { return wantControl(at: now) }
        let index = chance.happens(0.95) ? chance.pick(borrowed) : chance.below(hands.count)
        switch view.authorities[index] {
        case .deviceLost, .linkLost, .fault:
            if hands[index].puck == nil { hands[index].command.deviceAlive = true }
            request(.acknowledge, groups: bit(index), at: now)
        case .policy, .returning, .delta, .operator, .taking, .hold, .stopped:
            actOnGroup(index, at: now)
        }
    }

    /// What is lent is another's: it may be held, and had back.
    private mutating func actOnLent(_ index: Int, at now: Nanoseconds) {
        switch chance.below(10) {
        case 0: handOver(.recallLease, of: chance.pick([0, bit(index)]), at: now)
        case 1: request(.hold, groups: bit(index), at: now)
        case 2: actOnGroup(index, at: now)
        default: break
        }
    }

    /// Stop, latches and the episode come first.
    mutating func clearTheWay(at now: Nanoseconds) -> Bool {
        if view.stop != 0 {
            request(.armReset, argument: view.stop, at: now)
            request(.confirmReset, argument: view.stop, at: now)
            return true
        }
        for index in view.authorities.indices where !view.loans[index].isHeld {
            switch view.authorities[index] {
            case .deviceLost, .linkLost, .fault:
                if hands[index].puck == nil { hands[index].command.deviceAlive = true }
                request(.acknowledge, groups: bit(index), at: now)
                return true
            case .policy, .returning, .delta, .operator, .taking, .hold, .stopped: break
            }
        }
        switch view.episode {
        case .idle, .ended: request(.next, at: now)
        case .ready: request(.start, at: now)
        case .resetting: break
        case .running: return false
        }
        return true
    }

    private mutating func actOnGroup(_ index: Int, at now: Nanoseconds) {
        if chance.happens(0.01) { return request(.end, argument: 1, at: now) }
        switch view.authorities[index] {
        case .policy: actOnPolicy(index, at: now)
        case .hold, .taking: actOnHold(index, at: now)
        case .operator, .delta: actWhileDriving(index, at: now)
        case .returning: if chance.happens(0.2) { hands[index].press() }
        case .deviceLost, .linkLost, .fault, .stopped: break
        }
    }

    private mutating func actOnPolicy(_ index: Int, at now: Nanoseconds) {
        hands[index].release()
        hands[index].centre()
        let wantsCorrection = plan.configuration.deltaEnabled && chance.happens(0.4)
        if wantsCorrection { return request(.takeDelta, groups: bit(index), at: now) }
        switch chance.below(8) {
        case 0, 1, 2: request(.takeOver, groups: bit(index), at: now)
        case 3: request(.takeDelta, groups: bit(index), at: now)
        case 6 where chance.happens(0.2): request(.handBack, groups: bit(index), at: now)
        case 4: request(.hold, groups: bit(index), at: now)
        case 5: request(.releaseGripper, groups: bit(index), at: now)
        default: break
        }
    }

    private mutating func actOnHold(_ index: Int, at now: Nanoseconds) {
        switch chance.below(10) {
        case 0, 1, 2:
            hands[index].release()
            hands[index].centre()
        case 3, 4, 5, 6: hands[index].press()
        case 7: request(.takeOver, groups: bit(index), at: now)
        default: request(.handBack, groups: bit(index), at: now)
        }
    }

    private mutating func actWhileDriving(_ index: Int, at now: Nanoseconds) {
        switch chance.below(14) {
        case 0...5: deflect(index)
        case 6: hands[index].centre()
        case 7: hands[index].release()
        case 8: hands[index].press()
        case 9: hands[index].command.gripperToggles &+= UInt32(chance.within(1...2))
        case 10:
            // Lets go and presses again within one tick.
            hands[index].release()
            hands[index].press()
        case 11: request(.handBack, groups: bit(index), at: now)
        case 12: request(.takeOver, groups: bit(index), at: now)
        default: request(.hold, groups: bit(index), at: now)
        }
    }

    mutating func deflect(_ index: Int) {
        let size = chance.pick([0.05, 0.2, 0.2, 2])
        let (x, y, z) = (chance.symmetric(size), chance.symmetric(size), chance.symmetric(size))
        let (rx, rz) = (chance.symmetric(size * 3), chance.symmetric(size * 3))
        hands[index].deflect(
            Twist(linear: Vector3(x, y, z), angular: Vector3(rx, 0, rz)))
        hands[index].command.frame = chance.pick([.base, .tool, .view])
    }

    /// Anything at all, whoever holds the lease.
    private mutating func actWithoutSense(at now: Nanoseconds) {
        let index = chance.below(hands.count)
        switch chance.below(10) {
        case 0: hands[index].press()
        case 1: hands[index].release()
        case 2: deflect(index)
        case 3: if !plan.hasPucks { hands[index].command.deviceAlive.toggle() }
        case 4: requestUnder(last, chance.pick(RequestKind.allCases), at: now)
        case 5:
            requestUnder(
                LeaseTag(epoch: chance.next(), sequence: 1), chance.pick(RequestKind.allCases),
                at: now)
        default:
            request(
                chance.pick(RequestKind.allCases), groups: GroupMask(chance.below(16)),
                argument: chance.pick([0, 1, 2, view.stop, view.stop]), at: now)
        }
    }

    func bit(_ index: Int) -> GroupMask { 1 << GroupMask(truncatingIfNeeded: index) }
}
