internal import Control
internal import Simulation
internal import Spatial

/// After the faults: what an operator does to have every arm in the hand once and under the policy
/// once.
struct Recovery: Sendable {
    var driven: Set<Int> = []
    var handedBack: Set<Int> = []
    private(set) var steps = 0

    mutating func step() -> Int {
        steps += 1
        return steps
    }
}

extension ModelConsole {
    mutating func recover(at now: Nanoseconds) {
        guard var recovery else { return }
        let step = recovery.step()
        for index in view.authorities.indices {
            if view.authorities[index] == .operator { recovery.driven.insert(index) }
            if view.authorities[index] == .policy, recovery.driven.contains(index) {
                recovery.handedBack.insert(index)
            }
        }
        self.recovery = recovery
        guard isHolder else { return request(.acquireLease, at: now) }
        if view.loans.indices.contains(where: { view.loans[$0].isHeld }) {
            return request(.recallLease, at: now)
        }
        guard !clearTheWay(at: now) else { return }
        let open = hands.indices.first { !recovery.handedBack.contains($0) }
        guard let index = open else { return }
        if hands[index].puck == nil { hands[index].command.deviceAlive = true }
        if recovery.driven.contains(index) {
            handBack(index, at: now)
        } else {
            take(index, step, at: now)
        }
    }

    private mutating func take(_ index: Int, _ step: Int, at now: Nanoseconds) {
        if view.authorities[index] == .taking { return }
        switch step % 8 {
        case 0:
            hands[index].release()
            hands[index].centre()
            request(.takeOver, groups: bit(index), at: now)
        case 5: hands[index].press()
        default: break
        }
    }

    private mutating func handBack(_ index: Int, at now: Nanoseconds) {
        hands[index].release()
        hands[index].centre()
        switch view.authorities[index] {
        case .hold, .operator:
            // Where one waits for others, all go back at once.
            let waits = plan.isRuled && view.authorities[index] == .hold
            let all = GroupMask(truncatingIfNeeded: (1 << hands.count) - 1)
            request(.handBack, groups: waits ? all : bit(index), at: now)
        case .policy, .returning, .delta, .taking, .deviceLost, .linkLost, .fault, .stopped: break
        }
    }
}
